"""The whole window on a film of bars, whose second slot has several takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.media.probe import identify
from sorastudio.playback.pictures import Shown
from sorastudio.project.check import errors
from sorastudio.project.edits.slots import add_slot, adopt_take
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Media, Size, Take
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.render.picture import Picture
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.wall_labels import Label, WallLabels
from sorastudio.ui.window.main_window import MainWindow
from tests.film_maker import Reel, make_film, read_bars
from tests.project.films import recipe
from tests.ui.timeline.hand import Hand

_W = TypeVar("_W", bound=QWidget)
PATIENCE_MS = 30_000
CANVAS = Size(448, 256)
BEFORE, DAWN, AFTER = (SlotId(f"slot-{name}") for name in ("before", "dawn", "after"))
CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


def film_of_takes(folder: Path, count: int) -> Project:
    """Three slots of a second each. Frame n of take t of the middle one shows 100 t + n, of the
    first one 2000 + n, of the last one 3000 + n."""
    project = new_project("Film", Settings(size=CANVAS))
    for slot_id, number in ((BEFORE, 2000), (DAWN, 0), (AFTER, 3000)):
        name = slot_id.removeprefix("slot-")
        slot = Slot(id=slot_id, name=name, prompt="a sea", seconds=Fraction(1))
        project = add_slot(project, slot)
        if slot_id != DAWN:
            project = with_new_take(project, folder, slot_id, number)
    for _ in range(count):
        project = with_new_take(project, folder, DAWN)
    return project


def with_new_take(project: Project, folder: Path, slot_id: SlotId, first: int = 0) -> Project:
    return adopt_take(project, *new_take(project, folder, slot_id, first))


def new_take(project: Project, folder: Path, slot_id: SlotId, first: int = 0) -> tuple[Take, Media]:
    """A file of two seconds, as a generator brings it."""
    number = project.pool.next_take_number(slot_id)
    folder.mkdir(parents=True, exist_ok=True)
    reel = Reel(frames=48, first=first or 100 * number)
    path = make_film(folder / f"{slot_id}-{number}.mp4", reel)
    media = identify(path, path.name)
    take = Take(
        id=TakeId(f"{slot_id}-{number}"),
        slot_id=slot_id,
        number=number,
        media_id=media.id,
        recipe=replace(recipe(), seconds=Fraction(1)),
        created_at="2026-01-01T00:00:00Z",
    )
    return take, media


@dataclass(frozen=True)
class Desk:
    window: MainWindow
    qtbot: QtBot

    @property
    def project(self) -> Project:
        return self.window.session.project

    @property
    def viewer(self) -> Viewer:
        return self._part(Viewer)

    @property
    def timeline(self) -> Timeline:
        return self._part(Timeline)

    @property
    def hand(self) -> Hand:
        return Hand(self.qtbot, self.timeline)

    @property
    def labels(self) -> WallLabels:
        return self.viewer.walls.labels

    @property
    def shown(self) -> Shown | None:
        return self.viewer.screen_view.shown

    @property
    def used(self) -> int:
        """The number of the take that the middle slot uses."""
        take = self.project.chosen_take(DAWN)
        return take.number if take else 0

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """To whatever has the focus, as a keyboard does."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)

    def until(self, reached: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def reads(self, *numbers: int) -> None:
        """Waits until the cells of the wall show these."""
        self.until(lambda: self.numbers() == list(numbers))

    def reads_film(self, number: int) -> None:
        """Waits until the film alone is shown."""
        self.until(
            lambda: (
                self.shown is not None
                and not self.shown.cells
                and read_bars(self.shown.picture) == number
            )
        )

    def numbers(self) -> list[int]:
        if self.shown is None:
            return []
        return [read_bars(cell(self.shown, n)) for n in range(len(self.shown.cells))]

    def label(self, number: int) -> Label:
        return self.labels.labels[number]

    def middle(self, number: int) -> QPointF:
        return self.viewer.screen_view.cell_rects()[number].center()

    def click(self, at: QPointF) -> None:
        QTest.mouseClick(self.labels, Qt.MouseButton.LeftButton, NO_KEY, at.toPoint())

    def point_at(self, at: QPointF) -> None:
        # Made by hand, as the pointer of another test may rest in the same place.
        none = Qt.MouseButton.NoButton
        where = self.labels.mapToGlobal(at)
        event = QMouseEvent(QEvent.Type.MouseMove, at, where, none, none, NO_KEY)
        QApplication.sendEvent(self.labels, event)

    def sound(self) -> None:
        """The film is as it may be."""
        assert errors(self.project) == []

    def _part(self, kind: type[_W]) -> _W:
        (found,) = self.window.findChildren(kind)
        return found


OpenDesk = Callable[[Project], Desk]


def cell(shown: Shown, number: int) -> Picture:
    """What a cell of a wall shows."""
    box = shown.cells[number].box
    parts = []
    for plane, step in zip(shown.picture.planes, (1, 2, 2), strict=True):
        top, left = box.top // step, box.left // step
        height, width = box.size.height // step, box.size.width // step
        parts.append(plane[top : top + height, left : left + width])
    return Picture.of(parts)
