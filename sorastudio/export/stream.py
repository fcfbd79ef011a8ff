"""Pictures and sound of a stretch of the film."""

from __future__ import annotations

from collections.abc import Iterator

from sorastudio.project.project import Project
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.burn_in import Overlay, burnt_in, words_at
from sorastudio.render.compose import compose
from sorastudio.render.mix import mix, strips
from sorastudio.render.picture import Depth, Picture
from sorastudio.render.plan import plan
from sorastudio.render.sources import FrameSource, Sound, SoundSource


def sound_of(project: Project, sounds: SoundSource, first: int, end: int) -> Iterator[Sound]:
    """The mix of frames `first` to `end` - 1, a second at a time."""
    return samples_of(project, sounds, *(project.rate.sample(frame) for frame in (first, end)))


def samples_of(project: Project, sounds: SoundSource, first: int, end: int) -> Iterator[Sound]:
    """The mix of samples `first` to `end` - 1, a second at a time."""
    heard = strips(project)
    for sample in range(first, end, SAMPLE_RATE):
        yield mix(heard, sounds, sample, min(SAMPLE_RATE, end - sample))


def drawn(
    project: Project, frame: int, overlay: Overlay, frames: FrameSource, depth: Depth = 8
) -> Picture:
    """A picture as it is delivered."""
    picture = compose(plan(project, frame), frames, project.settings.size, depth)
    return burnt_in(picture, words_at(project, frame, overlay))


def pictures_and_sound(
    project: Project,
    frames: FrameSource,
    sounds: SoundSource,
    first: int,
    end: int,
    overlay: Overlay,
    depth: Depth,
) -> Iterator[Picture | Sound]:
    """Frames `first` to `end` - 1, each second of them led by its samples: exactly those between
    the two borders."""
    heard, at = strips(project), project.rate.sample
    second = project.rate.nominal
    for frame in range(first, end):
        if (frame - first) % second == 0:
            until = min(frame + second, end)
            yield mix(heard, sounds, at(frame), at(until) - at(frame))
        yield drawn(project, frame, overlay, frames, depth)
