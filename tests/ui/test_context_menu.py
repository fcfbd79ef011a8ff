"""The right mouse button on clips, gaps, empty tracks, transitions and heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from sorastudio.project.check import errors
from sorastudio.project.clip import Fit
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.slots import choose_take, rate_take
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.ids import TakeId
from sorastudio.project.project import Project, new_project
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.actions.arrange import arrange_commands
from sorastudio.ui.actions.clip import clip_commands
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.keys import KeyMap, preset_named
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.actions.sequence import sequence_commands
from sorastudio.ui.film.placing import Placing
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.window.context import open_menu, open_track_menu
from tests.project.films import V1, clip_id, clips, film, layout, slot, with_slots, with_take
from tests.ui.timeline.hand import Hand, shown, undone

OpenFilm = Callable[[Project], Session]


class Desk:
    """A timeline with its menus."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session, self.qtbot = session, qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        timeline = shown(qtbot, session)
        self.hand = Hand(qtbot, timeline)
        self.inspected = 0
        placing = Placing(session, Reel(session, self.window), self.window)
        others = (
            *("slot.new", "slot.prompt", "slot.generate", "slot.generate-many"),
            *("slot.extend-take", "slot.edit-take"),
            *("clip.open-take", "clip.smooth-cut", "clip.best-cut", "clip.zoom-run"),
            *("sequence.seams", "slot.retry", "clip.relink"),
        )
        self.registry = Registry(
            (
                *clip_commands(session, timeline, placing),
                *arrange_commands(session, self.window),
                *sequence_commands(session, timeline, lambda: session),
                *(Command(id=i, words=i, menu=Menu.SLOT, run=self._nothing) for i in others),
            ),
            KeyMap(preset=preset_named("premiere")),
            self.window,
        )
        timeline.context_menu_requested.connect(
            lambda hit, at: open_menu(self.registry, session, hit, at, self.window, self._inspect)
        )
        timeline.track_menu_requested.connect(
            lambda track, at: open_track_menu(session, track, at, self.window)
        )

    def _nothing(self) -> None:
        pass

    def _inspect(self) -> None:
        self.inspected += 1

    def menu(self, at: QPoint) -> QMenu:
        """What is offered at a point of the canvas."""
        canvas = self.hand.timeline.canvas
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
        QApplication.sendEvent(canvas, event)
        return self._opened()

    def head_menu(self) -> QMenu:
        head, at = self.hand.timeline.headers.head(V1), QPoint(10, 20)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, head.mapToGlobal(at))
        QApplication.sendEvent(head, event)
        return self._opened()

    def _opened(self) -> QMenu:
        found = [m for m in self.window.findChildren(QMenu) if m.isVisible()]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def desk(qtbot: QtBot, open_film: OpenFilm) -> Iterator[Callable[[Project], Desk]]:
    made: list[Desk] = []

    def sit(project: Project) -> Desk:
        made.append(Desk(qtbot, open_film(project)))
        return made[-1]

    yield sit
    for each in made:
        for menu in each.window.findChildren(QMenu):
            menu.close()


def action(menu: QMenu, *words: str) -> QAction:
    """The entry of a menu, or of a menu inside it, that begins so."""
    found = next(each for each in menu.actions() if each.text().startswith(words[0]))
    if len(words) == 1:
        return found
    inner = found.menu()
    assert isinstance(inner, QMenu)
    return action(inner, *words[1:])


def test_a_take_is_chosen(desk: Callable[[Project], Desk]) -> None:
    project = with_slots(new_project("Test"), slot("s", 2))
    project = with_take(with_take(project, slot("s")), slot("s"))
    project = rate_take(project, slot("s").id, TakeId("take-s-1"), 3)
    d = desk(project)
    before = d.session.project
    menu = d.menu(d.hand.point(10))
    assert action(menu, "Choose Take", "Take 2").isChecked()
    first = action(menu, "Choose Take", "Take 1")
    assert first.text() == "Take 1  ★★★"
    first.trigger()
    assert undone(d.session, before) == choose_take(before, slot("s").id, TakeId("take-s-1"))


def test_speed_and_fit_are_set(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(48, sound=True))
    action(d.menu(d.hand.point(10)), "Speed", "Double").trigger()
    clip = clips(d.session.project)[0]
    assert (clip.speed, clip.length) == (Fraction(2), 24)
    d.window.findChildren(QMenu)[0].close()
    d.session.select(Selection())
    QApplication.processEvents()
    action(d.menu(d.hand.point(10)), "Fit", "Fill").trigger()
    assert clips(d.session.project)[0].placement.fit is Fit.FILL


