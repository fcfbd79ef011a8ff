"""Asks what to deliver and where, and shows how far it is."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.export.presets import Preset, presets
from sorastudio.export.run import order
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.ui.export_size import estimate_bytes
from sorastudio.ui.exporting import Exporting, Failed, Finished, Running, State, Stopped
from sorastudio.ui.session import Session
from sorastudio.ui.words import clock, file_size


class ExportDialog(QDialog):
    """Closing it leaves a running export running."""

    def __init__(self, session: Session, exporting: Exporting, parent: QWidget):
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumWidth(520)
        self._session, self._exporting = session, exporting
        self._presets = {name: _choice(preset, self) for name, preset in presets().items()}
        self._spans: dict[str, QRadioButton] = {}
        self._where = QLineEdit(self)
        self._where.setAccessibleName("File to write")
        self._size = _label(self)
        self._notes = _label(self)
        self._trouble = QLabel(self, wordWrap=True)
        self._trouble.setProperty("error", True)
        self._bar = QProgressBar(self, maximum=1000, textVisible=False)
        self._bar.setAccessibleName("Export progress")
        self._words = _label(self)
        self._show_button = QPushButton("Show in folder", self, autoDefault=False)
        self._stop_button = QPushButton("Cancel export", self, autoDefault=False)
        self._start_button = QPushButton("Export", self, default=True)
        self._lay_out()
        self._connect()
        self._choose_first()
        self._show_state(exporting.state)

    @property
    def trouble(self) -> str:
        return self._trouble.text()

    @property
    def notes(self) -> str:
        return self._notes.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make_room()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        group = QButtonGroup(self)
        for name, button in self._presets.items():
            group.addButton(button)
            layout.addWidget(button)
            layout.addWidget(_label(self, presets()[name].words, indent=26))
        layout.addSpacing(8)
        layout.addLayout(self._fields())
        layout.addWidget(self._notes)
        layout.addWidget(self._trouble)
        layout.addSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self._words)
        layout.addLayout(self._buttons())

    def _fields(self) -> QGridLayout:
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.addWidget(QLabel("Range", self), 0, 0)
        fields.addLayout(self._ranges(), 0, 1, 1, 2)
        fields.addWidget(QLabel("File", self), 1, 0)
        fields.addWidget(self._where, 1, 1)
        choose = QPushButton("Choose…", self, autoDefault=False)
        choose.clicked.connect(self._choose)
        fields.addWidget(choose, 1, 2)
        fields.addWidget(QLabel("Size", self), 2, 0)
        fields.addWidget(self._size, 2, 1, 1, 2)
        fields.setColumnStretch(1, 1)
        return fields

    def _ranges(self) -> QHBoxLayout:
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(16)
        for name in ("whole", "marked"):
            self._spans[name] = QRadioButton(self)
            group.addButton(self._spans[name])
            row.addWidget(self._spans[name])
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._show_button)
        row.addStretch(1)
        row.addWidget(self._stop_button)
        row.addWidget(self._start_button)
        return row

    def _connect(self) -> None:
        for button in (*self._presets.values(), *self._spans.values()):
            button.toggled.connect(self._refresh)
        self._where.textChanged.connect(lambda _text: self._complain(""))
        self._where.textChanged.connect(self._show_notes)
        self._start_button.clicked.connect(lambda _checked=False: self.start())
        self._stop_button.clicked.connect(self._exporting.cancel)
        self._show_button.clicked.connect(
            lambda _checked=False: _show_folder(self._exporting.state)
        )
        self._exporting.changed.connect(self._show_state)
        self._session.changed.connect(self._refresh)
        self._session.range_changed.connect(self._offer_range)

    def _choose_first(self) -> None:
        next(iter(self._presets.values())).setChecked(True)
        self._spans["whole"].setChecked(True)
        self._offer_range()

    def _offer_range(self) -> None:
        marked = self._session.range
        self._spans["marked"].setEnabled(marked is not None)
        if marked is not None:
            self._spans["marked"].setChecked(True)
        elif self._spans["marked"].isChecked():
            self._spans["whole"].setChecked(True)
        self._refresh()

    def _refresh(self) -> None:
        rate, length = self._session.project.rate, self._session.project.timeline.length
        self._spans["whole"].setText(f"Whole film ({clock(float(rate.seconds(length)))})")
        marked = self._session.range
        span = f" ({timecode(marked[0], rate)} – {timecode(marked[1], rate)})" if marked else ""
        self._spans["marked"].setText(f"Between in and out{span}")
        self._name_file()
        self._size.setText(
            size_words(self._session.project, self._preset(), self._span(), self._out().parent)
        )
        self._start_button.setEnabled(length > 0 and not self._exporting.is_running)
        self._show_notes()

    def _show_notes(self) -> None:
        """What is to be known before it is begun."""
        out = self._out()
        replaces = out.is_file()
        notes = [*film_notes(self._session.project, self._span())]
        if replaces and self._exporting.state != Finished(out=out):
            notes.append(f"{out.name} is there already, and is replaced once the new one is ready.")
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        self._start_button.setText("Export and replace" if replaces else "Export")
        self._make_room()

    def _make_room(self) -> None:
        """Labels that wrap, and come and go, must not press the fields together."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.heightForWidth(self.width())))

    def _complain(self, words: str) -> None:
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))
        self._make_room()

    def _out(self) -> Path:
        return Path(self._where.text().strip()).expanduser()

    def _name_file(self) -> None:
        """Keep the name the person gave, with the ending of the preset."""
        given = self._where.text().strip()
        path = Path(given) if given else self._session.file.path.with_suffix("")
        known = {preset.extension for preset in presets().values()}
        bare = path.with_suffix("") if path.suffix in known else path
        self._where.setText(f"{bare}{self._preset().extension}")

    def _preset(self) -> Preset:
        name = next(name for name, button in self._presets.items() if button.isChecked())
        return presets()[name]

    def _span(self) -> tuple[int, int]:
        marked = self._session.range
        whole = (0, self._session.project.timeline.length)
        return marked if marked and self._spans["marked"].isChecked() else whole

    def _choose(self) -> None:
        preset = self._preset()
        kinds = f"{preset.label} (*{preset.extension})" if preset.extension else ""
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self._where.text(), kinds)
        if chosen:
            self._where.setText(chosen)
            self._refresh()

    def start(self) -> None:
        """Export as it is asked for in the fields."""
        try:
            asked = order(self._session.project, self._preset(), self._out(), self._span())
        except SoraError as error:
            self._complain(str(error))
            return
        self._complain("")
        self._exporting.start(asked)

    def _show_state(self, state: State) -> None:
        running = isinstance(state, Running)
        self._bar.setVisible(running)
        self._stop_button.setVisible(running)
        self._start_button.setEnabled(not running and self._session.project.timeline.length > 0)
        self._show_button.setVisible(isinstance(state, Finished))
        if isinstance(state, Running):
            self._bar.setValue(round(state.fraction * 1000))
        self._words.setText(state_words(state))
        self._complain(state.words if isinstance(state, Failed) else "")
        self._words.setVisible(bool(self._words.text()))
        self._show_notes()


