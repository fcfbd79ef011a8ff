"""How far new transitions can be believed, said before they are kept."""

from __future__ import annotations

from pathlib import Path

from sorastudio.cli.output import Output
from sorastudio.errors import EditRefused
from sorastudio.project.edits.lookup import title
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.store.folder import FilmFolder


def say_fits(path: Path, before: Project, after: Project, out: Output) -> None:
    """Of every transition that is new and looks for one picture in the other.

    Raises EditRefused for a match where nothing matches, MediaError.
    """
    from sorastudio.media.pool import ReaderPool
    from sorastudio.render.measure.fit import measure_fit

    new = _new_ones(before, after)
    if not new:
        return
    folder = FilmFolder(path)
    with ReaderPool(lambda media_id: folder.locate(after.pool.media[media_id])) as frames:
        for placed in new:
            enter = placed.clip.enter
            assert enter is not None, "it is looked for by its transition"
            fit = measure_fit(after, placed.clip.id, enter, frames)
            name = title(after, placed.clip)
            if fit.kind == "match" and fit.mean == 0:
                raise EditRefused(
                    f"Nothing in {name} matches the clip before it.",
                    kept="Nothing was changed.",
                    todo="Take a dissolve, or a morph.",
                )
            out.say(f"{fit.kind} into {name}: {fit.words}")
            out.record("fit", kind=fit.kind, confidence=fit.mean, per_frame=fit.per_frame)


def _new_ones(before: Project, after: Project) -> list[Placed]:
    from sorastudio.render.measure.fit import needs_likeness

    old = {placed.clip.id: placed.clip.enter for placed in before.timeline.clips()}
    return [
        placed
        for placed in after.timeline.clips()
        if placed.clip.enter is not None
        and placed.clip.enter != old.get(placed.clip.id)
        and needs_likeness(placed.clip.enter.kind)
        and placed.before is not None
        and after.media_of(placed.clip) is not None
        and after.media_of(placed.before) is not None
    ]
