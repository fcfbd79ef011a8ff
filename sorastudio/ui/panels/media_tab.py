"""The files that were brought into the film."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.jobs.job import Context
from sorastudio.project.clip import Clip, MediaSource
from sorastudio.project.footage import Footage
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.project import Project
from sorastudio.project.slot import ImageFrame
from sorastudio.render.plan import OWN_PICTURE
from sorastudio.ui.drags import MEDIA_MIME
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import ChoiceField, number_text
from sorastudio.ui.panels.importing import Importer
from sorastudio.ui.panels.recipes import RecipeOffer, Recipes
from sorastudio.ui.panels.rows import PICTURE, Row, Rows
from sorastudio.ui.panels.states import Look
from sorastudio.ui.panels.thumbs import Thumbs

_SORTS = (("new", "Newest"), ("name", "Name"), ("kind", "Kind"), ("length", "Length"))
_FILTERS = (("all", "All"), ("used", "Used"), ("unused", "Unused"), ("missing", "Missing"))
_FILES = (
    "Media (*.mp4 *.mov *.mkv *.webm *.avi *.m4v *.mxf *.png *.jpg *.jpeg *.webp *.bmp *.tif "
    "*.tiff *.gif *.wav *.mp3 *.flac *.m4a *.aac *.ogg *.opus);;All files (*)"
)


class MediaTab(QWidget):
    """Takes are not here: they belong to their slots."""

    look_wanted = Signal(object)
    """A Footage, to be looked at on its own."""

    def __init__(self, session: Session, importer: Importer, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._importer = importer
        self._missing: frozenset[MediaId] = frozenset()
        self._looking = self._look_again = False
        height = round(PICTURE.height() * self.devicePixelRatioF())
        self._thumbs = Thumbs(session, height, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search media")
        self.search.setAccessibleName("Search media")
        self.search.setClearButtonEnabled(True)
        self.sort = ChoiceField("Sort by", _SORTS, lambda _: self._refresh(), self)
        self.filter = ChoiceField("Show", _FILTERS, lambda _: self._refresh(), self)
        self.recipes = Recipes(session, self)
        self.offer = RecipeOffer(self)
        self.import_button = QPushButton("Import…", self)
        self.relink_button = QPushButton("Relink…", self)
        self.rows = Rows("Media", MEDIA_MIME, self, picture=self._picture)
        self.empty = QLabel(self)
        self.empty.setProperty("dim", True)
        self.empty.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(4)
        choices.addWidget(self.sort, 1)
        choices.addWidget(self.filter, 1)
        acts = QHBoxLayout()
        acts.setSpacing(4)
        acts.addWidget(self.import_button, 1)
        acts.addWidget(self.relink_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addLayout(choices)
        column.addWidget(self.empty)
        column.addWidget(self.rows, 1)
        column.addWidget(self.offer)
        column.addLayout(acts)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._refresh)
        self.rows.chosen.connect(self._select)
        self.rows.itemSelectionChanged.connect(self._show_acts)
        self.rows.opened.connect(self._look_at)
        self.rows.menu_wanted.connect(self._open_menu)
        self.import_button.clicked.connect(lambda _checked=False: self._choose_files())
        self.relink_button.clicked.connect(lambda _checked=False: self._relink_chosen())
        self._importer.imported.connect(self.recipes.look_into)
        self.recipes.found.connect(self.offer.offer)
        self.offer.wanted.connect(self.recipes.make_slots)
        self._thumbs.came.connect(self.rows.viewport().update)
        self._session.changed.connect(self._on_change)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._thumbs.try_again()
        self._look_for_missing()

    @Slot()
    def _on_change(self) -> None:
        self._refresh()
        if self.isVisible():
            self._look_for_missing()

    @Slot()
    def _refresh(self) -> None:
        project = self._session.project
        imported, used = imported_media(project), used_media(project)
        words = self.search.text().casefold().split()
        keep = self._filter(used)
        found = [
            media
            for media in imported
            if keep(media) and all(word in media.name.casefold() for word in words)
        ]
        found.sort(key=_key(self.sort.currentData()))
        self.rows.show_rows([self._row(media, used) for media in found])
        self.empty.setVisible(not found)
        self.empty.setText(
            "No file matches." if imported else "No file yet. Drop files here, or import them."
        )
        self._show_acts()

    def _filter(self, used: frozenset[MediaId]) -> Callable[[Media], bool]:
        match self.filter.currentData():
            case "used":
                return lambda media: media.id in used
            case "unused":
                return lambda media: media.id not in used
            case "missing":
                return lambda media: media.id in self._missing
        return lambda _: True

    def _row(self, media: Media, used: frozenset[MediaId]) -> Row:
        if media.id in self._missing:
            return Row(id=media.id, title=media.name, detail="File missing", look=Look.MISSING)
        parts = [*_facts(media), "used" if media.id in used else "not used"]
        return Row(id=media.id, title=media.name, detail=" · ".join(parts))

    def _look_for_missing(self) -> None:
        """In the background, because a drive may be slow; one search at a time."""
        if self._looking or self._session.closing:
            self._look_again = True
            return
        self._looking, self._look_again = True, False
        folder, project = self._session.folder, self._session.project

        def work(_: Context) -> frozenset[MediaId]:
            return frozenset(each.media.id for each in folder.missing_media(project))

        self._session.scheduler.submit(
            "media", work, label="look for missing files", on_done=self._know_missing
        )

    def _know_missing(self, missing: frozenset[MediaId]) -> None:
        self._looking = False
        if missing != self._missing:
            self._missing = missing
            self._thumbs.try_again()
            self._refresh()
        if self._look_again:
            self._look_for_missing()

    @Slot(str)
    def _select(self, media_id: MediaId) -> None:
        self._session.select(Selection(media=media_id))

    @Slot(str)
    def _look_at(self, media_id: MediaId) -> None:
        self.look_wanted.emit(Footage(media_id=media_id))

    @Slot()
    def _show_acts(self) -> None:
        self.relink_button.setVisible(self._chosen_missing() is not None)

    def _chosen_missing(self) -> Media | None:
        for item in self.rows.selectedItems():
            row = self.rows.rows[self.rows.row(item)]
            if row.id in self._missing:
                return self._session.project.pool.media[row.id]
        return None

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Import", "", _FILES)
        if names:
            self._importer.import_files(Path(name) for name in names)

    def _relink_chosen(self) -> None:
        media = self._chosen_missing()
        if media is not None:
            self.choose_place(media)

    def choose_place(self, media: Media) -> None:
        """Asks where a file is now."""
        name, _ = QFileDialog.getOpenFileName(self, f"Where is {media.name}?", "", _FILES)
        if name:
            self._importer.relink(media, Path(name))

    @Slot(str, QPoint)
    def _open_menu(self, media_id: MediaId, place: QPoint) -> None:
        media = self._session.project.pool.media[media_id]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Open in the take viewer").triggered.connect(
            lambda _checked=False: self._look_at(media_id)
        )
        menu.addAction("Add at the end of the film").triggered.connect(
            lambda _checked=False: self._importer.lay([media], None, None)
        )
        make = menu.addAction("Make a slot of it")
        make.setEnabled(media.kind is MediaKind.VIDEO)
        make.triggered.connect(lambda _checked=False: self.recipes.look_into([media], make=True))
        menu.addAction("Relink…").triggered.connect(lambda _checked=False: self.choose_place(media))
        menu.popup(place)

    def _picture(self, media_id: str) -> QImage | None:
        media = self._session.project.pool.media.get(media_id)
        return self._thumbs.image(media) if media else None


def imported_media(project: Project) -> list[Media]:
    """Files that are not takes, the newest first."""
    takes = {take.media_id for take in project.pool.takes}
    return [media for media in project.pool.media if media.id not in takes][::-1]


def used_media(project: Project) -> frozenset[MediaId]:
    """What lies on the timeline, is the matte of a transition, or the first or last frame of a
    slot."""
    clips = [i for track in project.timeline.tracks for i in track.items if isinstance(i, Clip)]
    laid = {clip.source.media_id for clip in clips if isinstance(clip.source, MediaSource)}
    params = (dict(clip.enter.params) for clip in clips if clip.enter)
    laid |= {MediaId(str(each[OWN_PICTURE])) for each in params if OWN_PICTURE in each}
    frames = (frame for slot in project.slots for frame in (slot.first_frame, slot.last_frame))
    return frozenset(laid | {each.media_id for each in frames if isinstance(each, ImageFrame)})


def _key(sort: str) -> Callable[[Media], tuple[str, Fraction]]:
    """Where nothing is compared the order stays: the newest first."""
    match sort:
        case "name":
            return lambda media: (media.name.casefold(), Fraction(0))
        case "kind":
            return lambda media: (f"{media.kind.value} {media.name.casefold()}", Fraction(0))
        case "length":
            return lambda media: ("", -media.duration)
    return lambda _: ("", Fraction(0))


def _facts(media: Media) -> list[str]:
    parts = []
    if media.kind is not MediaKind.STILL:
        parts.append(f"{number_text(media.duration, 1)} s")
    parts.append(str(media.video.size) if media.video else "sound")
    return parts
