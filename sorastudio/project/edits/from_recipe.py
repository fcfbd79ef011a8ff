"""A slot for a file, with that file as its first take: asking for the same again, where the file
carries the recipe it was made from."""

from __future__ import annotations

from sorastudio.errors import EditRefused
from sorastudio.project.ids import new_slot_id, new_take_id
from sorastudio.project.media import Media, MediaKind, Recipe, ReferenceRole, Size, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import ImageFrame, Slot


def imported_recipe(media: Media) -> Recipe:
    """Of a file that no generator is known to have made: it says nothing but what the file is.
    Raises EditRefused for one whose picture does not move."""
    if media.kind is not MediaKind.VIDEO or media.video is None:
        raise EditRefused(f"{media.name} is no video.", todo="A slot holds takes that move.")
    width, height = media.video.size.width, media.video.size.height
    return Recipe(
        prompt="",
        seed=0,
        provider="",
        model="",
        # Nobody makes a picture of odd sides.
        size=Size(max(width // 2 * 2, 2), max(height // 2 * 2, 2)),
        rate=media.video.rate,
        seconds=media.duration,
    )


def slot_of_recipe(
    project: Project, media: Media, recipe: Recipe, name: str, created_at: str
) -> tuple[Slot, Take]:
    """What asks for the same take again, as long as the file is; its frames are linked where the
    film has the pictures: the recipe has their hashes. `name` gets a number if it is taken."""
    slot = Slot(
        id=new_slot_id(),
        name=_free_name(project, name),
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
        created_at=created_at,
    )
    return slot, take


def _picture(project: Project, recipe: Recipe, role: ReferenceRole) -> ImageFrame | None:
    wanted = {each.sha256 for each in recipe.references if each.role is role}
    return next((ImageFrame(each.id) for each in project.pool.media if each.sha256 in wanted), None)


def _free_name(project: Project, wanted: str) -> str:
    taken = {slot.name for slot in project.slots}
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
