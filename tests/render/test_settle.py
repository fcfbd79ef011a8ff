"""Beginning in another picture's colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sorastudio.render.picture import Picture
from sorastudio.render.transitions import kind_named
from tests.render.scenes import psnr, scene, seen

A = seen(scene(6))


def graded(picture: Picture) -> Picture:
    """Darker, flatter, bluer."""
    return replace(
        picture,
        y=np.clip(picture.y * 0.8 + 5, 0, 255).astype(np.uint8),
        u=np.clip(picture.u.astype(int) + 12, 0, 255).astype(np.uint8),
    )


def test_the_colours_become_its_own_step_by_step() -> None:
    b = graded(A)
    kind = kind_named("settle")
    means = [float(kind.blend(A, b, p, {}).u.mean()) for p in (0.01, 0.25, 0.5, 0.75, 0.99)]
    assert means[0] == pytest.approx(float(A.u.mean()), abs=1)
    assert means[-1] == pytest.approx(float(b.u.mean()), abs=1)
    assert means == sorted(means)


def test_only_the_colours_are_borrowed() -> None:
    kind = kind_named("settle")
    assert psnr(kind.blend(A, graded(A), 0.2, {}), A) > 30
    assert kind.blend(A, graded(A), 0, {}) is A
