"""A marker, as fields."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sorastudio.project.clip import Marker
from sorastudio.project.edits.markers import change_marker, remove_marker
from sorastudio.project.project import Project
from sorastudio.project.time import parse_timecode, timecode
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import ChoiceField, Form, Heading, TextField

COLORS = ("blue", "green", "yellow", "red", "white")


class MarkerSection(QWidget):
    """Name, place, note and colour."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._marker: Marker | None = None
        self.name = TextField("Name", self._set_name, self)
        self.frame = TextField("Timecode", self._set_frame, self)
        self.marker_note = TextField("Note", self._set_note, self)
        colors = ((color, color.capitalize()) for color in COLORS)
        self.color = ChoiceField("Colour", colors, self._set_color, self)
        self.remove_button = QPushButton("Remove marker", self)
        self.remove_button.clicked.connect(lambda _checked=False: self._remove())
        form = Form(self)
        form.add("Name", self.name)
        form.add("At", self.frame)
        form.add("Note", self.marker_note)
        form.add("Colour", self.color)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (Heading("Marker", self), form, self.remove_button):
            column.addWidget(part)

    def finish(self) -> None:
        for field in (self.name, self.frame, self.marker_note):
            field.finish()

    def show_marker(self, project: Project, marker: Marker) -> None:
        fresh = self._marker is None or self._marker.id != marker.id
        self._marker = marker
        values = (marker.name, timecode(marker.frame, project.rate), marker.note)
        fields = (self.name, self.frame, self.marker_note)
        for field, value in zip(fields, values, strict=True):
            (field.reset if fresh else field.show_value)(value)
        self.color.show_value(marker.color)

    def _change(self, words: str, marker: Marker) -> None:
        self._session.document.apply(words, change_marker, marker)

    def _shown(self) -> Marker:
        assert self._marker is not None, "fields are shown for a marker"
        return self._marker

    def _set_name(self, text: str) -> None:
        self._change("Name of marker", replace(self._shown(), name=text))

    def _set_note(self, text: str) -> None:
        self._change("Note of marker", replace(self._shown(), note=text))

    def _set_frame(self, text: str) -> None:
        frame = parse_timecode(text, self._session.project.rate)
        self._change("Move marker", replace(self._shown(), frame=frame))

    def _set_color(self, color: str) -> None:
        marker = replace(self._shown(), color=color)
        self._session.apply("Colour of marker", change_marker, marker)

    def _remove(self) -> None:
        self._session.apply("Remove marker", remove_marker, self._shown().id)
