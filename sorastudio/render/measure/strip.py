"""The pictures of one clip by itself, small, also from beyond its ends."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.project.clip import Clip
from sorastudio.project.edits.handles import seconds_per_frame
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, Timeline, Track, TrackKind
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture
from sorastudio.render.plan import plan
from sorastudio.render.sources import FrameSource


class Strip:
    """Frame 0 is the clip's first; earlier and later ones are its handles, which stand still where
    there are none. Pictures are made once."""

    def __init__(
        self, project: Project, placed: Placed, frames: FrameSource, *, longer_px: int = 320
    ) -> None:
        self._project, self._placed, self._frames = project, placed, frames
        self._size = small_size(project.settings.size, longer_px)
        self._made: dict[int, Picture] = {}

    @property
    def length(self) -> int:
        return self._placed.clip.length

    def picture(self, frame: int) -> Picture:
        """Raises MediaError."""
        if frame not in self._made:
            alone = _alone(self._project, self._placed, frame)
            self._made[frame] = compose(plan(alone, 0), self._frames, self._size)
        return self._made[frame]


def small_size(size: Size, longer_px: int) -> Size:
    """Of the same shape, with even sides."""
    share = longer_px / max(size.width, size.height)
    return Size(*(max(16, round(side * share / 2) * 2) for side in (size.width, size.height)))


def _alone(project: Project, placed: Placed, frame: int) -> Project:
    """A film of one frame of one clip, as it lies on the canvas, without what blends into it."""
    clip: Clip = placed.clip
    begin = clip.source_in + frame * seconds_per_frame(project, clip)
    one = replace(clip, source_in=begin, length=1, enter=None, fade_in=0, fade_out=0, enabled=True)
    track = Track(id=placed.track.id, kind=TrackKind.VIDEO, name=placed.track.name, items=(one,))
    return replace(project, timeline=Timeline(tracks=(track,)))
