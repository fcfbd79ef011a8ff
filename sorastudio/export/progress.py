"""How far an export is, how fast it goes, and when it will be done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    done: int
    total: int
    """Frames that have to be made; those that were there already do not count."""
    elapsed: float
    """Seconds since the start."""
    pieces: int = 0
    """Of the whole film; 0 where it is not made in pieces."""
    reused: int = 0
    """Pieces that were there already."""
    copied: int = 0
    """Pieces that are copies of what lies in the film's files."""
    notice: str = ""
    """What went another way than it was meant to; empty where nothing did."""

    @property
    def share(self) -> float:
        """0..1 of the work."""
        return self.done / self.total if self.total else 1.0

    @property
    def fps(self) -> float:
        return self.done / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None until there is something to go by."""
        return (self.total - self.done) / self.fps if self.done and self.fps else None


def reuse_words(progress: Progress) -> str:
    """What did not have to be made, and what went another way; empty where there is nothing to
    say."""
    found = []
    if progress.copied:
        are = "is a copy" if progress.copied == 1 else "are copies"
        found.append(f"{progress.copied} of {progress.pieces} pieces {are} of the clips, untouched")
    if progress.reused:
        were = "was" if progress.reused == 1 else "were"
        found.append(f"{progress.reused} of {progress.pieces} pieces {were} there already")
    return "; ".join([*found, *([progress.notice] if progress.notice else [])])


OnProgress = Callable[[Progress], None]
"""May raise to stop the export; then nothing is left behind."""


class Meter:
    """Counts frames and tells about them a few times a second."""

    def __init__(self, total: int, tell: OnProgress, *, interval: float = 0.2) -> None:
        self._total = total
        self._tell = tell
        self._interval = interval
        self._began = self._told = time.monotonic()
        self._done = 0
        self._pieces = self._reused = self._copied = 0
        self._notice = ""

    def found(self, reused: int, pieces: int, copied: int = 0) -> None:
        """So many pieces of the film are there already, and so many are copies."""
        self._reused, self._pieces, self._copied = reused, pieces, copied
        self.beat()

    def notice(self, words: str) -> None:
        """Something goes another way than it was meant to."""
        self._notice = words
        self.beat()

    def left(self, frames: int) -> None:
        """So many are still to be made, whatever was thought before."""
        self._total = self._done + frames

    def skip(self, frames: int) -> None:
        """They need not be encoded: they say nothing about the speed."""
        self._total -= frames
        self.beat()

    def add(self, frames: int) -> None:
        """They have to be made too."""
        self._total += frames

    def step(self, frames: int = 1) -> None:
        self._done += frames
        now = time.monotonic()
        if now - self._told >= self._interval or self._done == self._total:
            self._say(now)

    def beat(self) -> None:
        """Nothing has come, but whoever wants to stop it may do so."""
        self._say(time.monotonic())

    def _say(self, now: float) -> None:
        self._told = now
        self._tell(
            Progress(
                done=self._done,
                total=self._total,
                elapsed=now - self._began,
                pieces=self._pieces,
                reused=self._reused,
                copied=self._copied,
                notice=self._notice,
            )
        )
