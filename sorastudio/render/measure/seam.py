"""What jumps where one clip ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import hypot

import cv2
import numpy as np

from sorastudio.errors import EditRefused
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.render.flow.field import floats
from sorastudio.render.flow.motion import flow
from sorastudio.render.kernels import scaled
from sorastudio.render.measure.strip import Strip
from sorastudio.render.picture import Picture
from sorastudio.render.sources import FrameSource
from sorastudio.render.transitions.morph import confidence

_WINDOW = 7
"""Frames on either side that are looked at for motion and repetition."""
_MOST_REPEATED = 12
_STILL = 0.25
"""Steps of luma that encoding alone makes between two frames of the same picture."""
_ONE_SCENE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """The cut at which a clip begins. Motion is in shares of the picture's width a frame."""

    clip_id: ClipId
    frame: int
    alike: float
    """0..1: how much of the one picture is in the other, moved."""
    repeated: int
    """Frames at the start of the incoming clip that show the outgoing one's last picture again."""
    brightness: float
    """How much lighter the incoming picture is, as a share of the range from black to white."""
    colour: float
    """How far its mean colour lies off, as a share of the range of chroma."""
    sharpness: float
    """How many times the incoming picture is as sharp."""
    motion_before: float
    motion_after: float
    turn: float
    """0: the motion goes on as it did, 2: it goes the other way."""

    @property
    def one_scene(self) -> bool:
        return self.alike >= _ONE_SCENE


def cuts(project: Project) -> list[Placed]:
    """The clips that begin where another one ends, on all tracks of pictures, in order of time;
    both have something to show."""
    tracks = project.timeline.of_kind(TrackKind.VIDEO)
    found = (each for track in tracks for each in track.clips())
    return sorted((each for each in found if _is_seen(project, each)), key=lambda each: each.start)


def _is_seen(project: Project, placed: Placed) -> bool:
    sides = (placed.before, placed.clip)
    return all(clip is not None and project.media_of(clip) is not None for clip in sides)


def cut_into(project: Project, clip_id: ClipId) -> tuple[Placed, Placed]:
    """The clips on both sides of the cut a clip begins at. Raises EditRefused if there is none."""
    placed = project.timeline.find(clip_id)
    if placed is None or placed.before is None or placed.track.kind is not TrackKind.VIDEO:
        raise EditRefused("There is no cut here, where two clips touch.")
    return Placed(placed.track, placed.index - 1, placed.before), placed


def measure_seam(project: Project, clip_id: ClipId, frames: FrameSource) -> Seam:
    """Raises EditRefused where there is no cut, MediaError where a file cannot be read."""
    before, placed = cut_into(project, clip_id)
    out, into = Strip(project, before, frames), Strip(project, placed, frames)
    last, first = out.picture(out.length - 1), into.picture(0)
    moving_before = _motion(out, out.length - 1, -1)
    moving_after = _motion(into, 0, 1)
    return Seam(
        clip_id=clip_id,
        frame=placed.start,
        alike=confidence(last, first),
        repeated=_repeated(out, into),
        brightness=(float(first.y.mean()) - float(last.y.mean())) / 219,
        colour=hypot(*(float(q.mean()) - float(p.mean()) for p, q in _chroma(last, first))) / 224,
        sharpness=_sharpness(first) / _sharpness(last),
        motion_before=hypot(*moving_before),
        motion_after=hypot(*moving_after),
        turn=_turn(moving_before, moving_after),
    )


def _chroma(a: Picture, b: Picture) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    return (a.u, b.u), (a.v, b.v)


def _repeated(out: Strip, into: Strip) -> int:
    """In a clip that moves, those are repeated that differ from the last picture by far less than
    its pictures do from one another."""
    last = out.picture(out.length - 1)
    count = min(into.length - 1, _MOST_REPEATED)
    pictures = [into.picture(frame) for frame in range(count + 1)]
    steps = [_apart(p, q) for p, q in pairwise(pictures)]
    moving = [step for step in steps if step > _STILL]
    if not moving:
        return 0
    close = max(_STILL, 0.4 * float(np.median(moving)))
    far = (n for n, picture in enumerate(pictures) if _apart(last, picture) > close)
    return min(next(far, 0), count)


def _apart(a: Picture, b: Picture) -> float:
    """Mean difference of luma, however bright either is as a whole."""
    ours, theirs = floats(a.y), floats(b.y)
    return float(np.abs((ours - ours.mean()) - (theirs - theirs.mean())).mean())


def _sharpness(picture: Picture) -> float:
    edges = cv2.Laplacian(floats(picture.y), cv2.CV_32F)
    return max(float(np.std(edges)), 1e-3)


def _motion(strip: Strip, frame: int, direction: int) -> tuple[float, float]:
    """How the picture as a whole moves on from there (1) or has come there (-1)."""
    reach = min(_WINDOW, strip.length) - 1
    if reach < 1:
        return 0.0, 0.0
    pair = sorted((frame, frame + direction * reach))
    first, second = (scaled(strip.picture(n).y, 160, 90) for n in pair)
    field = flow(first, second)
    x, y = (float(np.median(field[..., axis])) / 160 / reach for axis in (0, 1))
    return x, y


def _turn(a: tuple[float, float], b: tuple[float, float]) -> float:
    far = hypot(*a) * hypot(*b)
    return 1 - (a[0] * b[0] + a[1] * b[1]) / far if far > 1e-9 else 0.0
