"""The connections that takes wait for: how many, why none is begun, and a pause of its own for
each."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.making import OFFLINE
from sorastudio.ui.film.stages import Queued, Running
from sorastudio.ui.panels.remark import Remark


class Lanes(QWidget):
    """A line for each connection; hidden while there is nothing to say of more than one."""

    def __init__(self, generation: Generation, parent: QWidget) -> None:
        super().__init__(parent)
        self._generation = generation
        self.labels: dict[str, QLabel] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.note = Remark(self)
        self.again = QPushButton("Try again now", self)
        self.again.clicked.connect(lambda _checked=False: generation.making.try_again())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.note, 1000, 0, 1, 2)
        self._grid.addWidget(self.again, 1001, 0, 1, 2)

    def refresh(self) -> None:
        making = self._generation.making
        jobs = self._generation.jobs
        waiting = Counter(job.connection for job in jobs if isinstance(job.stage, Queued))
        running = Counter(job.connection for job in jobs if isinstance(job.stage, Running))
        names = sorted({*waiting, *running} | (making.paused - {""}))
        if names != list(self.labels):
            self._arrange(names)
        for name in names:
            provider = making.providers.get(name)
            of = f" of {provider.terms.at_once}" if provider else ""
            words = (
                f"{making.title_of(name)}: {running[name]}{of} running · {waiting[name]} waiting"
            )
            self.labels[name].setText(words)
            button, paused = self.buttons[name], name in making.paused
            button.setChecked(paused)
            button.setText("Go on" if paused else "Pause")
            button.setAccessibleName(
                f"{'Go on with' if paused else 'Pause'} {making.title_of(name)}"
            )
        reasons = {name: making.reason(name) for name in waiting if name not in making.paused}
        told = [each for each in reasons.values() if each not in ("", OFFLINE, "Paused")]
        is_stopped = any(map(making.is_stopped, reasons))
        self.note.say("\n".join(dict.fromkeys(told)), is_trouble=is_stopped)
        self.again.setVisible(is_stopped)
        several = len(names) > 1 or any(name in making.paused for name in names)
        for widget in (*self.labels.values(), *self.buttons.values()):
            widget.setVisible(several)
        self.setVisible(several or bool(told) or not self.again.isHidden())

    def _arrange(self, names: list[str]) -> None:
        for name in self.labels.keys() - set(names):
            self.labels.pop(name).deleteLater()
            self.buttons.pop(name).deleteLater()
        for name in set(names) - self.labels.keys():
            self._add(name)
        self.labels = {name: self.labels[name] for name in names}
        for place, name in enumerate(names):
            self._grid.addWidget(self.labels[name], place, 0)
            self._grid.addWidget(self.buttons[name], place, 1)

    def _add(self, name: str) -> None:
        label, button = QLabel(self), QPushButton("Pause", self)
        label.setProperty("small", True)
        button.setCheckable(True)
        button.clicked.connect(
            lambda checked: self._generation.pause(paused=checked, connection=name)
        )
        self.labels[name], self.buttons[name] = label, button
