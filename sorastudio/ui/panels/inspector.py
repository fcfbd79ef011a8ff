"""What is selected, in numbers: clips, a transition, a marker; with nothing, the film."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sorastudio.project.clip import Marker, Transition
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.clip_section import ClipSection
from sorastudio.ui.panels.fields import scroll_over
from sorastudio.ui.panels.film_section import FilmSection
from sorastudio.ui.panels.marker_section import MarkerSection
from sorastudio.ui.panels.transition_section import TransitionSection


class Inspector(QWidget):
    """Sections come and go with the selection; what is being typed counts for the one before."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        inside = QWidget(self)
        self.clips = ClipSection(session, inside)
        self.transition = TransitionSection(session, inside)
        self.marker = MarkerSection(session, inside)
        self.film = FilmSection(session, inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        for section in (self.marker, self.transition, self.clips, self.film):
            column.addWidget(section)
        column.addStretch(1)
        scroll_over(self, inside)
        session.changed.connect(self._refresh)
        session.selection_changed.connect(self._follow)
        self._refresh()

    @Slot()
    def _follow(self) -> None:
        for section in (self.clips, self.transition, self.marker, self.film):
            section.finish()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        project, selection = self._session.project, self._session.selection
        clips = [each for each in selection.clips if project.timeline.find(each) is not None]
        marker = _marker(project, selection)
        into, enter = _transition(project, selection)
        if clips:
            self.clips.show_clips(project, clips)
        if into is not None and enter is not None:
            self.transition.show_transition(project, into, enter)
        if marker is not None:
            self.marker.show_marker(project, marker)
        nothing = not clips and marker is None and enter is None
        if nothing:
            self.film.show_film(project)
        self.clips.setVisible(bool(clips))
        self.transition.setVisible(enter is not None)
        self.marker.setVisible(marker is not None)
        self.film.setVisible(nothing)


def _marker(project: Project, selection: Selection) -> Marker | None:
    wanted = selection.marker
    return next((each for each in project.timeline.markers if each.id == wanted), None)


def _transition(project: Project, selection: Selection) -> tuple[ClipId | None, Transition | None]:
    """The one that is selected, or the one into the only selected picture or sound."""
    into = selection.transition_into
    if into is None and len(selection.clips) == 1:
        (into,) = selection.clips
    placed = project.timeline.find(into) if into else None
    return into, placed.clip.enter if placed else None
