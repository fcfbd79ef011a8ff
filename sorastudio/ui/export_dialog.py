"""Asks what to deliver and where, and shows how far it is."""

from __future__ import annotations

from dataclasses import replace
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
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError, UsageError
from sorastudio.export.order import Order, order
from sorastudio.export.presets import Preset, graphics_card_presets, presets
from sorastudio.project.time import timecode
from sorastudio.settings import SettingsFile
from sorastudio.ui.export_extras import ExtrasFields
from sorastudio.ui.export_quality import QualityFields
from sorastudio.ui.export_queue import ExportQueue
from sorastudio.ui.export_words import film_notes, shape_note, size_words, state_words
from sorastudio.ui.exporting import Exporting, Failed, Finished, Running, State
from sorastudio.ui.preset_list import PresetList
from sorastudio.ui.session import Session
from sorastudio.ui.typed_path import typed_path
from sorastudio.ui.words import clock


class ExportDialog(QDialog):
    """Closing it leaves what is in the queue running."""

    def __init__(
        self,
        session: Session,
        exporting: Exporting,
        parent: QWidget,
        settings: SettingsFile | None = None,
    ):
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumSize(760, 480)
        self._session, self._exporting, self._settings = session, exporting, settings
        self._tuned: dict[str, Preset] = {}
        self.presets = PresetList(self)
        self.quality = QualityFields(self)
        self.extras = ExtrasFields(session, self)
        self.queue = ExportQueue(exporting, self)
        self.tabs = QTabWidget(self)
        self._spans: dict[str, QRadioButton] = {}
        self.where = QLineEdit(self)
        self.where.setAccessibleName("File to write")
        self._size = _label(self)
        self._notes = _label(self)
        self._trouble = QLabel(self, wordWrap=True)
        self._trouble.setProperty("error", True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
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
        session.scheduler.submit(
            "media",
            lambda _: tuple(graphics_card_presets().values()),
            label="Ask the graphics card",
            on_done=self.presets.offer,
        )

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
        page = QWidget(self.tabs)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(self._fields())
        column.addWidget(self._notes)
        column.addStretch(1)
        self.tabs.addTab(page, "File")
        self.tabs.addTab(self.extras, "Extras")
        self.tabs.addTab(self.queue, "Queue")
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self._trouble)
        layout.addWidget(self._bar)
        layout.addWidget(self._words)
        layout.addLayout(self._buttons())

    def _fields(self) -> QGridLayout:
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        choose = QPushButton("Choose…", self, autoDefault=False)
        choose.clicked.connect(self._choose)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            ("Range", self._ranges()),
            ("File", self.where),
            ("Size", self._size),
        )
        for number, (name, what) in enumerate(rows):
            label = QLabel(name, self)
            label.setMinimumWidth(self.quality.label_px)
            fields.addWidget(label, number, 0)
            wide = 1 if what is self.where else 2
            if isinstance(what, QWidget):
                fields.addWidget(what, number, 1, 1, wide)
            else:
                fields.addLayout(what, number, 1, 1, wide)
        fields.addWidget(self.quality, len(rows), 0, 1, 3)
        fields.addWidget(choose, 1, 2)
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
        self.presets.chosen.connect(self._on_chosen)
        self.presets.ticked.connect(self._refresh)
        self.quality.changed.connect(self._on_tuned)
        for button in self._spans.values():
            button.toggled.connect(self._refresh)
        self.where.textChanged.connect(lambda _text: self._complain(""))
        self.where.textChanged.connect(self._show_notes)
        self._start_button.clicked.connect(lambda _checked=False: self.start())
        self._stop_button.clicked.connect(lambda _checked=False: self._stop())
        self._show_button.clicked.connect(
            lambda _checked=False: _show_folder(self._exporting.state)
        )
        self._exporting.changed.connect(lambda _: self._show_state(self._exporting.state))
        self._session.changed.connect(self._refresh)
        self._session.range_changed.connect(self._offer_range)

    def _choose_first(self) -> None:
        self._spans["whole"].setChecked(True)
        if self._settings is not None:
            self.presets.choose(self._settings.value.delivery)
        self._on_chosen()
        self._offer_range()

    def _offer_range(self) -> None:
        marked = self._session.range
        self._spans["marked"].setEnabled(marked is not None)
        if marked is not None:
            self._spans["marked"].setChecked(True)
        elif self._spans["marked"].isChecked():
            self._spans["whole"].setChecked(True)
        self._refresh()

    def _on_chosen(self) -> None:
        preset = self.presets.preset
        self.quality.show_preset(preset, self._as_set(preset))
        self.extras.show_preset(preset)
        self._refresh()

    def _on_tuned(self) -> None:
        try:
            tuned = self.quality.tuned()
        except UsageError as error:
            self._complain(str(error))
            return
        self._tuned[tuned.name] = tuned
        self._refresh()

    def _as_set(self, preset: Preset) -> Preset:
        return self._tuned.get(preset.name, preset)

    def _wanted(self) -> list[Preset]:
        return [self._as_set(preset) for preset in self.presets.wanted]

    def _refresh(self) -> None:
        rate, length = self._session.project.rate, self._session.project.timeline.length
        self._spans["whole"].setText(f"Whole film ({clock(float(rate.seconds(length)))})")
        marked = self._session.range
        span = f" ({timecode(marked[0], rate)} – {timecode(marked[1], rate)})" if marked else ""
        self._spans["marked"].setText(f"Between in and out{span}")
        self._name_file()
        folder, project = self._likely_out().parent, self._session.project
        self._size.setText(size_words(project, self._wanted(), self._span(), folder))
        self._start_button.setEnabled(length > 0)
        self._show_notes()

    def _show_notes(self) -> None:
        """What is to be known before it is begun."""
        wanted, project = self._wanted(), self._session.project
        outs = self._outs(self._likely_out(), wanted)
        replaced = [out for out in outs if out.is_file()]
        notes = [*film_notes(project, self._span())]
        notes += filter(None, (shape_note(project, preset) for preset in wanted))
        if len(outs) > 1:
            notes.append(f"Writes {', '.join(out.name for out in outs)}.")
        notes += [
            f"{out.name} is there already, and is replaced once the new one is ready."
            for out in replaced
            if self._exporting.state != Finished(out=out)
        ]
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        self._start_button.setText(self._start_words(len(outs), bool(replaced)))
        self._make_room()

    def _start_words(self, count: int, replaces: bool) -> str:
        if self._exporting.is_running:
            return "Add to queue" if count == 1 else f"Add {count} to queue"
        if count > 1:
            return f"Export {count} files"
        return "Export and replace" if replaces else "Export"

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
        return self._session.folder.root / typed_path(self.where.text())

    def _likely_out(self) -> Path:
        """Beside the film, while what is typed is no name."""
        try:
            return self._out()
        except SoraError:
            return self._session.file.path.with_suffix(self._wanted()[0].extension)

    def _outs(self, out: Path, wanted: list[Preset]) -> list[Path]:
        """One file for each; several are told apart by the names of their presets."""
        if len(wanted) == 1:
            return [out]
        return [out.with_name(f"{out.name}-{each.name}{each.extension}") for each in wanted]

    def _name_file(self) -> None:
        """Keep the name the person gave, with the ending of the preset."""
        path, film = Path(self.where.text().strip()), self._session.file.path.with_suffix("")
        if path == Path():
            path = film
        elif not path.name:
            path /= film.name
        known = {preset.extension for preset in presets().values()} - {""}
        bare = path.with_suffix("") if path.suffix in known else path
        wanted = self._wanted()
        self.where.setText(f"{bare}{wanted[0].extension if len(wanted) == 1 else ''}")

    def _span(self) -> tuple[int, int]:
        marked = self._session.range
        whole = (0, self._session.project.timeline.length)
        return marked if marked and self._spans["marked"].isChecked() else whole

    def _choose(self) -> None:
        preset = self._wanted()[0]
        kinds = f"{preset.label} (*{preset.extension})" if preset.extension else ""
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.where.text(), kinds)
        if chosen:
            self.where.setText(chosen)
            self._refresh()

    def start(self) -> None:
        """Export as it is asked for in the fields; behind what is in the queue already."""
        try:
            orders = self._orders()
        except SoraError as error:
            self._complain(str(error))
            return
        self._complain("")
        self._remember()
        self._exporting.start(*orders)
        if len(orders) > 1 or self._exporting.waiting:
            self.tabs.setCurrentWidget(self.queue)
        self.presets.untick()

    def _orders(self) -> list[Order]:
        """Raises UsageError, ExportError."""
        wanted, project, span = self._wanted(), self._session.project, self._span()
        outs = self._outs(self._out(), wanted)
        taken = next((out for out in outs if self._exporting.is_writing(out)), None)
        if taken is not None:
            raise UsageError(f"{taken.name} is in the queue already.", todo="Give another name.")
        extras = self.extras.extras(outs[0])
        # One poster for all of them.
        rest = replace(extras, poster=None)
        return [
            order(project, preset, out, span, extras if out is outs[0] else rest)
            for preset, out in zip(wanted, outs, strict=True)
        ]

    def _remember(self) -> None:
        """What was chosen last is what is built in the background from now on."""
        if self._settings is not None:
            chosen = self._wanted()[0]
            self._settings.change(replace(self._settings.value, delivery=chosen.name))

    def _stop(self) -> None:
        for each in self._exporting.deliveries:
            if isinstance(each.state, Running):
                self._exporting.cancel(each.number)

    def _show_state(self, state: State) -> None:
        running = isinstance(state, Running)
        self._bar.setVisible(running)
        self._stop_button.setVisible(running)
        self._start_button.setEnabled(self._session.project.timeline.length > 0)
        self._show_button.setVisible(isinstance(state, Finished))
        if isinstance(state, Running):
            self._bar.setValue(round(state.fraction * 1000))
        failed = isinstance(state, Failed)
        waiting = self._exporting.waiting
        self._words.setText("" if failed else state_words(state))
        self._complain(state.words if isinstance(state, Failed) else "")
        self._words.setVisible(bool(self._words.text()))
        self.tabs.setTabText(2, f"Queue ({waiting} waiting)" if waiting else "Queue")
        self._show_notes()


def _show_folder(state: State) -> None:
    if isinstance(state, Finished):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(state.out.parent)))


def _label(parent: QWidget, words: str = "", *, indent: int = 0) -> QLabel:
    label = QLabel(words, parent, wordWrap=True)
    label.setProperty("dim", True)
    label.setContentsMargins(indent, 0, 0, 0)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
