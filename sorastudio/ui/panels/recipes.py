"""Files that carry the recipe they were made from: takes of another film. A slot can be made of
each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.project.edits.from_recipe import imported_recipe, slot_of_recipe
from sorastudio.project.edits.slots import slot_of_take
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, MediaKind, Recipe
from sorastudio.store.file_names import safe_name
from sorastudio.store.recipe_tag import RECIPE_KEY, read_recipe_tag
from sorastudio.ui.film.session import Session
from sorastudio.ui.icons import icon
from sorastudio.ui.theme import PALETTE

_PRIORITY = -5


class Recipes(QObject):
    """Looks for them in the background."""

    found = Signal(object)
    """A list of MediaId whose recipes are known now."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._known: dict[MediaId, Recipe] = {}

    def look_into(self, files: Iterable[Media], *, make: bool = False) -> None:
        """With `make`, slots are made at once, of files without a recipe too."""
        films = [media for media in files if media.kind is MediaKind.VIDEO]
        folder = self._session.folder
        if self._session.closing:
            return

        def work(context: Context) -> dict[MediaId, Recipe]:
            from sorastudio.media.probe import read_tags

            recipes = {}
            for media in films:
                context.check()
                tag = read_tags(folder.locate(media)).get(RECIPE_KEY, "")
                recipe = read_recipe_tag(tag) if tag else None
                if isinstance(recipe, Recipe):
                    recipes[media.id] = recipe
            return recipes

        self._session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label="look for recipes",
            on_done=lambda recipes: self._know(films, recipes, make=make),
            on_error=self._failed,
        )

    def make_slots(self, media_ids: Iterable[MediaId]) -> None:
        """A slot at the end of the film for each file, as one step each: what asks for the same
        again, where its recipe is known."""
        for media_id in media_ids:
            media = self._session.project.pool.media[media_id]
            recipe = self._known.get(media_id) or imported_recipe(media)
            name = safe_name(media.name.rsplit(".", 1)[0], otherwise="slot")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            slot, take = slot_of_recipe(self._session.project, media, recipe, name, now)
            self._session.apply(f"Slot of {media.name}", slot_of_take, slot, take, media)

    def _know(self, films: list[Media], recipes: dict[MediaId, Recipe], *, make: bool) -> None:
        self._known.update(recipes)
        if make:
            self.make_slots(media.id for media in films)
            return
        if recipes:
            self.found.emit(list(recipes))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, SoraError):
            raise error
        self._session.told.emit("error", str(error))


class RecipeOffer(QWidget):
    """A line that offers to make slots of files that were just imported."""

    wanted = Signal(object)
    """The MediaIds of which slots are to be made."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ids: list[MediaId] = []
        self.words = QLabel(self, wordWrap=True)
        self.make_button = QPushButton(self)
        self.close_button = QToolButton(self)
        self.close_button.setIcon(icon("close", PALETTE.dim))
        self.close_button.setToolTip("Leave them as they are")
        self.close_button.setAccessibleName("Leave them as they are")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        row.addWidget(self.make_button)
        row.addWidget(self.close_button)
        self.make_button.setText("Make slots")
        self.make_button.clicked.connect(lambda _checked=False: self._make())
        self.close_button.clicked.connect(lambda _checked=False: self.offer([]))
        self.hide()

    def offer(self, media_ids: list[MediaId]) -> None:
        """None hides it."""
        self._ids = media_ids
        one = len(media_ids) == 1
        which = "This file carries" if one else f"{len(media_ids)} files carry"
        self.words.setText(f"{which} the recipe of a take.")
        self.make_button.setText("Make a slot of it" if one else "Make slots")
        self.setVisible(bool(media_ids))

    def _make(self) -> None:
        ids = self._ids
        self.offer([])
        self.wanted.emit(ids)
