"""One file as a film of its own, to be played and marked without the cut."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.errors import UsageError
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, MediaPool, Size
from sorastudio.project.project import MAX_SIDE, Project, Settings, new_project
from sorastudio.project.time import FrameRate

_LEAST_SIDE = 16


def reel_of(project: Project, media_id: MediaId) -> Project:
    """Its picture and sound from beginning to end, in its own size and at its own rate, so that
    every frame is one of its pictures. Raises EditRefused if it has no length."""
    media = project.pool.media[media_id]
    settings = Settings(size=_canvas(project, media), rate=_rate(project, media))
    alone = replace(new_project(media.name, settings), pool=MediaPool().with_media(media))
    return append(alone, excerpt(alone, media_id))


def _canvas(project: Project, media: Media) -> Size:
    """The film's, for sound and for what is too small or too large for a canvas."""
    if media.video is None:
        return project.settings.size
    own = media.video.size
    even = Size(own.width // 2 * 2, own.height // 2 * 2)
    fits = all(_LEAST_SIDE <= side <= MAX_SIDE for side in (even.width, even.height))
    return even if fits else project.settings.size


def _rate(project: Project, media: Media) -> FrameRate:
    """The film's, for sound, stills, and rates at which no film can run."""
    if media.video is None or media.video.rate <= 0:
        return project.rate
    try:
        return FrameRate(media.video.rate.numerator, media.video.rate.denominator)
    except UsageError:
        return project.rate
