"""Draws the rows of the timeline: what is visible, and no more of it than can be seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen

from sorastudio.project.clip import Clip, Item, SlotSource
from sorastudio.project.edits.handles import missing_at
from sorastudio.project.edits.lookup import title
from sorastudio.project.ids import ClipId, LinkId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.state import Draft, Generated, Locked, SlotState, Stale
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.ui.theme import PALETTE, color, label_font
from sorastudio.ui.timeline import marks
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.geometry import NAME_PX, PAD_PX, Row, Scale, visible
from sorastudio.ui.timeline.strips import WavePainter, draw_filmstrip

_CROWD_PX = 8
"""What is narrower is drawn together."""
_FACE_PX = 30
"""What is narrower has no name and no picture."""
_PROMPT_PX = 72
_RADIUS_PX = 4

_LANE = QColor(PALETTE.panel)
_LINE = QColor(PALETTE.line)
_CLIP = QColor(PALETTE.raised)
_EDGE = color(PALETTE.faint, 130)
_BAR = QColor(PALETTE.hover)
_TEXT = QColor(PALETTE.text)
_DIM = QColor(PALETTE.dim)
_ACCENT = QColor(PALETTE.accent)
_PARTNER = color(PALETTE.accent, 120)
_FACED_DOWN = 0.45
"""How much is left of what is hidden, muted or switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is to be drawn."""

    project: Project
    rows: tuple[Row, ...]
    scale: Scale
    clips: frozenset[ClipId] = frozenset()
    """Selected."""
    links: frozenset[LinkId] = frozenset()
    """Of what is selected: its partners are marked too."""
    transition_into: ClipId | None = None
    hovered: ClipId | None = None


class Places:
    """Where on a track each clip lies: looked up once for every track as it is."""

    def __init__(self) -> None:
        self._known: dict[TrackId, tuple[tuple[Item, ...], dict[ClipId, int]]] = {}

    def of(self, track: Track, clips: frozenset[ClipId]) -> list[int]:
        """The indexes of those of the clips that lie on a track."""
        items, places = self._known.get(track.id, ((), {}))
        if items is not track.items:
            places = {i.id: n for n, i in enumerate(track.items) if isinstance(i, Clip)}
            self._known[track.id] = (track.items, places)
        if len(clips) > len(places):
            return [places[clip_id] for clip_id in places if clip_id in clips]
        return [places[clip_id] for clip_id in clips if clip_id in places]


class TrackPainter:
    """Draws scenes."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._waves = WavePainter(faces.waveforms)
        self._font = label_font()
        self._metrics = QFontMetrics(self._font)
        self._elided: dict[tuple[str, int], str] = {}
        self._places = Places()

    def draw(self, painter: QPainter, scene: Scene, exposed: QRect) -> None:
        """`exposed`: what has to be drawn anew, in pixels from the top left of the first row."""
        painter.setFont(self._font)
        for row in scene.rows:
            if row.top <= exposed.bottom() and row.bottom >= exposed.top():
                self._row(painter, scene, row, exposed)

    def _row(self, painter: QPainter, scene: Scene, row: Row, exposed: QRect) -> None:
        painter.fillRect(
            QRect(exposed.left(), row.top, exposed.width(), row.height - 1),
            _LANE,
        )
        painter.fillRect(QRect(exposed.left(), row.bottom - 1, exposed.width(), 1), _LINE)
        painter.setOpacity(_FACED_DOWN if row.track.hidden or row.track.muted else 1.0)
        crowded, small, faced = self._sorted(scene, row, exposed)
        self._draw_crowd(painter, crowded, small)
        for index in faced:
            self._clip(painter, scene, row, _placed(row.track, index), exposed)
        self._selected_small(painter, scene, row, exposed)
        for index in visible_with_neighbour(row.track, scene.scale, exposed):
            self._transition(painter, scene, row, index)
        painter.setOpacity(1.0)
        if row.track.locked:
            self._lock(painter, row, exposed)

    def _sorted(
        self, scene: Scene, row: Row, exposed: QRect
    ) -> tuple[list[QRect], list[QRect], list[int]]:
        """What is drawn together, what is drawn as a box, and what gets a face."""
        crowded: list[QRect] = []
        small: list[QRect] = []
        faced: list[int] = []
        for index, end in spans(row.track, scene.scale, exposed):
            box = _box(row, scene.scale, row.track.starts[index], row.track.starts[end])
            is_clip = isinstance(row.track.items[index], Clip)
            if end - index > 1 or (is_clip and box.width() < _CROWD_PX):
                crowded.append(box)
            elif is_clip and box.width() < _FACE_PX:
                small.append(box.adjusted(0, 0, -1, -1))
            elif is_clip:
                faced.append(index)
        return crowded, small, faced

    def _draw_crowd(self, painter: QPainter, crowded: list[QRect], small: list[QRect]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BAR)
        painter.drawRects(crowded)
        painter.setPen(_EDGE)
        painter.setBrush(_CLIP)
        painter.drawRects(small)

    def _selected_small(self, painter: QPainter, scene: Scene, row: Row, exposed: QRect) -> None:
        """Selected clips that are too narrow for a face, found among few rather than among all."""
        if not scene.clips:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_ACCENT)
        starts = row.track.starts
        for index in self._places.of(row.track, scene.clips):
            box = _box(row, scene.scale, starts[index], starts[index + 1])
            if box.width() < _FACE_PX and box.intersects(exposed):
                painter.drawRect(box.adjusted(0, 0, 1 if box.width() < 2 else 0, 0))

    def _clip(
        self, painter: QPainter, scene: Scene, row: Row, placed: Placed, exposed: QRect
    ) -> None:
        clip = placed.clip
        box = _box(row, scene.scale, placed.start, placed.end)
        opacity = painter.opacity()
        if not clip.enabled:
            painter.setOpacity(opacity * _FACED_DOWN)
        state = self._state(clip)
        selected = clip.id in scene.clips
        self._ground(painter, box, draft=isinstance(state, Draft), selected=selected)
        body = box.adjusted(1, NAME_PX, -1, -1)
        self._body(painter, scene, placed, body, exposed)
        rise, fall = (f * scene.scale.px_per_frame for f in (clip.fade_in, clip.fade_out))
        if rise or fall:
            marks.fades(painter, box, rise, fall)
        self._words(painter, scene, placed, box, state)
        self._state_marks(painter, clip, box, state)
        self._outline(painter, scene, clip, box)
        if (selected or scene.hovered == clip.id) and box.width() >= 48:
            marks.knob(painter, box.left() + max(rise, 14), box.top() + 8)
            marks.knob(painter, box.right() + 1 - max(fall, 14), box.top() + 8)
        painter.setOpacity(opacity)

    def _state(self, clip: Clip) -> SlotState | None:
        source = clip.source
        return self._faces.slots.state(source.slot_id) if isinstance(source, SlotSource) else None

    def _ground(self, painter: QPainter, box: QRect, *, draft: bool, selected: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_LANE if draft else _CLIP)
        painter.drawRect(box)
        bar = QColor(PALETTE.accent_dark) if selected else (_LANE if draft else _BAR)
        painter.fillRect(QRect(box.left(), box.top(), box.width(), NAME_PX), bar)

    def _body(
        self, painter: QPainter, scene: Scene, placed: Placed, body: QRect, exposed: QRect
    ) -> None:
        project, clip = scene.project, placed.clip
        media = project.media_of(clip)
        if media is None or body.height() < 8:
            slot = project.slot_of(clip)
            if slot is not None and body.width() >= _PROMPT_PX:
                self._prompt(painter, body, slot.prompt)
        elif placed.track.kind is TrackKind.AUDIO:
            inside = body.adjusted(0, 2, 0, -2)
            self._waves.draw(painter, project, placed, media, scene.scale, inside, exposed)
        else:
            strips = self._faces.filmstrips
            draw_filmstrip(painter, strips, project, placed, media, scene.scale, body, exposed)
            if strips.is_lost(media):
                self._prompt(painter, body, "The file is missing.", tint=QColor(PALETTE.failed))

    def _prompt(self, painter: QPainter, body: QRect, words: str, *, tint: QColor = _DIM) -> None:
        painter.setPen(tint)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(body.adjusted(7, 2, -7, -2), int(flags), words)

    def _words(
        self, painter: QPainter, scene: Scene, placed: Placed, box: QRect, state: SlotState | None
    ) -> None:
        clip = placed.clip
        # What is scrolled away at the left does not take the name with it.
        left = max(box.left(), min(0, box.right() - _PROMPT_PX))
        room = box.right() + 1 - left - 14 - (marks.CORNER_PX if isinstance(state, Stale) else 0)
        x, base = left + 7, box.top() + 12
        if state is not None:
            self._dot(painter, x, box.top() + 5, state)
            x, room = x + 11, room - 11
        takes = take_words(state)
        wide = self._metrics.horizontalAdvance(takes) + 8 if takes else 0
        if takes and room - wide >= 40:
            painter.setPen(_DIM)
            painter.drawText(x + room - wide + 8, base, takes)
            room -= wide
        painter.setPen(_TEXT)
        painter.drawText(x, base, self._fitting(title(scene.project, clip), room))
        speed = marks.speed_words(clip)
        if speed and box.height() >= NAME_PX + marks.BADGE_PX + 6:
            marks.badge(painter, box.left() + 5, box.bottom() - marks.BADGE_PX - 3, speed)

    def _dot(self, painter: QPainter, x: int, y: int, state: SlotState) -> None:
        """Filled where there is a take that is right, a ring where there is none; a lock where it
        stays."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = QColor(_TINTS[type(state)])
        if isinstance(state, Locked):
            marks.padlock(painter, QRectF(x - 2, y - 2, 10, 10), tint)
        else:
            painter.setPen(QPen(tint, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush if isinstance(state, Draft) else tint)
            painter.drawEllipse(QRectF(x, y, 6, 6))
        painter.restore()

    def _state_marks(
        self, painter: QPainter, clip: Clip, box: QRect, state: SlotState | None
    ) -> None:
        if isinstance(state, Stale):
            marks.stripes(painter, box, QColor(PALETTE.stale))
        if not isinstance(clip.source, SlotSource):
            return
        done = self._faces.generating(clip.source.slot_id)
        if done is not None:
            rail = QRect(box.left() + 1, box.bottom() - 3, box.width() - 2, 3)
            painter.fillRect(rail, QColor(PALETTE.window))
            rail.setWidth(round(rail.width() * done))
            painter.fillRect(rail, QColor(PALETTE.generating))
            if box.width() >= _PROMPT_PX and box.height() >= 2 * NAME_PX + 8:
                y = box.bottom() - marks.BADGE_PX - 6
                marks.badge(painter, box.left() + 5, y, f"Generating {done:.0%}")

    def _outline(self, painter: QPainter, scene: Scene, clip: Clip, box: QRect) -> None:
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if clip.id in scene.clips:
            painter.setPen(QPen(_ACCENT, 2, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        else:
            is_partner = clip.link is not None and clip.link in scene.links
            pen = QPen(_PARTNER if is_partner else _EDGE, 1)
            if isinstance(self._state(clip), Draft):
                pen = QPen(_DIM, 1, Qt.PenStyle.CustomDashLine)
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()

    def _transition(self, painter: QPainter, scene: Scene, row: Row, index: int) -> None:
        placed = _placed(row.track, index)
        enter = placed.clip.enter
        if enter is None:
            return
        left = scene.scale.x(placed.start - enter.in_offset)
        right = scene.scale.x(placed.start + enter.out_offset)
        if right - left < 5:
            return
        top = row.top + PAD_PX + NAME_PX
        box = QRectF(round(left), top, round(right) - round(left), row.bottom - PAD_PX - 1 - top)
        marks.transition(
            painter,
            box,
            words=enter.kind,
            missing=missing_at(scene.project, placed, enter),
            selected=scene.transition_into == placed.clip.id,
        )

    def _lock(self, painter: QPainter, row: Row, exposed: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(PALETTE.window, 90))
        lane = QRect(exposed.left(), row.top, exposed.width(), row.height - 1)
        painter.drawRect(lane)
        painter.fillRect(lane, QBrush(color(PALETTE.text, 26), Qt.BrushStyle.BDiagPattern))

    def _fitting(self, words: str, room: int) -> str:
        if room < 12:
            return ""
        key = (words, room)
        if key not in self._elided:
            if len(self._elided) > 5000:
                self._elided.clear()
            elided = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            self._elided[key] = elided
        return self._elided[key]


_TINTS = {
    Draft: PALETTE.queued,
    Generated: PALETTE.generated,
    Stale: PALETTE.stale,
    Locked: PALETTE.locked,
}


def take_words(state: SlotState | None) -> str:
    """Which take is used, of how many; empty where there is none."""
    match state:
        case None:
            return ""
        case Draft(of):
            return f"{of} unused" if of else "draft"
    return f"take {state.number}/{state.of}"


def spans(track: Track, scale: Scale, exposed: QRect) -> Iterator[tuple[int, int]]:
    """The visible items as (first, end) indexes; those that are too narrow to be told apart come
    together."""
    seen = visible(track, scale.frame(exposed.left()), scale.frame(exposed.right() + 1))
    index, starts = seen.start, track.starts
    crowd = scale.reach(_CROWD_PX)
    while index < seen.stop:
        # The items that end within reach of where this one begins.
        end = bisect_right(starts, starts[index] + crowd, index, len(starts)) - 1
        end = max(end, index + 1)
        yield index, end
        index = end


def visible_with_neighbour(track: Track, scale: Scale, exposed: QRect) -> Iterator[int]:
    """Clips with a transition that may reach into what is exposed, where there is room for one to
    be seen."""
    seen = visible(track, scale.frame(exposed.left()), scale.frame(exposed.right() + 1))
    if len(seen) > exposed.width() // 4:
        return
    for index in range(seen.start, min(seen.stop + 1, len(track.items))):
        item = track.items[index]
        if isinstance(item, Clip) and item.enter is not None:
            yield index


def _placed(track: Track, index: int) -> Placed:
    item = track.items[index]
    if not isinstance(item, Clip):
        raise TypeError("a gap has no face")
    return Placed(track, index, item)


def _box(row: Row, scale: Scale, start: int, end: int) -> QRect:
    """A hair narrower than its frames, so that neighbours are told apart."""
    left, right = round(scale.x(start)), round(scale.x(end))
    gap = 1 if right - left > 2 else 0
    width = max(1, right - left - gap)
    return QRect(left, row.top + PAD_PX, width, row.height - 2 * PAD_PX - 1)
