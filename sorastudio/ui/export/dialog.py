"""Asks what to deliver and where, and shows how far it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError, UsageError
from sorastudio.export.order import Order, order
from sorastudio.export.presets import Preset, graphics_card_presets
from sorastudio.settings import SettingsFile
from sorastudio.ui.export.exporting import Exporting, Failed, Finished, Running, State
from sorastudio.ui.export.extras import ExtrasFields
from sorastudio.ui.export.place import Destination, SpanChoice
from sorastudio.ui.export.preset_list import PresetList
from sorastudio.ui.export.quality import QualityFields
from sorastudio.ui.export.queue import ExportQueue
from sorastudio.ui.export.words import film_notes, shape_note, size_words, state_words
from sorastudio.ui.film.session import Session


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
        self.span = SpanChoice(session, self)
        self.place = Destination(session, self)
        self.quality = QualityFields(self)
        self.extras = ExtrasFields(session, self)
        self.queue = ExportQueue(exporting, self)
        self.tabs = QTabWidget(self)
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
        if settings is not None:
            self.presets.choose(settings.value.delivery)
        self._on_chosen()
        self._show_state()

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
        rows = (("Range", self.span), ("File", self.place), ("Size", self._size))
        for number, (name, what) in enumerate(rows):
            label = QLabel(name, self)
            label.setMinimumWidth(self.quality.label_px)
            fields.addWidget(label, number, 0)
            fields.addWidget(what, number, 1)
        fields.addWidget(self.quality, len(rows), 0, 1, 2)
        fields.setColumnStretch(1, 1)
        return fields

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
        self.span.changed.connect(self._refresh)
        self.place.changed.connect(lambda: self._complain(""))
        self.place.changed.connect(self._show_notes)
        self._start_button.clicked.connect(lambda _checked=False: self.start())
        self._stop_button.clicked.connect(lambda _checked=False: self._stop())
        self._show_button.clicked.connect(
            lambda _checked=False: _show_folder(self._exporting.state)
        )
        self._exporting.changed.connect(lambda _: self._show_state())
        self._session.changed.connect(self._refresh)
        # To ask a graphics card takes a moment.
        self._session.scheduler.submit(
            "media",
            lambda _: tuple(graphics_card_presets().values()),
            label="Ask the graphics card",
            on_done=self.presets.offer,
        )

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
        wanted, project = self._wanted(), self._session.project
        self.place.show_for(wanted)
        folder = self.place.likely_outs()[0].parent
        self._size.setText(size_words(project, wanted, self.span.span, folder))
        self._start_button.setEnabled(project.timeline.length > 0)
        self._show_notes()

    def _show_notes(self) -> None:
        """What is to be known before it is begun."""
        project, outs = self._session.project, self.place.likely_outs()
        notes = [*film_notes(project, self.span.span)]
        notes += filter(None, (shape_note(project, preset) for preset in self._wanted()))
        if len(outs) > 1:
            notes.append(f"Writes {', '.join(out.name for out in outs)}.")
            label = self.presets.preset.label
            notes.append(f"Quality and effort are those of “{label}”; each has its own.")
        replaced = [out for out in outs if out.is_file()]
        ended = {each.state.out for each in self._exporting.deliveries if not each.is_open}
        notes += [
            f"{out.name} is there already, and is replaced once the new one is ready."
            for out in replaced
            if out not in ended
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

    def start(self) -> None:
        """Export as it is asked for in the fields; behind what is in the queue already."""
        try:
            orders = self._orders()
        except SoraError as error:
            self._complain(str(error))
            return
        self._complain("")
        if self._settings is not None:
            chosen = orders[0].preset.name
            self._settings.change(replace(self._settings.value, delivery=chosen))
        self._exporting.start(*orders)
        if len(orders) > 1 or self._exporting.waiting:
            self.tabs.setCurrentWidget(self.queue)
        self.presets.untick()

    def _orders(self) -> list[Order]:
        """Raises UsageError, ExportError."""
        outs, span, project = self.place.outs(), self.span.span, self._session.project
        taken = next((out for out in outs if self._exporting.is_writing(out)), None)
        if taken is not None:
            raise UsageError(f"{taken.name} is in the queue already.", todo="Give another name.")
        extras = self.extras.extras(outs[0])
        # One poster for all of them.
        rest = replace(extras, poster=None)
        return [
            order(project, preset, out, span, rest if number else extras)
            for number, (preset, out) in enumerate(zip(self._wanted(), outs, strict=True))
        ]

    def _stop(self) -> None:
        for each in self._exporting.deliveries:
            if isinstance(each.state, Running):
                self._exporting.cancel(each.number)

    def _show_state(self) -> None:
        state, waiting = self._exporting.state, self._exporting.waiting
        running = isinstance(state, Running)
        self._bar.setVisible(running)
        self._stop_button.setVisible(running)
        self._show_button.setVisible(isinstance(state, Finished))
        if isinstance(state, Running):
            self._bar.setValue(round(state.fraction * 1000))
        failed = isinstance(state, Failed)
        self._words.setText("" if failed else state_words(state))
        self._words.setVisible(bool(self._words.text()))
        self._complain(state.words if isinstance(state, Failed) else "")
        self.tabs.setTabText(2, f"Queue ({waiting} waiting)" if waiting else "Queue")
        self._show_notes()


def _show_folder(state: State) -> None:
    if isinstance(state, Finished):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(state.out.parent)))


def _label(parent: QWidget, words: str = "") -> QLabel:
    label = QLabel(words, parent, wordWrap=True)
    label.setProperty("dim", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
