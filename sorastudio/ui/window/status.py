"""The line at the bottom: what happened last, what is under way, what was spent, what the film
is."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from sorastudio.project.project import Project
from sorastudio.ui.export.exporting import Exporting, queue_words
from sorastudio.ui.film.caching import Filling
from sorastudio.ui.film.session import Session

_INFO_MS, _ERROR_MS = 6_000, 20_000


class Status(QStatusBar):
    """`queue_wanted` and `export_wanted` say that the person asked for more of what is shown."""

    queue_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, session: Session, exporting: Exporting, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._said = _named("Last message", self)
        # A long message must not make the window wider.
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._clear = QTimer(self, singleShot=True)
        self._clear.timeout.connect(self._said.clear)
        self._queue = _Clickable("Queue", self)
        self._export = _Clickable("Export", self)
        self._cache = _named("Cache", self)
        self._film = _named("Film format", self)
        self.addWidget(self._said, 1)
        for label in (self._export, self._queue, self._cache, self._film):
            label.setContentsMargins(8, 0, 8, 0)
            self.addPermanentWidget(label)
        self._queue.clicked.connect(self.queue_wanted)
        self._export.clicked.connect(self.export_wanted)
        session.told.connect(self.say)
        session.changed.connect(self._show_film)
        exporting.changed.connect(lambda _: self._show_export(exporting))
        self._show_export(exporting)
        self._show_film(session.project)

    def say(self, kind: str, words: str) -> None:
        """`kind` is "error" or "info"; errors stay longer, and wear their colour."""
        self._said.setText(words)
        self._said.setToolTip(words)
        self._said.setProperty("error", kind == "error")
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._clear.start(_ERROR_MS if kind == "error" else _INFO_MS)

    @property
    def said(self) -> str:
        return self._said.text()

    def show_queue(self, words: str, money: str, more: str) -> None:
        """`Queue: 2 generating · 5 waiting · $3.40 of $20.00 cap`; `more` on the money when it is
        pointed at."""
        parts = " · ".join(filter(None, (words, money)))
        _show(self._queue, f"Queue: {parts}" if words else parts)
        self._queue.setToolTip(f"{more}\nClick to change the cap or see the queue." if more else "")

    def show_cache(self, filling: Filling) -> None:
        _show(self._cache, filling.words)
        self._cache.setToolTip(filling.tip)
        self._cache.setAccessibleDescription(filling.tip)

    def _show_export(self, exporting: Exporting) -> None:
        _show(self._export, queue_words(exporting.deliveries))

    def _show_film(self, project: Project) -> None:
        settings = project.settings
        size = f"{settings.size.width}×{settings.size.height}"
        self._film.setText(f"{settings.rate} fps · {size}")


class _Clickable(QLabel):
    clicked = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


def _named(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setAccessibleName(name)
    return label


def _show(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
