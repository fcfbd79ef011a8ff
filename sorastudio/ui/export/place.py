"""Which part of the film goes where."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.export.presets import Preset, presets
from sorastudio.project.time import timecode
from sorastudio.ui.film.session import Session
from sorastudio.ui.typed_path import typed_path
from sorastudio.ui.words import clock


class SpanChoice(QWidget):
    """The whole film, or what lies between the in and out marks, if there are any."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._whole, self._marked = QRadioButton(self), QRadioButton(self)
        group, row = QButtonGroup(self), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for button in (self._whole, self._marked):
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._whole.setChecked(True)
        self._offer()
        self._marked.toggled.connect(lambda _on: self.changed.emit())
        session.range_changed.connect(self._offer)
        session.changed.connect(self._name)

    @property
    def span(self) -> tuple[int, int]:
        marked = self._session.range
        whole = (0, self._session.project.timeline.length)
        return marked if marked and self._marked.isChecked() else whole

    def _offer(self) -> None:
        marked = self._session.range
        self._marked.setEnabled(marked is not None)
        (self._whole if marked is None else self._marked).setChecked(True)
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        rate, length = self._session.project.rate, self._session.project.timeline.length
        self._whole.setText(f"Whole film ({clock(float(rate.seconds(length)))})")
        marked = self._session.range
        span = f" ({timecode(marked[0], rate)} – {timecode(marked[1], rate)})" if marked else ""
        self._marked.setText(f"Between in and out{span}")


class Destination(QWidget):
    """The name of a file, or what the names of several begin with."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: list[Preset] = []
        self._proposed = ""
        self.field = QLineEdit(self)
        self.field.setAccessibleName("File to write")
        choose = QPushButton("Choose…", self, autoDefault=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(choose)
        choose.clicked.connect(lambda _checked=False: self._choose())
        self.field.textChanged.connect(lambda _text: self.changed.emit())

    def show_for(self, wanted: list[Preset]) -> None:
        """Keep the name the person gave, with the ending of the preset; else propose one."""
        self._wanted = wanted
        typed = self.field.text().strip()
        if typed in ("", self._proposed):
            self._proposed = self._proposal()
            self.field.setText(self._proposed)
            return
        path = Path(typed)
        if not path.name:
            path /= self._session.file.path.stem
        known = {preset.extension for preset in presets().values()} - {""}
        bare = path.with_suffix("") if path.suffix in known else path
        self.field.setText(f"{bare}{wanted[0].extension if len(wanted) == 1 else ''}")

    def _proposal(self) -> str:
        """That of the film; with the preset's, where another one of this ending comes first: it is
        not to replace what that has delivered."""
        film, preset = self._session.file.path.with_suffix(""), self._wanted[0]
        if len(self._wanted) > 1:
            return str(film)
        alike = [each.name for each in presets().values() if each.extension == preset.extension]
        mark = "" if preset.name in alike[:1] else f"-{preset.name}"
        return f"{film}{mark}{preset.extension}"

    def outs(self) -> list[Path]:
        """One file for each; several are told apart by the names of their presets. What is not
        named in full lies beside the film. Raises UsageError."""
        return self._each(self._session.folder.root / typed_path(self.field.text()))

    def likely_outs(self) -> list[Path]:
        """Beside the film, while what is typed is no name."""
        try:
            return self.outs()
        except SoraError:
            return self._each(self._session.file.path.with_suffix(self._wanted[0].extension))

    def _each(self, out: Path) -> list[Path]:
        if len(self._wanted) == 1:
            return [out]
        return [out.with_name(f"{out.name}-{each.name}{each.extension}") for each in self._wanted]

    def _choose(self) -> None:
        preset = self._wanted[0]
        kinds = f"{preset.label} (*{preset.extension})" if preset.extension else ""
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.field.text(), kinds)
        if chosen:
            self.field.setText(chosen)
            self.show_for(self._wanted)
