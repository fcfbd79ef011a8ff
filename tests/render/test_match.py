"""Laying one picture over another."""

from __future__ import annotations

import numpy as np
import pytest

from sorastudio.render.flow.align import Similarity, aligned
from sorastudio.render.picture import blank
from sorastudio.render.transitions import kind_named
from tests.render.scenes import SIZE, psnr, scene, seen

WIDE = scene(4)
A = seen(WIDE)


def test_a_turn_a_size_and_a_place_are_found() -> None:
    found = aligned(A, seen(WIDE, x=24, y=10, degrees=12, size=1.2))
    assert found is not None
    assert found.movement.size == pytest.approx(1 / 1.2, abs=0.01)
    assert found.movement.degrees == pytest.approx(-12, abs=0.8)


@pytest.mark.parametrize("other", [seen(scene(5)), blank(SIZE, luma=120)])
def test_where_nothing_matches_that_is_said(other: object) -> None:
    from sorastudio.render.picture import Picture

    assert isinstance(other, Picture)
    assert aligned(A, other) is None


def test_what_comes_in_lies_over_what_is_seen_and_settles() -> None:
    b = seen(WIDE, x=20, degrees=4)
    kind = kind_named("match")
    middle = slice(40, -40), slice(60, -60)
    early = kind.blend(A, b, 0.05, {})
    apart = np.abs(early.y[middle].astype(int) - A.y[middle]).mean()
    assert apart < 1.5, "no ghost, as both show the same in the same place"
    assert kind.blend(A, b, 1, {}) is b
    assert psnr(kind.blend(A, b, 0.99, {}), b) > 38


def test_where_nothing_matches_it_only_fades() -> None:
    other = seen(scene(5))
    faded = kind_named("dissolve").blend(A, other, 0.5, {})
    assert psnr(kind_named("match").blend(A, other, 0.5, {}), faded) > 45


def test_two_halves_of_a_movement_are_the_whole() -> None:
    whole = Similarity(complex(0.9, 0.3), complex(0.1, -0.2))
    half = whole.part(0.5)
    place = complex(0.2, 0.1)
    once = half.by * place + half.offset
    assert half.by * once + half.offset == pytest.approx(whole.by * place + whole.offset)
    assert whole.part(0) == Similarity(1, 0)
    assert Similarity(1, complex(0.4, 0)).part(0.5).offset == pytest.approx(0.2)
    assert Similarity.of_matrix(whole.matrix(320, 180), 320, 180).by == pytest.approx(whole.by)
