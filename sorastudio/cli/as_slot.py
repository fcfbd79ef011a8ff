"""`add --as-slot`: a file that carries its recipe becomes a slot with that take."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sorastudio.cli.output import Output
from sorastudio.errors import UsageError
from sorastudio.media.probe import identify, read_tags
from sorastudio.project.edits.slots import add_slot, adopt_take
from sorastudio.project.ids import new_slot_id, new_take_id
from sorastudio.project.media import Media, Recipe, ReferenceRole, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import ImageFrame, Slot
from sorastudio.store.film_file import edit_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.recipe_tag import RECIPE_KEY, read_recipe_tag


def add_as_slots(film: Path, files: list[str], out: Output) -> None:
    """Raises UsageError, and adds nothing, for a file without a recipe."""
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
    recipe = read_recipe_tag(read_tags(path).get(RECIPE_KEY, ""))
    if not isinstance(recipe, Recipe):
        raise UsageError(
            f"{path.name} carries no recipe. {recipe.reason}",
            kept="Nothing was added.",
            todo="Leave --as-slot out to add it as a plain clip.",
        )
    return media, recipe


def _with_slot(project: Project, media: Media, recipe: Recipe) -> Project:
    """Pictures it started from are linked where the film has them: the recipe has their hashes."""
    slot = Slot(
        id=new_slot_id(),
        name=_free_name(project, Path(media.path).stem),
        prompt=recipe.prompt,
        seconds=media.duration,
        negative=recipe.negative,
        seed=recipe.seed,
        provider=recipe.provider,
        model=recipe.model,
        size=None if recipe.size == project.settings.size else recipe.size,
        first_frame=_picture(project, recipe, ReferenceRole.FIRST_FRAME),
        last_frame=_picture(project, recipe, ReferenceRole.LAST_FRAME),
        options=recipe.options,
    )
    take = Take(
        id=new_take_id(),
        slot_id=slot.id,
        number=1,
        media_id=media.id,
        recipe=recipe,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    project = add_slot(project, slot, sound=media.audio is not None)
    return adopt_take(project, take, media)


def _picture(project: Project, recipe: Recipe, role: ReferenceRole) -> ImageFrame | None:
    wanted = {each.sha256 for each in recipe.references if each.role is role}
    return next((ImageFrame(each.id) for each in project.pool.media if each.sha256 in wanted), None)


def _free_name(project: Project, wanted: str) -> str:
    taken = {slot.name for slot in project.slots}
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
