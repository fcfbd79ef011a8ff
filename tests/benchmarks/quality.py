"""What is lost, or won, by encoding a film in pieces: size and PSNR against a single pass with the
same settings, frame by frame, and around the joins.

    python -m tests.benchmarks.quality [--size 720] [--clips 5] [--efforts veryfast,medium]
        [--jobs dissolve,cuts] [--folder DIR]

The film is that of `tests.benchmarks.export`, or its first clips. PSNR is of luma, against what was
composed. At a join, `step` is how much better or worse than in the single pass the pictures next to
it are (two on each side), on average and at worst.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import numpy as np

from sorastudio.export.order import order
from sorastudio.export.presets import preset_named
from sorastudio.export.segments import segments
from sorastudio.media.coded import Coded, PictureEncoder, decoded_luma
from sorastudio.media.pool import ReaderPool
from sorastudio.media.writer import VideoEncoding
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.plan import plan
from tests.benchmarks.reels import FADE, SIZES, film_of, make_clips, media_of

FADES = {"dissolve": FADE, "cuts": 0}
_NEAR = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="720")
    parser.add_argument("--clips", type=int, default=5)
    parser.add_argument("--efforts", default="veryfast,medium")
    parser.add_argument("--jobs", default="dissolve,cuts")
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-benchmark"))
    options = parser.parse_args()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    clips = make_clips(folder, options.size, options.clips)
    media = media_of(clips)
    places = {each.id: path for each, path in zip(media, clips, strict=True)}
    for job in options.jobs.split(","):
        project = film_of(media, SIZES[options.size], FADES[job])
        for effort in options.efforts.split(","):
            with ReaderPool(places.__getitem__, threads_per_reader=1) as pool:
                print(f"{options.size}p {job} {effort}: {compared(project, pool, effort)}")


def compared(project: Project, pool: ReaderPool, effort: str) -> str:
    """Of the pieces with the single pass."""
    chosen = order(project, preset_named("final").tuned(18, effort), Path("x.mp4"), None)
    encoding, size = chosen.preset.video, project.settings.size
    assert encoding is not None
    pieces, whole = encoded(project, pool, encoding)
    ours, theirs = [], []
    shown = decoded_luma(whole, size, encoding)
    mine = (luma for piece in pieces for luma in decoded_luma(piece, size, encoding))
    for picture, a, b in zip(_pictures(project, pool), mine, shown, strict=True):
        ours.append(psnr(picture.y, a))
        theirs.append(psnr(picture.y, b))
    return _words(project, pieces, whole, ours, theirs)


def _words(
    project: Project, pieces: list[Coded], whole: Coded, ours: list[float], theirs: list[float]
) -> str:
    length = project.timeline.length
    joins = [each.first for each in segments(project, 0, length)][1:]
    near = [frame for join in joins for frame in range(join - _NEAR, join + _NEAR)]
    steps = [ours[frame] - theirs[frame] for frame in near]
    dip, usual = (mean(_dips(values, joins)) for values in (ours, theirs))
    size = sum(map(_bytes, pieces)) / _bytes(whole)
    return (
        f"{length} frames, {len(pieces)} pieces; size {100 * (size - 1):+.1f} %, "
        f"mean PSNR {mean(ours):.2f} dB ({mean(ours) - mean(theirs):+.3f}), "
        f"worst frame {min(ours):.2f} dB (single pass {min(theirs):.2f}); at joins, step "
        f"{mean(steps):+.2f} dB on average, {min(steps):+.2f} at worst; the two pictures at "
        f"a join against those around {dip:+.2f} dB (single pass {usual:+.2f})"
    )


def _dips(values: list[float], joins: list[int]) -> list[float]:
    return [mean(values[at - 1 : at + 1]) - mean(values[max(0, at - 12) : at + 12]) for at in joins]


def encoded(
    project: Project, pool: ReaderPool, encoding: VideoEncoding
) -> tuple[list[Coded], Coded]:
    """In pieces, and in a single pass."""
    size: Size = project.settings.size
    single = PictureEncoder(size, project.rate, encoding)
    pieces = []
    pictures = _pictures(project, pool)
    for segment in segments(project, 0, project.timeline.length):
        encoder = PictureEncoder(size, project.rate, encoding)
        for _ in range(segment.length):
            picture = next(pictures)
            encoder.picture(picture)
            single.picture(picture)
        pieces.append(encoder.finish())
    return pieces, single.finish()


def _pictures(project: Project, pool: ReaderPool) -> Iterator[Picture]:
    for frame in range(project.timeline.length):
        yield compose(plan(project, frame), pool, project.settings.size)


def _bytes(coded: Coded) -> int:
    return sum(len(packet.data) for packet in coded.packets)


def psnr(a: Plane, b: Plane) -> float:
    error = float(np.mean(np.square(a.astype(np.float32) - b.astype(np.float32))))
    return 10 * math.log10(255**2 / max(error, 1e-9))


if __name__ == "__main__":
    main()
