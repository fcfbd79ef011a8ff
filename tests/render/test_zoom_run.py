"""A zoom run as it is seen: measured on pictures with a printed grid."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from sorastudio.project.clip import Clip
from sorastudio.project.curve import value_at
from sorastudio.project.edits.zoom_run import ZoomRun, zoom_run
from sorastudio.project.ids import ClipId
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture, blank
from sorastudio.render.plan import plan
from tests.render.fakes import FakeFrames, clip, film, grey, media

CANVAS = Size(640, 360)
GREY, LIGHT = 126, 60
LINES = 24
NAMES = "abcde"
ANCHORS = ((0.5, 0.45), (0.3, 0.6), (0.65, 0.5), (0.5, 0.5))


def grid() -> Picture:
    """Upright soft lines, `LINES` of them across, about a grey; they go on where they are
    mirrored."""
    x = (np.arange(CANVAS.width) + 0.5) / CANVAS.width
    row = GREY + LIGHT * np.cos(2 * np.pi * LINES * x)
    y = np.rint(np.broadcast_to(row, (CANVAS.height, CANVAS.width))).astype(np.uint8)
    return Picture(y, *blank(CANVAS).planes[1:])


def spots(x: float, y: float, apart: float) -> Picture:
    """Two soft spots of light, above and below a place in shares of the picture."""
    across = (np.arange(CANVAS.width) + 0.5 - x * CANVAS.width)[None, :]
    light = np.full((CANVAS.height, CANVAS.width), float(GREY))
    for place in (y - apart, y + apart):
        down = (np.arange(CANVAS.height) + 0.5 - place * CANVAS.height)[:, None]
        light += 100 * np.exp(-(across**2 + down**2) / (2 * 1.5**2))
    return Picture(np.rint(light).astype(np.uint8), *blank(CANVAS).planes[1:])


def clips_in_a_row(length: int = 72) -> Project:
    files = tuple(media(name, size=CANVAS) for name in NAMES)
    items = tuple(clip(name, length, 48) for name in NAMES)
    return film(("V1", items), size=CANVAS, files=files)


def run_over(project: Project, run: ZoomRun) -> Project:
    return zoom_run(project, ids(project), run)


def ids(project: Project) -> list[ClipId]:
    return [placed.clip.id for placed in project.timeline.clips()]


def seen(project: Project, name: str, picture: Picture, frame: int) -> Picture:
    """A frame of the film in which one clip shows a picture and all others are grey, so that what
    lies between them does not move where the picture's own grey is."""

    def showing(each: str) -> Callable[[Fraction], Picture]:
        return lambda _: picture if each == name else grey(GREY, CANVAS)

    frames = FakeFrames({each: showing(each) for each in NAMES})
    return compose(plan(project, frame), frames, CANVAS)


def spacing(picture: Picture, row: int) -> float | None:
    """Luma pixels from one line to the next; None where too few of them are seen."""
    found = crossings(picture.y[row].astype(np.float64) - GREY)
    if len(found) < 3:
        return None
    step = np.median(np.diff(found))
    numbers = np.rint((found - found[0]) / step)
    size, begin = np.polyfit(numbers, found, 1)
    if np.abs(begin + numbers * size - found).max() > 0.1 * size:
        return None
    return float(size)


