"""Where two clips agree most: in what is where, in how it moves, and in light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from sorastudio.project.edits.trim import Edge, ripple_trim_limits
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.render.flow.field import Values, floats
from sorastudio.render.flow.motion import flow
from sorastudio.render.kernels import scaled
from sorastudio.render.measure.seam import cut_into
from sorastudio.render.measure.strip import Strip
from sorastudio.render.picture import Picture
from sorastudio.render.sources import FrameSource

MOST_FRAMES = 24
"""How far either edge is moved at most."""
_GRID = 64, 36
_POSITION, _MOTION, _LIGHT = 0.6, 0.25, 0.15
"""What each kind of agreement counts."""
_DARK = 14.0
"""Steps of luma by which light may differ before it counts as half."""
_SLOW = 0.4
_NEAR = 2
_SAME = 8
"""Cuts at which the clips meet alike, `_NEAR` or fewer frames off, lie this far apart if both are
proposed."""
_RELUCTANCE = 0.001
"""A cut that is moved by a frame less is preferred by this much agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A better cut: the outgoing clip's end moved by `tail` frames, the incoming one's start by
    `head`; later is positive. Agreements are 0..1."""

    tail: int
    head: int
    agreement: float
    position: float
    motion: float
    light: float


def find_overlaps(
    project: Project,
    clip_id: ClipId,
    frames: FrameSource,
    *,
    most: int = MOST_FRAMES,
    count: int = 6,
    between: Callable[[float], None] = lambda _: None,
) -> list[Proposal]:
    """The best cuts first, the present one among them with `tail` and `head` 0.

    `between` hears how much is done, and may raise to stop. Raises EditRefused where there is no
    cut, MediaError.
    """
    before, placed = cut_into(project, clip_id)
    tails = _span(project, before.clip.id, Edge.TAIL, most)
    heads = _span(project, clip_id, Edge.HEAD, most)
    out, into = Strip(project, before, frames), Strip(project, placed, frames)
    total = len(tails) + len(heads)
    left = _looked(out, [out.length - 1 + n for n in tails], lambda n: between(n / total))
    # The picture before the one that comes next: what is seen twice is no good cut.
    right = _looked(
        into, [max(heads[0], n - 1) for n in heads], lambda n: between((len(tails) + n) / total)
    )
    return _ranked(tails, heads, _scores(left, right), count)


def _span(project: Project, clip_id: ClipId, edge: Edge, most: int) -> list[int]:
    limits = ripple_trim_limits(project, clip_id, edge)
    least = -most if limits.least is None else max(-most, limits.least)
    highest = most if limits.most is None else min(most, limits.most)
    return list(range(min(least, 0), max(highest, 0) + 1))


@dataclass(frozen=True, slots=True)
class _Look:
    """(N, pixels) structure of unit length, (N, vectors) motion in pixels, (N,) mean luma."""

    structure: Values
    motion: Values
    light: Values


def _looked(strip: Strip, numbers: list[int], done: Callable[[int], None]) -> _Look:
    structures, motions, light = [], [], []
    for count, number in enumerate(numbers):
        done(count)
        here, there = strip.picture(number), strip.picture(number + 2)
        structures.append(_structure(here))
        motions.append(_moves(here, there))
        light.append(float(here.y.mean()))
    return _Look(floats(np.stack(structures)), floats(np.stack(motions)), floats(light))


def _structure(picture: Picture) -> Values:
    small = floats(cv2.GaussianBlur(scaled(picture.y, *_GRID), (0, 0), 1.2)).reshape(-1)
    small = small - small.mean()
    return floats(small / max(float(np.linalg.norm(small)), 1e-3))


def _moves(a: Picture, b: Picture) -> Values:
    field = flow(scaled(a.y, 160, 90), scaled(b.y, 160, 90))
    return floats(cv2.resize(field, (8, 4), interpolation=cv2.INTER_AREA)).reshape(-1)


def _scores(left: _Look, right: _Look) -> tuple[Values, Values, Values]:
    """(outgoing, incoming) agreements in position, motion and light."""
    position = np.clip(left.structure @ right.structure.T, 0, 1)
    apart = np.linalg.norm(left.motion[:, None] - right.motion[None], axis=-1)
    far = np.linalg.norm(left.motion, axis=-1)[:, None] + np.linalg.norm(right.motion, axis=-1)
    motion = 1 - apart / (far + _SLOW * np.sqrt(left.motion.shape[1] / 2))
    light = np.exp(-np.abs(left.light[:, None] - right.light[None]) / _DARK)
    return floats(position), floats(np.clip(motion, 0, 1)), floats(light)


def _ranked(
    tails: list[int], heads: list[int], scores: tuple[Values, Values, Values], count: int
) -> list[Proposal]:
    position, motion, light = scores
    whole = _POSITION * position + _MOTION * motion + _LIGHT * light
    moved = np.abs(np.array(tails))[:, None] + np.abs(np.array(heads))[None]
    wanted = moved * _RELUCTANCE - whole
    order = np.dstack(np.unravel_index(np.argsort(wanted, axis=None, kind="stable"), whole.shape))[
        0
    ]
    kept: list[Proposal] = []
    now = tails.index(0), heads.index(0)
    for row, column in (*((int(r), int(c)) for r, c in order), now):
        found = Proposal(
            tail=tails[row],
            head=heads[column],
            agreement=round(float(whole[row, column]), 4),
            position=round(float(position[row, column]), 4),
            motion=round(float(motion[row, column]), 4),
            light=round(float(light[row, column]), 4),
        )
        is_now = (row, column) == now
        if is_now or (len(kept) < count and all(_differ(found, each) for each in kept)):
            kept = [each for each in kept if each != found]
            kept.append(found)
    return sorted(kept, key=lambda each: -each.agreement)


def _differ(a: Proposal, b: Proposal) -> bool:
    meet_alike = abs((a.head - a.tail) - (b.head - b.tail)) <= _NEAR
    return not meet_alike or abs(a.tail - b.tail) >= _SAME