def size_words(project: Project, preset: Preset, span: tuple[int, int], folder: Path) -> str:
    """Picture size, rate, and about how large the file will be; and whether there is room."""
    estimate = estimate_bytes(project, preset, span[1] - span[0])
    size = project.settings.size
    words = f"{size} at {project.rate} frames a second · about {file_size(estimate)}"
    if folder.is_dir() and shutil.disk_usage(folder).free < estimate:
        words += f" · only {file_size(shutil.disk_usage(folder).free)} are free"
    return words


def state_words(state: State) -> str:
    """How far an export is, or what came of it."""
    match state:
        case Running(words=words):
            return words
        case Finished(out=out):
            size = file_size(out.stat().st_size) if out.is_file() else "a folder of pictures"
            return f"{out.name} is ready: {size}."
        case Stopped(out=out):
            kept = "is as it was before" if out.exists() else "was not made"
            return f"Stopped. {out.name} {kept}."
    return ""


def _show_folder(state: State) -> None:
    if isinstance(state, Finished):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(state.out.parent)))


def film_notes(project: Project, span: tuple[int, int]) -> list[str]:
    """What a person may not have seen of the part that is exported."""
    first, end = span
    if first == end:
        return ["The film is empty: add a slot or a file first."]
    shown = [
        each.clip for each in project.timeline.clips() if each.start < end and each.end > first
    ]
    slots = {slot.name for clip in shown if (slot := project.slot_of(clip)) and not slot.chosen}
    if not slots:
        return []
    named = f"“{slots.pop()}” has" if len(slots) == 1 else f"{len(slots)} slots have"
    return [f"{named} no take yet: a slate with the prompt is exported in the place."]


def _choice(preset: Preset, parent: QWidget) -> QRadioButton:
    button = QRadioButton(preset.label, parent)
    button.setAccessibleDescription(preset.words)
    return button


def _label(parent: QWidget, words: str = "", *, indent: int = 0) -> QLabel:
    label = QLabel(words, parent, wordWrap=True)
    label.setProperty("dim", True)
    label.setContentsMargins(indent, 0, 0, 0)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
