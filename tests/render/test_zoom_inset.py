"""What is born in a zoom: its edges, on the way to filling the frame."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sorastudio.project.media import Option, Size
from sorastudio.render.picture import Picture
from sorastudio.render.transitions import kind_named
from tests.render.fakes import grey

SIZE = Size(192, 108)
DARK, LIGHT = grey(40, SIZE), grey(200, SIZE)


def zoomed(progress: float, **params: Option) -> Picture:
    return kind_named("zoom").blend(DARK, LIGHT, progress, params)


@pytest.mark.parametrize("shape", ["frame", "round"])
@pytest.mark.parametrize("feather", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("x", [0.5, 0.1])
def test_no_frame_is_seen_around_it_in_the_end(shape: str, feather: float, x: float) -> None:
    seen = zoomed(0.97, shape=shape, feather=feather, x=x, factor=8.0)
    assert seen.y.min() > 195


@pytest.mark.parametrize("shape", ["frame", "round"])
def test_it_only_grows(shape: str) -> None:
    shares = [
        float((zoomed(p, shape=shape, feather=0.6).y.astype(float) - 40).mean() / 160)
        for p in np.linspace(0.02, 0.99, 40)
    ]
    assert all(b >= a - 1e-3 for a, b in pairwise(shares))
    assert max(b - a for a, b in pairwise(shares)) < 0.15


def test_a_round_one_has_no_corners_while_it_is_small() -> None:
    frame, rounded = (zoomed(0.4, shape=s, feather=0.1, factor=4.0).y for s in ("frame", "round"))
    top, left = (int(each.min()) for each in np.nonzero(frame > 150))
    assert frame[top + 1, left + 1] > 150
    assert rounded[top + 1, left + 1] < 60
    assert rounded[54, 96] == 200
