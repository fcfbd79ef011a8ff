"""`add --as-slot`: a file becomes a slot with that take, with the recipe that the file carries."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sorastudio.cli.output import Output
from sorastudio.errors import UsageError
from sorastudio.media.probe import identify, read_tags
from sorastudio.project.edits.from_recipe import imported_recipe, slot_of_recipe
from sorastudio.project.edits.slots import slot_of_take
from sorastudio.project.media import Media, Recipe
from sorastudio.project.project import Project
from sorastudio.store.file_names import safe_name
from sorastudio.store.film_file import edit_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.recipe_tag import RECIPE_KEY, read_recipe_tag


def add_as_slots(film: Path, files: list[str], out: Output) -> None:
    """Raises SoraError, and adds nothing, for a file that is no video, or whose recipe cannot be
    read."""
    folder = FilmFolder(film)
    found = [_read(Path(name), folder) for name in files]

    def edit(project: Project) -> Project:
        for media, recipe in found:
            project = _with_slot(project, media, recipe)
        return project

    before = {slot.id for slot in edit_film(film, lambda project: project).slots}
    project = edit_film(film, edit)
    for slot in project.slots:
        if slot.id not in before:
            out.result(
                f"{slot.name}  {float(slot.seconds):g} s, take 1/1  “{slot.prompt}”",
                "slot",
                id=slot.id,
                name=slot.name,
                prompt=slot.prompt,
            )


def _read(path: Path, folder: FilmFolder) -> tuple[Media, Recipe]:
    media = identify(path, folder.stored_path(path))
    tag = read_tags(path).get(RECIPE_KEY, "")
    if not tag:
        return media, imported_recipe(media)
    recipe = read_recipe_tag(tag)
    if not isinstance(recipe, Recipe):
        raise UsageError(
            f"{path.name} carries a recipe that cannot be read. {recipe.reason}",
            kept="Nothing was added.",
            todo="Leave --as-slot out to add it as a plain clip.",
        )
    return media, recipe


def _with_slot(project: Project, media: Media, recipe: Recipe) -> Project:
    name = safe_name(Path(media.path).stem, otherwise="slot")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    slot, take = slot_of_recipe(project, media, recipe, name, now)
    return slot_of_take(project, slot, take, media)
