"""Out of focus, and into focus again on the other picture."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sin

from sorastudio.project.media import Option
from sorastudio.render.picture import Picture
from sorastudio.render.transitions.kind import Kind, Param, number, smooth
from sorastudio.render.transitions.soft import blurred, faded_into

_WIDEST = 0.08
"""The blur in the middle at full amount, as a share of the height."""


def blur(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """The pictures are mixed first, as a blurred mix is the mix of the blurred."""
    mixed = faded_into(a, b, smooth((progress - 0.2) / 0.6))
    return blurred(mixed, number(params, "amount") * _WIDEST * sin(pi * progress) ** 2)


KINDS = (
    Kind(
        name="blur",
        words="Out of focus, and into focus again on the next picture",
        run=blur,
        params=(
            Param(name="amount", default=0.5, words="how far out of focus", lowest=0, highest=1),
        ),
    ),
)
