"""Asks what to deliver and where, and shows how far it is."""

from __future__ import annotations

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
from sorastudio.export.order import canvas, order
from sorastudio.export.presets import Preset, presets
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.ui.export_size import estimate_bytes
from sorastudio.ui.exporting import Exporting, Failed, Finished, Running, State, Stopped
from sorastudio.ui.preset_list import PresetList
from sorastudio.ui.session import Session
from sorastudio.ui.typed_path import free_bytes, typed_path
from sorastudio.ui.words import clock, file_size


class ExportDialog(QDialog):
    """Closing it leaves a running export running."""

    def __init__(self, session: Session, exporting: Exporting, parent: QWidget):
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumSize(720, 440)
        self._session, self._exporting = session, exporting
        self.presets = PresetList(self)
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
        sides = QHBoxLayout(self)
        sides.setContentsMargins(20, 16, 20, 16)
        sides.setSpacing(20)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        sides.addWidget(self.presets)
        sides.addLayout(layout, 1)
        layout.addLayout(self._fields())
        layout.addWidget(self._notes)
        layout.addWidget(self._trouble)
        layout.addStretch(1)
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
        self.presets.chosen.connect(self._refresh)
        for button in self._spans.values():
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
        folder = self._likely_out().parent
        project = self._session.project
        self._size.setText(size_words(project, self._preset(), self._span(), folder))
        self._start_button.setEnabled(length > 0 and not self._exporting.is_running)
        self._show_notes()

    def _show_notes(self) -> None:
        """What is to be known before it is begun."""
        out = self._likely_out()
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
            self.resize(self.width(), max(self.height(), layout.minimumSize().height()))

    def _complain(self, words: str) -> None:
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))
        self._make_room()

    def _out(self) -> Path:
        """What is not named in full lies beside the film. Raises UsageError."""
        return self._session.folder.root / typed_path(self._where.text())

    def _likely_out(self) -> Path:
        """Beside the film, while what is typed is no name."""
        try:
            return self._out()
        except SoraError:
            return self._session.file.path.with_suffix(self._preset().extension)

    def _name_file(self) -> None:
        """Keep the name the person gave, with the ending of the preset."""
        path, film = Path(self._where.text().strip()), self._session.file.path.with_suffix("")
        if path == Path():
            path = film
        elif not path.name:
            path /= film.name
        known = {preset.extension for preset in presets().values()} - {""}
        bare = path.with_suffix("") if path.suffix in known else path
        self._where.setText(f"{bare}{self._preset().extension}")

    def _preset(self) -> Preset:
        return self.presets.preset

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
    size = canvas(project.settings.size, preset)
    words = f"{size} at {project.rate} frames a second · about {file_size(estimate)}"
    free = free_bytes(folder)
    if free is not None and free < estimate:
        words += f" · only {file_size(free)} are free"
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


def _label(parent: QWidget, words: str = "", *, indent: int = 0) -> QLabel:
    label = QLabel(words, parent, wordWrap=True)
    label.setProperty("dim", True)
    label.setContentsMargins(indent, 0, 0, 0)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
