"""What a seam is, said in full where its badge is rested on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from sorastudio.project.clip import Clip
from sorastudio.project.timeline import TrackKind
from sorastudio.render.measure.words import seam_label, seam_words
from sorastudio.ui.theme import label_font
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.lanes import box_of, placed_at
from sorastudio.ui.timeline.marks import seam_place
from sorastudio.ui.timeline.stage import Stage


class SeamTips(QObject):
    """Answers when the timeline is asked for a tooltip."""

    def __init__(self, stage: Stage, faces: Faces, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._stage, self._faces = stage, faces
        self._metrics = QFontMetrics(label_font())
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        words = self.words_at(event.pos())
        if words and isinstance(watched, QWidget):
            QToolTip.showText(event.globalPos(), words, watched)
        return bool(words)

    def words_at(self, at: QPoint) -> str:
        """Empty where there is no badge. at: in pixels of the canvas."""
        stage, at = self._stage, at + QPoint(0, self._stage.scroll_y)
        for row in stage.rows:
            if row.track.kind is not TrackKind.VIDEO or not row.top <= at.y() < row.bottom:
                continue
            index = row.track.index_at(stage.scale.at(at.x()))
            if index is None or not isinstance(row.track.items[index], Clip):
                return ""
            placed = placed_at(row.track, index)
            seam = self._faces.seam(stage.shown, placed)
            box = box_of(row, stage.scale, placed.start, placed.end)
            label = seam_label(seam) if seam else ""
            if seam and label and seam_place(self._metrics, box, label).contains(at):
                return "\n".join(seam_words(seam))
        return ""
