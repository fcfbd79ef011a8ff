"""Times every kind of transition, and prints the ratio to a dissolve made of bare OpenCV calls.

    python -m tests.benchmarks.transitions [--sizes 1080,270] [--rounds 5] [--kinds zoom,wipe]

Of each kind: the median and the slowest step of its way, in milliseconds of CPU time a
frame (all is one thread), and the median ratio to the bare dissolve timed right before it; what a
kind works out once (a matte, a field of moments) is told apart as `first`. 270 is a quarter of
1080, as the preview plays.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, Plane, byte_plane, chroma_size
from sorastudio.render.transitions import Kind, kinds

STEPS = [step / 12 for step in range(1, 12)]
SHAPE = 16 / 9


@dataclass(frozen=True)
class Times:
    first: float
    median: float
    slowest: float
    ratio: float


def main() -> None:
    options = _options()
    wanted = options.kinds.split(",") if options.kinds else list(kinds())
    for height in map(int, options.sizes.split(",")):
        size = Size(round(height * SHAPE / 2) * 2, height)
        a, b = texture(1, size), texture(2, size)
        print(f"\n{size}, {options.rounds} rounds: ms a frame, and times the bare dissolve")
        print(f"{'':14}{'first':>8}{'median':>8}{'slowest':>9}{'ratio':>8}")
        for name in wanted:
            times = measure(kinds()[name], a, b, options.rounds)
            print(
                f"{name:14}{times.first:8.1f}{times.median:8.1f}{times.slowest:9.1f}"
                f"{times.ratio:8.1f}"
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1080,270")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", default="")
    return parser.parse_args()


def measure(kind: Kind, a: Picture, b: Picture, rounds: int) -> Times:
    first = timed(lambda: kind.blend(a, b, 0.5, {}))
    steps: list[list[float]] = []
    ratios = []
    for _ in range(rounds):
        bare = statistics.median(timed(lambda: dissolve(a, b)) for _ in STEPS)
        steps.append([timed(_step(kind, a, b, step)) for step in STEPS])
        ratios.append(statistics.median(steps[-1]) / bare)
    return Times(
        first=first * 1000,
        median=statistics.median(each for taken in steps for each in taken) * 1000,
        slowest=max(_medians(steps)) * 1000,
        ratio=statistics.median(ratios),
    )


def _step(kind: Kind, a: Picture, b: Picture, progress: float) -> Callable[[], object]:
    return lambda: kind.blend(a, b, progress, {})


def _medians(steps: list[list[float]]) -> Iterable[float]:
    """Of each step over all rounds."""
    return (statistics.median(times) for times in zip(*steps, strict=True))


def dissolve(a: Picture, b: Picture) -> list[Plane]:
    """What everything is compared with."""
    return [
        np.asarray(cv2.addWeighted(p, 0.4, q, 0.6, 0), np.uint8)
        for p, q in zip(a.planes, b.planes, strict=True)
    ]


def timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def texture(seed: int, size: Size) -> Picture:
    """Fine and coarse detail, as in a real picture."""
    chance = np.random.RandomState(seed)
    small = chroma_size(size)
    return Picture(*(_detail(chance, each) for each in (size, small, small)))


def _detail(chance: np.random.RandomState, size: Size) -> Plane:
    total = np.full((size.height, size.width), 128.0)
    for cells in (4, 16, 64, 256):
        hills = chance.normal(0, 30, (cells, cells))
        total += np.asarray(cv2.resize(hills, (size.width, size.height)))
    return byte_plane(np.clip(total, 16, 235))


if __name__ == "__main__":
    main()
