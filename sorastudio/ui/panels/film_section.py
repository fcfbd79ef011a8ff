"""What the film is, while nothing is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sorastudio.project.clip import Fit
from sorastudio.project.edits.canvas import (
    rename_film,
    set_film_fit,
    set_film_rate,
    set_film_size,
)
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate, timecode
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import ChoiceField, Form, Heading, TextField, read_size
from sorastudio.ui.panels.picture_section import FITS

_LONGEST_NAME = 200


class FilmSection(QWidget):
    """Name, canvas and rate, and how much there is."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._heading = Heading("Film", self)
        self.name = TextField("Name of the film", self._set_name, self)
        self.picture_size = TextField("Size of the picture", self._set_size, self)
        self.rate = TextField("Frames a second", self._set_rate, self)
        self.fit = ChoiceField("Pictures of other shapes", FITS, self._set_fit, self)
        form = Form(self)
        form.add("Name", self.name)
        form.add("Picture", self.picture_size)
        form.add("Rate", self.rate)
        form.add("Other shapes", self.fit)
        self.values: dict[str, QLabel] = {}
        for words in ("Length", "Slots", "Takes", "Files"):
            self.values[words] = value = QLabel(self)
            value.setFixedHeight(28)
            value.setAccessibleName(words)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.add(words, value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(form)

    def finish(self) -> None:
        """What is being typed counts."""
        for field in (self.name, self.picture_size, self.rate):
            field.finish()

    def show_film(self, project: Project) -> None:
        settings, length = project.settings, project.timeline.length
        self.name.show_value(project.name)
        self.picture_size.show_value(f"{settings.size.width} × {settings.size.height}")
        self.rate.show_value(str(settings.rate))
        self.fit.show_value(settings.fit.value)
        shown = {
            "Length": timecode(length, project.rate),
            "Slots": str(len(project.slots)),
            "Takes": str(len(project.pool.takes)),
            "Files": str(len(project.pool.media)),
        }
        for words, value in shown.items():
            self.values[words].setText(value)

    def _set_name(self, text: str) -> None:
        self._session.document.apply("Rename film", rename_film, text[:_LONGEST_NAME])

    def _set_size(self, text: str) -> None:
        self._session.document.apply("Size of the film", set_film_size, read_size(text))

    def _set_rate(self, text: str) -> None:
        rate = FrameRate.parse(text)
        self._session.document.apply("Rate of the film", set_film_rate, rate)

    def _set_fit(self, value: str) -> None:
        self._session.apply("Fit of the film", set_film_fit, Fit(value))
