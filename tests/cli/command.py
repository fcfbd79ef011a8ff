"""Runs the real command in a real process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sorastudio.media.audio import AudioReader
from sorastudio.media.video import VideoReader
from sorastudio.render.picture import Picture
from sorastudio.render.sources import Sound


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code, its results, what it told the person."""

    code: int
    results: str
    people: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.results.splitlines()]

    def event(self, name: str) -> dict[str, Any]:
        """The last event of a kind."""
        return [event for event in self.events if event["event"] == name][-1]


def run(*words: object, limit: Callable[[], None] | None = None) -> Said:
    """Runs `sorastudio` with these words. `limit` runs in the child before it starts."""
    done = subprocess.run(
        [sys.executable, "-m", "sorastudio", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=limit,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def done(*words: object) -> Said:
    """Runs a command that must succeed."""
    said = run(*words)
    assert said.code == 0, said.people
    return said


def refused(*words: object, limit: Callable[[], None] | None = None) -> str:
    """Runs a command that must fail with a clear error; all that it said."""
    said = run(*words, limit=limit)
    assert said.code == 1, (said.code, said.people)
    assert "error: " in said.people
    return said.results + said.people


def pictures(path: Path, rate: Fraction) -> list[Picture]:
    """Every frame of an exported film."""
    from sorastudio.media.probe import probe

    reader = VideoReader(path)
    count = probe(path).duration * rate
    assert count.denominator == 1
    try:
        return [copied(reader.frame_at(n / rate)) for n in range(int(count))]
    finally:
        reader.close()


def copied(picture: Picture) -> Picture:
    return Picture.of(plane.copy() for plane in picture.planes)


def sound(path: Path, count: int) -> Sound:
    """The first `count` samples of a film."""
    reader = AudioReader(path)
    try:
        return reader.read(0, count)
    finally:
        reader.close()


def psnr(a: Picture, b: Picture) -> float:
    """Of luma, in decibels."""
    error: NDArray[np.float64] = a.y.astype(np.float64) - b.y
    mean = float((error**2).mean())
    return 99.0 if mean == 0 else float(10 * np.log10(255**2 / mean))
