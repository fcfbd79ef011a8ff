"""Times a frame of the kinds that look at what they blend, as ratios to a dissolve in the same run.

    python -m tests.benchmarks.morph [--rounds 9] [MEDIA MEDIA]

Two clips, or two made scenes, at 1080p for the export and at 480x270 for a preview. Prints the
lowest of the rounds.
"""

from __future__ import annotations

import argparse
import time
from fractions import Fraction
from pathlib import Path

from sorastudio.media.video import VideoReader
from sorastudio.project.clip import Crop, Fit
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture
from sorastudio.render.place import place
from sorastudio.render.plan import Pose
from sorastudio.render.transitions import kind_named
from tests.render.scenes import scene, seen

SIZES = (Size(1920, 1080), Size(480, 270))
KINDS = ("dissolve", "morph", "match", "settle")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("media", nargs="*", type=Path)
    options = parser.parse_args()
    for size in SIZES:
        a, b = _pictures(options.media, size)
        lowest = {name: _lowest(name, a, b, options.rounds) for name in KINDS}
        for name, seconds in lowest.items():
            ratio = seconds / lowest["dissolve"]
            print(f"{size}  {name:9} {seconds * 1000:7.2f} ms  {ratio:6.1f} dissolves")


def _lowest(name: str, a: Picture, b: Picture, rounds: int) -> float:
    kind, times = kind_named(name), []
    for number in range(rounds + 1):
        begin = time.perf_counter()
        kind.blend(a, b, (number + 1) / (rounds + 2), {})
        times.append(time.perf_counter() - begin)
    return min(times[1:])


def _pictures(media: list[Path], size: Size) -> tuple[Picture, Picture]:
    if len(media) != 2:
        return seen(scene(1), of=size), seen(scene(1), x=12, degrees=2, of=size)
    pose = Pose(fit=Fit.FILL, crop=Crop(), scale=1, x=0, y=0, rotation_degrees=0, opacity=1)
    a, b = (place(VideoReader(path).frame_at(Fraction(1)), pose, size) for path in media)
    return a, b


if __name__ == "__main__":
    main()
