"""Draws the rows of the timeline: what is visible, and no more of it than can be seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from sorastudio.project.clip import Clip
from sorastudio.project.edits.handles import missing_at
from sorastudio.project.edits.lookup import title
from sorastudio.project.ids import ClipId, LinkId
from sorastudio.project.project import Project
from sorastudio.project.state import Stale
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.render.measure.words import seam_label
from sorastudio.ui.panels.states import paint_mark
from sorastudio.ui.theme import PALETTE, color, label_font
from sorastudio.ui.timeline import marks
from sorastudio.ui.timeline.face import Face
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.geometry import NAME_PX, PAD_PX, Row, Scale, visible
from sorastudio.ui.timeline.lanes import (
    BAR,
    CROWD_PX,
    LANE,
    box_of,
    draw_lane,
    draw_lock,
    frames_of,
    placed_at,
    spans,
    with_transitions,
)
from sorastudio.ui.timeline.strips import WavePainter, draw_filmstrip

_FACE_PX = 36
"""What is narrower has no name and no picture."""
_PROMPT_PX = 72

_CLIP = QColor(PALETTE.raised)
_EDGE = QColor(PALETTE.line).lighter(125)
_TEXT = QColor(PALETTE.text)
_DIM = QColor(PALETTE.dim)
_CHOSEN_BAR = QColor(PALETTE.accent_dark)
_ACCENT = QColor(PALETTE.accent)
_PARTNER = color(PALETTE.accent, 120)
_FACED_DOWN = 0.45
"""How much is left of what is hidden, muted or switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a row is drawn, beside what lies on it."""

    clips: frozenset[ClipId] = frozenset()
    """Selected."""
    links: frozenset[LinkId] = frozenset()
    """Of what is selected: its partners are marked too."""
    transition_into: ClipId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """What is drawn together, what is drawn as a box, and what gets a face."""

    crowded: list[QRect] = field(default_factory=list)
    small: list[QRect] = field(default_factory=list)
    drafts: list[QRect] = field(default_factory=list)
    """Boxes too, of slots without a take."""
    faced: list[int] = field(default_factory=list)


class TrackPainter:
    """Draws rows, each on its own from its top on."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._waves = WavePainter(faces.waveforms)
        self._font = label_font()
        self._metrics = QFontMetrics(self._font)
        self._elided: dict[tuple[str, int], str] = {}
        self._project = Project(name="")
        self._scale = Scale(1.0)
        self._look = Look()

    def draw(
        self,
        painter: QPainter,
        project: Project,
        row: Row,
        scale: Scale,
        look: Look,
        exposed: QRect,
    ) -> None:
        """`exposed`: what has to be drawn anew, in pixels; the row is as high as that."""
        self._project, self._scale, self._look = project, scale, look
        painter.setFont(self._font)
        draw_lane(painter, row, exposed)
        painter.setOpacity(_FACED_DOWN if row.track.hidden or row.track.muted else 1.0)
        sorted_ = self._sorted(row, exposed)
        _draw_crowd(painter, sorted_)
        for index in sorted_.faced:
            self._clip(painter, row, placed_at(row.track, index), exposed)
        self._selected_small(painter, row, exposed)
        for index in with_transitions(row.track, scale, exposed):
            self._transition(painter, row, index)
        painter.setOpacity(1.0)
        if row.track.locked:
            draw_lock(painter, row, exposed)

    def draw_name(
        self, painter: QPainter, project: Project, row: Row, scale: Scale, look: Look
    ) -> None:
        """The name of a clip whose beginning is scrolled away, where it can be seen."""
        index = row.track.index_at(scale.at(0)) if scale.scroll_px else None
        if index is None or not isinstance(row.track.items[index], Clip):
            return
        self._project, self._scale, self._look = project, scale, look
        placed = placed_at(row.track, index)
        box = box_of(row, scale, placed.start, placed.end)
        if box.left() < -4 and box.right() > _FACE_PX:
            painter.setFont(self._font)
            face = self._face(placed)
            seen = box.adjusted(-box.left() - 1, 0, 0, 0)
            bar = QRect(0, seen.top() + 1, seen.width() - 2, NAME_PX - 1)
            painter.fillRect(bar, self._bar(placed.clip, draft=face.is_draft))
            self._words(painter, placed.clip, seen, face)
            self._state_marks(painter, seen, face)

    def _sorted(self, row: Row, exposed: QRect) -> _Sorted:
        found = _Sorted()
        for index, end in spans(row.track, self._scale, exposed):
            box = box_of(row, self._scale, row.track.starts[index], row.track.starts[end])
            item = row.track.items[index]
            if end - index > 1 or (isinstance(item, Clip) and box.width() < CROWD_PX):
                found.crowded.append(box)
            elif isinstance(item, Clip) and box.width() < _FACE_PX:
                is_draft = self._project.media_of(item) is None
                boxes = found.drafts if is_draft else found.small
                boxes.append(box.adjusted(0, 0, -1, -1))
            elif isinstance(item, Clip):
                found.faced.append(index)
        return found

    def _selected_small(self, painter: QPainter, row: Row, exposed: QRect) -> None:
        """Selected clips that are too narrow for a face."""
        if not self._look.clips:
            return
        for index in visible(row.track, *frames_of(self._scale, exposed)):
            item = row.track.items[index]
            if isinstance(item, Clip) and item.id in self._look.clips:
                box = box_of(row, self._scale, *row.track.starts[index : index + 2])
                if box.width() < _FACE_PX:
                    painter.fillRect(box, _ACCENT)
                    painter.fillRect(box.adjusted(2, 2, -2, -2), _CHOSEN_BAR)

    def _clip(self, painter: QPainter, row: Row, placed: Placed, exposed: QRect) -> None:
        clip, scale = placed.clip, self._scale
        box = box_of(row, scale, placed.start, placed.end)
        opacity = painter.opacity()
        if not clip.enabled:
            painter.setOpacity(opacity * _FACED_DOWN)
        face = self._face(placed)
        self._ground(painter, clip, box, draft=face.is_draft)
        self._body(painter, placed, box.adjusted(1, NAME_PX, -1, -1), exposed)
        rise, fall = clip.fade_in * scale.px_per_frame, clip.fade_out * scale.px_per_frame
        if rise or fall:
            marks.fades(painter, box, rise, fall)
        self._words(painter, clip, box, face)
        self._badges(painter, clip, box)
        self._seam(painter, placed, box)
        self._state_marks(painter, box, face)
        self._outline(painter, clip, box, draft=face.is_draft)
        painter.setOpacity(opacity)

    def _face(self, placed: Placed) -> Face:
        return self._faces.face(self._project, placed.clip, placed.track.kind)

    def _ground(self, painter: QPainter, clip: Clip, box: QRect, *, draft: bool) -> None:
        # A fill within a fill is a frame for less than a frame costs.
        painter.fillRect(box, LANE if draft else _EDGE)
        inside = box.adjusted(1, 1, -1, -1)
        painter.fillRect(inside, LANE if draft else _CLIP)
        inside.setHeight(NAME_PX - 1)
        painter.fillRect(inside, self._bar(clip, draft=draft))

    def _bar(self, clip: Clip, *, draft: bool) -> QColor:
        if clip.id in self._look.clips:
            return _CHOSEN_BAR
        return LANE if draft else BAR

    def _body(self, painter: QPainter, placed: Placed, body: QRect, exposed: QRect) -> None:
        project, clip = self._project, placed.clip
        media = project.media_of(clip)
        if media is None or body.height() < 8:
            slot = project.slot_of(clip)
            is_seen = placed.track.kind is TrackKind.VIDEO
            if slot is not None and is_seen and body.width() >= _PROMPT_PX:
                # Once is enough, and lanes of sound are low.
                self._prompt(painter, body, slot.prompt)
        elif placed.track.kind is TrackKind.AUDIO:
            inside = body.adjusted(0, 2, 0, -2)
            self._waves.draw(painter, project, placed, media, self._scale, inside, exposed)
        else:
            strips = self._faces.filmstrips
            draw_filmstrip(painter, strips, project, placed, media, self._scale, body, exposed)
            if strips.is_lost(media) and body.width() >= _PROMPT_PX:
                self._prompt(painter, body, "The file is missing.", tint=QColor(PALETTE.failed))

    def _prompt(self, painter: QPainter, body: QRect, words: str, *, tint: QColor = _DIM) -> None:
        painter.setPen(tint)
        inside = body.adjusted(7, 2, -7, 0)
        # Whole lines only.
        line = self._metrics.lineSpacing()
        inside.setHeight(max(1, inside.height() // line) * line)
        painter.drawText(inside, int(Qt.TextFlag.TextWordWrap), words)

    def _words(self, painter: QPainter, clip: Clip, box: QRect, face: Face) -> None:
        room = box.width() - 14 - (marks.CORNER_PX if isinstance(face.state, Stale) else 0)
        x, base = box.left() + 7, box.top() + 12
        if face.look is not None:
            share = face.making.share if face.making else None
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_mark(painter, QRectF(x - 2, box.top() + 3, 10, 10), face.look, share or 0.0)
            painter.restore()
            x, room = x + 11, room - 11
        takes = face.words
        wide = self._metrics.horizontalAdvance(takes) + 8 if takes else 0
        if takes and room - wide >= 40:
            painter.setPen(_DIM)
            painter.drawText(x + room - wide + 8, base, takes)
            room -= wide
        painter.setPen(_TEXT)
        painter.drawText(x, base, self._fitting(title(self._project, clip), room))

    def _badges(self, painter: QPainter, clip: Clip, box: QRect) -> None:
        speed = marks.speed_words(clip)
        if speed and box.height() >= NAME_PX + marks.BADGE_PX + 6:
            marks.badge(painter, box.left() + 5, box.bottom() - marks.BADGE_PX - 3, speed)

    def _seam(self, painter: QPainter, placed: Placed, box: QRect) -> None:
        seam = self._faces.seam(self._project, placed)
        words = seam_label(seam) if seam is not None else ""
        if words and box.height() >= NAME_PX + marks.BADGE_PX + 6:
            marks.seam(painter, box, words)

    def _state_marks(self, painter: QPainter, box: QRect, face: Face) -> None:
        if isinstance(face.state, Stale):
            marks.stripes(painter, box, QColor(PALETTE.stale))
        share = face.making.share if face.making else None
        if share is not None:
            rail = QRect(box.left() + 1, box.bottom() - 3, box.width() - 2, 3)
            painter.fillRect(rail, QColor(PALETTE.window))
            rail.setWidth(round(rail.width() * share))
            painter.fillRect(rail, QColor(PALETTE.generating))
        if face.badge and box.width() >= _PROMPT_PX and box.height() >= 2 * NAME_PX + 8:
            y = box.bottom() - marks.BADGE_PX - 6
            marks.badge(painter, box.left() + 5, y, self._fitting(face.badge, box.width() - 20))

    def _outline(self, painter: QPainter, clip: Clip, box: QRect, *, draft: bool) -> None:
        if clip.id in self._look.clips:
            pen, inset = QPen(_ACCENT, 2, j=Qt.PenJoinStyle.MiterJoin), 1
        elif clip.link is not None and clip.link in self._look.links:
            pen, inset = QPen(_PARTNER, 1), 0
        elif draft:
            pen, inset = _dashes(), 0
        else:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawRect(box.adjusted(inset, inset, -1, -1))

    def _transition(self, painter: QPainter, row: Row, index: int) -> None:
        placed, scale = placed_at(row.track, index), self._scale
        enter = placed.clip.enter
        if enter is None:
            return
        left = round(scale.x(placed.start - enter.in_offset))
        right = round(scale.x(placed.start + enter.out_offset))
        if right - left < 5:
            return
        top = row.top + PAD_PX + NAME_PX
        box = QRectF(left, top, right - left, row.bottom - PAD_PX - 1 - top)
        fit = self._faces.fit(self._project, placed)
        marks.transition(
            painter,
            box,
            words=f"{enter.kind} {fit.mean:.2f}" if fit else enter.kind,
            missing=missing_at(self._project, placed, enter),
            selected=self._look.transition_into == placed.clip.id,
        )
        if fit is not None and fit.is_low:
            marks.warning(painter, QPointF(box.center().x(), box.top() + 9))

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


def _draw_crowd(painter: QPainter, found: _Sorted) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BAR)
    painter.drawRects(found.crowded)
    painter.setPen(_EDGE)
    painter.setBrush(_CLIP)
    painter.drawRects(found.small)
    if found.drafts:
        painter.setPen(_dashes())
        painter.setBrush(LANE)
        painter.drawRects(found.drafts)


def _dashes() -> QPen:
    """The outline of what is not made yet."""
    pen = QPen(_DIM, 1, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 3])
    return pen
