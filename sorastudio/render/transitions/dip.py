"""Through a colour and out of it again."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from sorastudio.errors import UsageError
from sorastudio.project.media import Option
from sorastudio.render.kernels import toward
from sorastudio.render.picture import Bytes, Picture, from_rgb
from sorastudio.render.transitions.kind import Kind, Param

_NAMED = {"black": "#000000", "white": "#ffffff"}


def dip(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """The first half goes from `a` to the colour, the second from it to `b`."""
    side, depth = (a, 2 * progress) if progress < 0.5 else (b, 2 - 2 * progress)
    values = _planes_of(str(params["color"]))
    planes = (toward(plane, value, depth) for plane, value in zip(side.planes, values, strict=True))
    alpha = None
    if side.alpha is not None:
        alpha = toward(side.alpha, 255, depth)
    return Picture.of(planes, alpha)


def _planes_of(color: str) -> tuple[int, int, int]:
    text = _NAMED.get(color, color)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise UsageError(f"'{color}' is not a colour.", todo="Write black, white or #rrggbb.")
    rgb: Bytes = np.frombuffer(bytes.fromhex(text[1:]), np.uint8).reshape(1, 1, 3)
    y, u, v = (int(plane[0, 0]) for plane in from_rgb(rgb).planes)
    return y, u, v


KINDS = (
    Kind(
        name="dip",
        words="Fades through a colour",
        run=dip,
        params=(Param(name="color", default="black", words="black, white or #rrggbb"),),
    ),
)
