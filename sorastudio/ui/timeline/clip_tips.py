"""What a clip says for itself when the mouse rests on it: how its slot stands, and why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from sorastudio.project.edits.lookup import title
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.geometry import Hit, OnClip
from sorastudio.ui.timeline.mouse import MouseArea
from sorastudio.ui.timeline.stage import Stage


class ClipTips(QObject):
    """Follows the mouse over the tracks."""

    def __init__(self, stage: Stage, faces: Faces, canvas: MouseArea) -> None:
        super().__init__(canvas)
        self._stage, self._faces, self._canvas = stage, faces, canvas
        self._over: OnClip | None = None
        canvas.hovered_changed.connect(self._hovered)
        canvas.installEventFilter(self)

    @property
    def words(self) -> str:
        if self._over is None or QApplication.mouseButtons():
            return ""
        project, placed = self._stage.shown, self._over.placed
        face = self._faces.face(project, placed.clip, placed.track.kind)
        return "\n".join(each for each in (title(project, placed.clip), face.tip) if each)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words, self._canvas)
            return True
        return super().eventFilter(watched, event)

    @Slot(object)
    def _hovered(self, hit: Hit) -> None:
        self._over = hit if isinstance(hit, OnClip) else None
