"""Older layouts of the film file, each brought to the next by one pure function.

A layout is never changed once a film may have been saved in it: a new one gets the next number, a
function in `MIGRATIONS` and a test with a file of the old layout.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isfinite
from typing import TypeAlias

from sorastudio.errors import FilmFileError
from sorastudio.store.json_text import Json

Layout: TypeAlias = dict[str, Json]

VERSION = 2
"""The layout that is written."""

_NEAR_ENOUGH = 0.005
_NTSC = [Fraction(nominal * 1000, 1001) for nominal in (24, 30, 48, 60, 120)]


def migrate(film: Layout, version: int) -> Layout:
    """The film in the present layout. Raises FilmFileError where the old data is not what its
    version says."""
    for step in range(version, VERSION):
        film = MIGRATIONS[step](film)
    return film


def _exact_canvas(film: Layout) -> Layout:
    """Version 1 had the rate as a decimal number, which cannot say 24000/1001, and the size as two
    numbers."""
    settings = film.get("settings", {})
    if not isinstance(settings, dict):
        raise FilmFileError("film.settings: expected an object.")
    exact = dict(settings)
    if "rate" in exact:
        exact["rate"] = _exact_rate(exact["rate"])
    if "size" in exact:
        exact["size"] = _size(exact["size"])
    return {**film, "settings": exact}


def _exact_rate(fps: Json) -> str:
    if isinstance(fps, bool) or not isinstance(fps, int | float) or not isfinite(fps):
        raise FilmFileError("film.settings.rate: expected a number (this is a film of version 1).")
    ntsc = (rate for rate in _NTSC if abs(float(rate) - fps) < _NEAR_ENOUGH)
    return str(next(ntsc, Fraction(fps).limit_denominator(1001)))


def _size(sides: Json) -> str:
    match sides:
        case [int(width), int(height)]:
            return f"{width}x{height}"
        case _:
            raise FilmFileError(
                "film.settings.size: expected two whole numbers (this is a film of version 1)."
            )


MIGRATIONS: dict[int, Callable[[Layout], Layout]] = {1: _exact_canvas}
"""From the version that is the key to the one after it."""