def test_a_gap_is_closed(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, -24, 24))
    before = d.session.project
    action(d.menu(d.hand.point(30)), "Close Gap").trigger()
    assert layout(undone(d.session, before)) == "a24 b24"


def test_behind_the_last_clip_there_is_no_gap_to_close(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24))
    words = [each.text() for each in d.menu(d.hand.point(60)).actions()]
    assert "Close Gap" not in words
    assert {"slot.new", "Paste", "Target V1"} <= set(words)


def test_the_inspector_is_opened(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24))
    action(d.menu(d.hand.point(10)), "Open in Inspector").trigger()
    assert d.inspected == 1


def test_tracks_are_targeted_and_moved(desk: Callable[[Project], Desk]) -> None:
    d = desk(add_track(film(24), TrackKind.VIDEO))
    menu = d.head_menu()
    assert not action(menu, "Move V1 Down").isEnabled()
    action(menu, "Target V1").trigger()
    assert d.session.targets == {V1}
    action(menu, "Move V1 Up").trigger()
    assert d.session.project.timeline.of_kind(TrackKind.VIDEO)[1].id == V1


def test_a_clip_is_renamed(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, sound=True))
    before = d.session.project
    d.hand.click(d.hand.point(10))

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        field = dialog.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        assert field.text() == "a.mp4"
        field.setText("The sea")
        dialog.accept()

    QTimer.singleShot(0, answer)
    d.registry.run("clip.rename")
    assert clips(undone(d.session, before))[0].name == "The sea"


def test_a_stretch_is_lifted_or_extracted(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, 24))
    before = d.session.project
    assert not d.registry.can_run("sequence.extract")
    d.session.mark_range((12, 36))
    d.registry.run("sequence.lift")
    assert layout(undone(d.session, before)) == "a12 -24 b12 c24"
    d.session.undo()
    d.registry.run("sequence.extract")
    assert layout(undone(d.session, before)) == "a12 b12 c24"
    assert (d.session.range, d.session.playhead) == (None, 12)


def test_only_targeted_tracks_are_lifted_from(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24, sound=True))
    d.session.target(V1)
    d.session.mark_range((0, 24))
    d.registry.run("sequence.lift")
    assert layout(d.session.project) == "-24 b24"
    assert clip_id(d.session.project, 0)


def test_a_clip_without_a_file_says_so(desk: Callable[[Project], Desk], qtbot: QtBot) -> None:
    d = desk(with_slots(new_project("Test"), slot("s", 2)))
    d.hand.click(d.hand.point(10))
    with qtbot.waitSignal(d.session.told) as told:
        d.registry.run("clip.reveal")
    assert told.args is not None
    assert "no take" in told.args[1]


def test_markers_can_be_kept_in_place(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 24))
    d.session.apply("Mark", add_marker, 30)
    d.hand.click(d.hand.point(10))
    before = d.session.project
    d.registry.run("edit.ripple-delete")
    assert undone(d.session, before).timeline.markers[0].frame == 6
    d.session.undo()
    d.registry.run("sequence.ripple-markers")
    d.hand.click(d.hand.point(10))
    before = d.session.project
    d.registry.run("edit.ripple-delete")
    assert undone(d.session, before).timeline.markers[0].frame == 30


def test_targets_are_gone_through_by_key(desk: Callable[[Project], Desk]) -> None:
    d = desk(add_track(film(24), TrackKind.VIDEO))
    low, high = (track.id for track in d.session.project.timeline.of_kind(TrackKind.VIDEO))
    seen = []
    for _ in range(3):
        d.registry.run("sequence.target-video")
        seen.append(set(d.session.targets))
    assert seen == [{low}, {high}, set()]
    d.registry.run("sequence.target-video")
    assert d.registry.words("sequence.target-video") == "Next Video Target (now V1)"


def test_a_clip_of_a_file_becomes_a_slot(desk: Callable[[Project], Desk]) -> None:
    d = desk(film(24, 48, sound=True))
    before = d.session.project
    action(d.menu(d.hand.point(10)), "Make a Slot of It").trigger()
    after = d.session.project
    (made,) = after.slots
    assert (made.name, after.slot_of(clips(after)[0])) == ("a", made)
    assert errors(after) == []
    d.session.undo()
    assert d.session.project.timeline is before.timeline
    d.session.redo()
    d.window.findChildren(QMenu)[0].close()
    QApplication.processEvents()
    d.hand.click(d.hand.point(10))
    assert "Make a Slot of It" not in [each.text() for each in d.menu(d.hand.point(10)).actions()]
    assert not d.registry.can_run("clip.make-slot")
