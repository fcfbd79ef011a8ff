"""How far a transition can be believed: what it finds of one clip in the other."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.project.clip import Transition
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.render.flow.align import aligned
from sorastudio.render.measure.seam import cut_into
from sorastudio.render.measure.strip import Strip
from sorastudio.render.picture import Picture
from sorastudio.render.sources import FrameSource
from sorastudio.render.transitions.morph import confidence

_PLACES = 5
"""Of so many frames of a transition the mean is taken."""
LOW = 0.35
"""Confidence below which two clips share so little that a person should know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """confidence: 0..1 for each frame that was looked at."""

    kind: str
    per_frame: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.per_frame) / len(self.per_frame)

    @property
    def is_low(self) -> bool:
        return self.mean < LOW

    @property
    def words(self) -> str:
        return f"Confidence {self.mean:.2f}: {_meaning(self)}"


def needs_likeness(kind: str) -> bool:
    """Whether a kind looks for the one picture in the other."""
    return kind in _MEASURES


def measure_fit(
    project: Project, clip_id: ClipId, transition: Transition, frames: FrameSource
) -> Fit:
    """Of a transition that leads, or would lead, into a clip. Raises EditRefused, MediaError."""
    before, placed = cut_into(project, clip_id)
    out, into = Strip(project, before, frames), Strip(project, placed, frames)
    last = max(transition.length - 1, 0)
    ways = sorted({round(last * n / (_PLACES - 1)) for n in range(_PLACES)})
    measure = _MEASURES[transition.kind]
    found = (
        measure(out.picture(out.length + at), into.picture(at))
        for at in (way - transition.in_offset for way in ways)
    )
    return Fit(kind=transition.kind, per_frame=tuple(found))


def _alignment(a: Picture, b: Picture) -> float:
    found = aligned(a, b)
    return found.belief if found else 0.0


_MEASURES = {"morph": confidence, "match": _alignment}


def _meaning(fit: Fit) -> str:
    if fit.kind == "match":
        if fit.mean == 0:
            return "nothing in these scenes matches, so they only fade."
        return "much of it is laid over." if not fit.is_low else "only a little of it matches."
    if not fit.is_low:
        return "most of it moves from one to the other."
    if fit.mean < LOW / 2:
        return "these scenes share little; it will mostly flow and fade."
    return "parts of it move, the rest will flow and fade."
