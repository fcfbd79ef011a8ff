"""Scaling along the axes by a crop and a resize, against what it stands for."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorastudio.project.media import Size
from sorastudio.render.stretch import stretch

WIDTH, HEIGHT = 96, 54


def ramp() -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Two levels for each pixel across: a value says where it comes from, to one level."""
    across = np.arange(WIDTH) * 2 + 16
    return np.broadcast_to(across, (HEIGHT, WIDTH)).astype(np.uint8)


@given(scale=st.floats(0.2, 8), at=st.floats(0, 1), down=st.floats(0, 1))
def test_each_pixel_comes_from_where_the_matrix_says(scale: float, at: float, down: float) -> None:
    size = Size(max(1, min(80, int(90 * scale))), max(1, min(44, int(50 * scale))))
    left = at * (WIDTH - 1 - (size.width - 1) / scale)
    top = down * (HEIGHT - 1 - (size.height - 1) / scale)
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    seen = stretch(ramp(), matrix, size)
    if seen is None:
        return
    assert seen.shape == (size.height, size.width)
    from_x = (seen.astype(float) - 16) / 2
    expected = np.arange(size.width) / scale + left
    assert np.abs(from_x - expected).max() <= 0.5 + 1 / 32 + 1e-6


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 0.1, 0.0], [-0.1, 1.0, 0.0]],
        [[-1.5, 0.0, 95.0], [0.0, 1.5, 0.0]],
        [[1.5, 0.0, 10.0], [0.0, 1.5, 0.0]],
        [[0.5, 0.0, 0.0], [0.0, 0.5, 0.0]],
    ],
    ids=["turned", "mirrored", "begins before the plane", "ends after the plane"],
)
def test_what_is_no_crop_is_left_to_a_warp(matrix: list[list[float]]) -> None:
    assert stretch(ramp(), np.array(matrix), Size(96, 54)) is None


def test_half_the_size_is_the_mean_of_each_two() -> None:
    seen = stretch(ramp(), np.array([[0.5, 0, -0.25], [0, 0.5, -0.25]]), Size(48, 27))
    assert seen is not None
    whole = cv2.resize(ramp(), (48, 27), interpolation=cv2.INTER_AREA)
    assert np.abs(seen.astype(int) - whole).max() <= 1
