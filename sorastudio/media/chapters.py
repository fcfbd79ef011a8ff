"""Chapters of a film file, as players list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from av.container import OutputContainer

_TICK = Fraction(1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """From `start` to `end`, in seconds of the file."""

    start: Fraction
    end: Fraction
    title: str


def put_chapters(container: OutputContainer, chapters: Iterable[Chapter]) -> None:
    """Before the first packet is written."""
    records: list[Any] = [
        {
            "id": number,
            "start": round(chapter.start / _TICK),
            "end": round(chapter.end / _TICK),
            "time_base": _TICK,
            "metadata": {"title": chapter.title},
        }
        for number, chapter in enumerate(chapters, 1)
    ]
    if records:
        container.set_chapters(records)
