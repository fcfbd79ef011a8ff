"""The kinds of transition, to look at and to drag onto a cut."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, QObject
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sorastudio.project.clip import Crop, Fit, Transition
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.render.picture import Picture, from_rgb
from sorastudio.render.plan import Blend, FramePlan, MediaFrame, Pose, Shot, plan
from sorastudio.render.transitions import kinds
from sorastudio.ui.drags import TRANSITION_MIME
from sorastudio.ui.film.reels import Loop, Reels
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.kind_finder import KindFinder
from sorastudio.ui.panels.rows import PICTURE, Rows

_STEPS = 24
_STEP_MS = 50
_RESTING = Fraction(2, 5)
"""Where a kind that is not played stands still: both pictures are seen."""
_FIRST, _SECOND = MediaId("sample-first"), MediaId("sample-second")
_FULL = Pose(
    fit=Fit.STRETCH, crop=Crop(), scale=1.0, x=0.0, y=0.0, rotation_degrees=0.0, opacity=1.0
)


class TransitionsTab(QWidget):
    """A kind plays while the pointer rests on it: with the pictures of the cut that is nearest to
    the playhead, or with samples where the film has none."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        size = Size(PICTURE.width() * 2, PICTURE.height() * 2)
        samples = {
            _FIRST: _scene(size, (214, 150, 92), 0.3),
            _SECOND: _scene(size, (70, 110, 168), 0.7),
        }
        self._resting = Reels(session, size, self, samples)
        self._reels = Reels(session, size, self, samples)
        self.loop = Loop(self._reels, self)
        self._playing = ""
        self.rows = Rows("Transitions", TRANSITION_MIME, self, picture=self._picture)
        self.hint = QLabel(self, wordWrap=True)
        self.hint.setProperty("small", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.hint)
        column.addWidget(self.rows, 1)
        for news in (self._resting.came, self.loop.turned, self._reels.came):
            news.connect(self.rows.viewport().update)
        self.rows.entered.connect(self._play)
        self.rows.viewport().installEventFilter(self)
        self.finder = KindFinder(self.rows, self.hint, self)
        column.insertWidget(0, self.finder)

    def showEvent(self, event: QShowEvent) -> None:
        self._resting.want(tuple(_sample(name, _RESTING) for name in kinds()))
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self._stop()
        return super().eventFilter(watched, event)

    def _play(self, index: QModelIndex) -> None:
        self._playing = self.rows.rows[index.row()].id
        self.loop.play(self._plans(self._playing), _STEP_MS)

    def _plans(self, kind: str) -> tuple[FramePlan, ...]:
        project = self._session.project
        placed = nearest_cut(project, self._session.playhead)
        if placed is not None:
            return plans_at(project, placed, kind)
        return tuple(_sample(kind, Fraction(n, _STEPS + 1)) for n in range(1, _STEPS + 1))

    def _stop(self) -> None:
        self._playing = ""
        self.loop.stop()
        self.rows.viewport().update()

    def _picture(self, name: str) -> QImage | None:
        played = self.loop.image() if name == self._playing else None
        return played or self._resting.image(_sample(name, _RESTING))


def nearest_cut(project: Project, playhead: int) -> Placed | None:
    """The clip behind the cut nearest to the playhead, on the lowest video track that has one."""
    for track in project.timeline.of_kind(TrackKind.VIDEO):
        cuts = (placed for placed in track.clips() if placed.before is not None)
        found = min(cuts, key=lambda each: abs(each.start - playhead), default=None)
        if found is not None:
            return found
    return None


def plans_at(project: Project, placed: Placed, kind: str) -> tuple[FramePlan, ...]:
    """What a kind would look like on a cut: its track alone, edge pictures held where there is no
    more."""
    before = placed.before
    half = min(_STEPS // 2, placed.clip.length, before.length if before else 0)
    enter = Transition(kind=kind, in_offset=half, out_offset=half, hold=True)
    items = list(placed.track.items)
    items[placed.index] = replace(placed.clip, enter=enter)
    track = replace(placed.track, items=tuple(items), hidden=False)
    alone = replace(project, timeline=replace(project.timeline, tracks=(track,)))
    return tuple(plan(alone, placed.start + n) for n in range(-half, half))


def _sample(kind: str, progress: Fraction) -> FramePlan:
    a, b = (Shot(MediaFrame(media, Fraction(0)), _FULL) for media in (_FIRST, _SECOND))
    return FramePlan((Blend(kind=kind, params=(), progress=progress, a=a, b=b),))


def _scene(size: Size, colour: tuple[int, int, int], middle: float) -> Picture:
    """A colour that grows darker to the bottom, with a light disc: what stands for a scene."""
    y, x = np.mgrid[: size.height, : size.width].astype(np.float32)
    shade = (1.1 - 0.6 * y / size.height)[..., None]
    rgb = np.clip(np.array(colour, np.float32) * shade, 0, 255)
    far = np.hypot(x - size.width * middle, y - size.height * 0.45)
    rgb[far < size.height * 0.2] = 236
    return from_rgb(rgb.astype(np.uint8))
