"""All there is to make the film of: slots, files, the book, transitions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from sorastudio.project.book import EntryKind
from sorastudio.project.ids import TrackId
from sorastudio.ui.drags import files_in, take_a_copy
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.book_tab import BookTab
from sorastudio.ui.panels.importing import Importer
from sorastudio.ui.panels.media_tab import MediaTab
from sorastudio.ui.panels.slots_tab import SlotsTab
from sorastudio.ui.panels.transitions_tab import TransitionsTab


class Library(QWidget):
    """Files that are dropped anywhere on it are imported."""

    imported = Signal(object)
    """A list of Media that the film has now."""
    wanted = Signal()
    """It is to be seen."""

    look_wanted = Signal(object)
    """A Footage, to be looked at on its own."""

    def __init__(
        self, session: Session, generation: Generation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.importer = Importer(session, self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Library")
        self.tabs.setDocumentMode(True)
        self.slots = SlotsTab(session, generation, self.tabs)
        self.media = MediaTab(session, self.importer, self.tabs)
        self.transitions = TransitionsTab(session, self.tabs)
        self.book = BookTab(session, self.tabs)
        self.tabs.addTab(self.slots, "Slots")
        self.tabs.addTab(self.media, "Media")
        self.tabs.addTab(self.book, "Book")
        self.tabs.addTab(self.transitions, "Transitions")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.setAcceptDrops(True)
        self.slots.look_wanted.connect(self.look_wanted)
        self.media.look_wanted.connect(self.look_wanted)
        self.importer.imported.connect(self.imported)
        self.importer.imported.connect(lambda _: self.tabs.setCurrentWidget(self.media))

    def add_to_book(self, kind: EntryKind, name: str = "") -> None:
        """A new entry, ready for its words."""
        self.wanted.emit()
        self.tabs.setCurrentWidget(self.book)
        self.book.add(kind, name)

    def open_book(self) -> None:
        self.wanted.emit()
        self.tabs.setCurrentWidget(self.book)
        self.book.search.setFocus()

    def import_files(self, paths: Iterable[Path]) -> None:
        """In the background; what cannot be read is told."""
        self.importer.import_files(paths)

    def add_to_timeline(
        self,
        paths: Iterable[Path],
        track_id: TrackId | None = None,
        frame: int | None = None,
        *,
        into: bool = False,
    ) -> None:
        """Imports, then lays the files one after another from a frame of a track on, or with `into`
        inserts them there; at the end of the lowest tracks unless told. One step."""
        self.importer.add_to_timeline(paths, track_id, frame, into=into)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            take_a_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.import_files(files_in(event.mimeData()))
        take_a_copy(event)
