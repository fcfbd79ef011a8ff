"""What goes with a delivery: words in the picture, chapters, a poster, words in the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from sorastudio.export.extras import Extras, Poster, tags_of
from sorastudio.export.made_with import made_with
from sorastudio.export.presets import DeliveryKind, Preset
from sorastudio.project.time import timecode
from sorastudio.render.burn_in import Overlay
from sorastudio.ui.film.session import Session

_NOTHING_COPIED = (
    "Nothing that generators wrote into their files (prompts, names, marks of origin in the tags) "
    "is copied into what you deliver. Only what stands here is kept in it."
)
_OF_FILM, _OF_SOUND = DeliveryKind.FILM, DeliveryKind.SOUND


class ExtrasFields(QWidget):
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.timecode = QCheckBox("Timecode", self)
        self.slot = QCheckBox("Slot", self)
        self.take = QCheckBox("Take", self)
        self.chapters = QCheckBox(self)
        self.poster = QCheckBox(self)
        self.made_with = QCheckBox("Name the tools and models in the file", self)
        self.made_words = _dim(self)
        self.made_with.setChecked(True)
        self.picture = QComboBox(self)
        self.picture.setAccessibleName("Format of the poster")
        for words, ending in (("JPEG", ".jpg"), ("PNG", ".png")):
            self.picture.addItem(words, ending)
        self.tags = {name: QLineEdit(self) for name in ("title", "artist", "comment", "date")}
        self._lay_out()
        self._name_all()
        for box in (
            self.timecode,
            self.slot,
            self.take,
            self.chapters,
            self.poster,
            self.made_with,
        ):
            box.toggled.connect(lambda _on: self.changed.emit())
        session.changed.connect(self._name_all)
        session.playhead_changed.connect(self._name_all)

    def extras(self, out: Path) -> Extras:
        """As it is set in the fields, for a file of this name. Raises UsageError."""
        burnt = Overlay(
            timecode=self.timecode.isChecked(),
            slot=self.slot.isChecked(),
            take=self.take.isChecked(),
        )
        return Extras(
            overlay=burnt,
            chapters=self.chapters.isChecked() and self.chapters.isEnabled(),
            tags=tags_of({name: field.text() for name, field in self.tags.items()}),
            poster=self._poster(out),
            made_with=self.made_with.isChecked(),
        )

    def show_preset(self, preset: Preset) -> None:
        """Only what it can hold can be asked for."""
        for box in (self.timecode, self.slot, self.take):
            box.setEnabled(preset.kind is not _OF_SOUND)
        for field in self.tags.values():
            field.setEnabled(preset.kind in (_OF_FILM, _OF_SOUND))
        self.made_with.setEnabled(preset.kind in (_OF_FILM, _OF_SOUND))
        self.chapters.setEnabled(preset.kind is _OF_FILM and self._markers > 0)

    @property
    def _markers(self) -> int:
        return len(self._session.project.timeline.markers)

    def _poster(self, out: Path) -> Poster | None:
        if not self.poster.isChecked():
            return None
        length = self._session.project.timeline.length
        # The playhead may stand behind the last picture.
        frame = max(0, min(self._session.playhead, length - 1))
        return Poster(frame=frame, out=out.with_name(f"{out.stem}{self.picture.currentData()}"))

    def _name_all(self) -> None:
        count = self._markers
        marks = "no markers yet" if not count else "1 marker" if count == 1 else f"{count} markers"
        self.chapters.setText(f"Chapters at the markers ({marks})")
        if not count:
            self.chapters.setEnabled(False)
        at = timecode(self._session.playhead, self._session.project.rate)
        self.poster.setText(f"The picture at {at}")
        project = self._session.project
        self.made_words.setText(made_with(project, 0, project.timeline.length).words)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 8, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.addRow("In the picture", _row(self.timecode, self.slot, self.take))
        form.addRow("Chapters", self.chapters)
        form.addRow("Poster", _row(self.poster, self.picture))
        names = {"title": "Title", "artist": "Author", "comment": "Comment", "date": "Date"}
        for name, field in self.tags.items():
            field.setAccessibleName(names[name])
            form.addRow(names[name], field)
        form.addRow("Origin", self.made_with)
        form.addRow("", self.made_words)
        form.addRow(_dim(self, _NOTHING_COPIED))
        self.timecode.setToolTip("For review copies: where in the film one is")
        self.slot.setToolTip("For review copies: the name of the slot or file that is seen")
        self.made_with.setToolTip(
            "Platforms and laws may ask for it. Without the tick the file does not name the tools "
            "and models that made it, nor that AI was one of them"
        )
        self.poster.setToolTip("The picture at the playhead, beside the film, under its name")
        self.take.setToolTip("For review copies: the number of the take that is seen")


def _dim(parent: QWidget, words: str = "") -> QLabel:
    label = QLabel(words, parent, wordWrap=True)
    label.setProperty("dim", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