def crossings(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a row rises through its middle, between samples; only where the lines are strong."""
    values = values + 0.3
    at = np.flatnonzero((values[:-1] < 0) & (values[1:] > 0))
    if not len(at):
        return values[:0]
    steep = values[at + 1] - values[at]
    places = at - values[at] / steep
    return np.asarray(places[steep > 0.5 * steep.max()], np.float64)


@pytest.mark.parametrize("outwards", [False, True], ids=["in", "out"])
def test_everything_on_screen_follows_one_exponential(outwards: bool) -> None:
    run = ZoomRun(rate=2.2, length=36, outwards=outwards, anchors=ANCHORS)
    project = run_over(clips_in_a_row(), run)
    growth = run.rate ** (1 / 24)
    expected = 1 / growth if outwards else growth
    measured: set[int] = set()
    for number, name in enumerate(NAMES):
        row = round(ANCHORS[min(number, 3)][1] * CANVAS.height)
        sizes = sizes_of(project, name, row)
        assert len(sizes) > 50
        logs = np.log([sizes[frame] for frame in sizes])
        frames = np.array(list(sizes))
        offset = np.median(logs - frames * np.log(expected))
        assert np.abs(logs - frames * np.log(expected) - offset).max() < 0.01
        steps = [sizes[b] / sizes[a] for a, b in pairwise(sizes) if b == a + 1]
        assert np.abs(np.array(steps) / expected - 1).max() < 0.01
        measured |= set(sizes)
    assert measured == set(range(project.timeline.length))


def sizes_of(project: Project, name: str, row: int) -> dict[int, float]:
    """The spacing of a clip's lines at each frame they can be measured at."""
    placed = next(p for p in project.timeline.clips() if p.clip.source == clip(name, 1).source)
    rows = {row, CANVAS.height // 2, round(CANVAS.height * 0.6), round(CANVAS.height * 0.45)}
    sizes: dict[int, float] = {}
    picture = grid()
    for frame in range(max(0, placed.start - 18), min(placed.end + 18, project.timeline.length)):
        shown = seen(project, name, picture, frame)
        found = [size for each in rows if (size := spacing(shown, each)) is not None]
        if found:
            sizes[frame] = float(np.median(found))
    return sizes


def test_what_lies_under_the_point_of_a_cut_stays_there() -> None:
    project = run_over(clips_in_a_row(), ZoomRun(rate=1.8, length=36, anchors=ANCHORS))
    for number, anchor in enumerate(ANCHORS):
        before = project.timeline.find(ids(project)[number])
        assert before is not None
        x, y, scale = source_place(before.clip, anchor)
        picture = spots(x, y, 0.26 / scale)
        places = [
            brightest(seen(project, NAMES[number], picture, frame))
            for frame in range(before.end - 18, before.end - 8)
        ]
        wanted = np.array([anchor[0] * CANVAS.width, anchor[1] * CANVAS.height])
        assert np.abs(np.array(places) - wanted).max() < 0.5
        assert np.std(places, axis=0).max() < 0.1


def source_place(clip: Clip, anchor: tuple[float, float]) -> tuple[float, float, float]:
    """Which place of its picture a clip shows at a point of the canvas in the end of its way, and
    how large."""
    late = Fraction(100)
    scale, x, y = (
        value_at(v, late) for v in (clip.placement.scale, clip.placement.x, clip.placement.y)
    )
    return (anchor[0] - 0.5 - x) / scale + 0.5, (anchor[1] - 0.5 - y) / scale + 0.5, scale


def brightest(picture: Picture) -> tuple[float, float]:
    """The centre of gravity of what is lighter than the grey."""
    light = np.clip(picture.y.astype(np.float64) - GREY - 4, 0, None)
    x, y = np.arange(CANVAS.width) + 0.5, np.arange(CANVAS.height) + 0.5
    return (
        float((light.sum(0) * x).sum() / light.sum()),
        float((light.sum(1) * y).sum() / light.sum()),
    )


def test_no_edge_of_a_picture_comes_into_the_frame() -> None:
    project = run_over(clips_in_a_row(), ZoomRun(rate=2.0, length=24, anchors=ANCHORS))
    frames = FakeFrames({name: lambda _: grey(200, CANVAS) for name in NAMES})
    for frame in range(project.timeline.length):
        assert compose(plan(project, frame), frames, CANVAS).y.min() >= 199


def test_a_loop_ends_where_it_begins() -> None:
    whole = clips_in_a_row(96)
    run = ZoomRun(rate=1.6, length=24, loop=True, anchors=((0.4, 0.5),))
    project = run_over(whole, run)
    length, first = project.timeline.length, grid()
    row = CANVAS.height // 2
    last = spacing(seen(project, "a", first, length - 1), row)
    start = spacing(seen(project, "a", first, 0), row)
    assert last is not None
    assert start is not None
    assert start / last == pytest.approx(1.6 ** (1 / 24), rel=0.01)
    last_clip = list(project.timeline.clips())[-1].clip
    first_clip = next(project.timeline.clips()).clip
    goes_on = last_clip.source_in + Fraction(last_clip.length, 24)
    assert goes_on == first_clip.source_in
