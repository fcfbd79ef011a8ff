"""A transition that works with a picture of the person's own: `matte:24,picture=FILE`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sorastudio.cli.values import TransitionRequest, parse_transition
from sorastudio.errors import UsageError
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.render.plan import OWN_PICTURE


def own_picture(transition: str | None) -> str | None:
    """What was given as the picture: a file, or the name of one that the film has."""
    if transition is None:
        return None
    found = dict(parse_transition(transition, 1).params).get(OWN_PICTURE)
    return str(found) if found else None


def with_own_picture(
    request: TransitionRequest, project: Project, files: Mapping[str, Media]
) -> TransitionRequest:
    """The same with the picture by its id in the film. Raises UsageError."""
    params = dict(request.params)
    if not params.get(OWN_PICTURE):
        return request
    name = str(params[OWN_PICTURE])
    media = files.get(name) or project.pool.media.get(MediaId(name))
    if media is None:
        media = next((each for each in project.pool.media if each.name == name), None)
    if media is None:
        raise UsageError(f"'{name}' is neither a picture file nor one of the film.")
    if media.video is None:
        raise UsageError(f"{name} has no picture.")
    params[OWN_PICTURE] = media.id
    return replace(request, params=tuple(params.items()))
