"""Several pictures at once: what each cell shows, and that nothing is made twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.pool import ReaderPool
from sorastudio.playback.cache import FrameCache
from sorastudio.playback.engine import Engine
from sorastudio.playback.maker import Maker
from sorastudio.playback.pictures import Shown
from sorastudio.playback.wall import Box, Cell, View, Wall, boxes_in, put_together, wall_size
from sorastudio.project.clip import Crop, Fit
from sorastudio.project.edits.cut import extract
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture, blank
from sorastudio.render.place import place
from sorastudio.render.plan import Pose, plan
from tests.film_maker import read_bars
from tests.playback.conftest import Film
from tests.playback.fakes import PATIENCE_SECONDS, Watcher, files_of

CANVAS = Size(112, 64)
PLAIN = Pose(fit=Fit.FIT, crop=Crop(), scale=1, x=0, y=0, rotation_degrees=0, opacity=1)
WHOLE = Size(228, 132)
"""Two by two cells of the canvas, and what lies between them."""


def cell(shown: Shown, number: int) -> Picture:
    """What a cell of the picture shows."""
    box = shown.cells[number].box
    parts = []
    for plane, step in zip(shown.picture.planes, (1, 2, 2), strict=True):
        top, left = box.top // step, box.left // step
        height, width = box.size.height // step, box.size.width // step
        parts.append(plane[top : top + height, left : left + width])
    return Picture.of(parts)


def sees_wall(watcher: Watcher, frame: int) -> Shown:
    watcher.until(
        lambda: (
            bool(watcher.taken)
            and bool(watcher.taken[-1].cells)
            and watcher.taken[-1].frame == frame
        )
    )
    return watcher.taken[-1]


def without(project: Project, frames: int) -> Project:
    """The film as it is when so many frames of its beginning are taken out."""
    return extract(project, 0, frames) if frames else project


def wall_of(project: Project, *taken_out: int, size: Size = WHOLE) -> Wall:
    return Wall(tuple(Cell(without(project, frames)) for frames in taken_out), size)


class CountingSource:
    """Grey pictures, and how often each was asked for."""

    def __init__(self, last: Fraction) -> None:
        self.asked: Counter[Fraction] = Counter()
        self._last = last
        self.reached = Event()

    def frame(self, _media_id: MediaId, time: Fraction) -> Picture:
        self.asked[time] += 1
        if time == self._last:
            self.reached.set()
        return blank(CANVAS, luma=100)


@pytest.mark.parametrize("canvas", [Size(1920, 1080), Size(1080, 1920), Size(640, 482)])
@pytest.mark.parametrize("count", range(1, 10))
def test_a_wall_fits_its_room_and_cells_keep_their_shape(count: int, canvas: Size) -> None:
    size = wall_size(count, canvas)
    boxes = boxes_in(size, count, canvas)
    assert 0.75 < size.width * size.height / (canvas.width * canvas.height) <= 1
    assert len(set(boxes)) == count
    for box in boxes:
        assert (box.left % 2, box.top % 2) == (0, 0)
        assert box.left + box.size.width <= size.width
        assert box.top + box.size.height <= size.height
        assert abs(box.size.width / box.size.height - canvas.width / canvas.height) < 0.03
        assert place(blank(canvas), PLAIN, box.size).alpha is None  # it fills the cell


def test_one_cell_is_the_whole() -> None:
    assert boxes_in(CANVAS, 1, CANVAS) == (Box(0, 0, CANVAS),)


def test_a_rough_cell_fills_its_place() -> None:
    size = Size(200, 100)
    boxes = (Box(0, 0, Size(96, 64)), Box(100, 0, Size(96, 64)))
    view = View((), size, boxes)
    fine, rough = blank(Size(96, 64), luma=200), blank(Size(48, 32), luma=90)
    whole = put_together(view, (fine, rough))
    assert (whole.y[:64, :96] == 200).all()
    assert (whole.y[:64, 100:196] == 90).all()


def test_every_cell_shows_what_is_composed_of_its_film(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher, ReaderPool(locate) as pool:
        watcher.player.show_wall(wall_of(project, 0, 10, 20, 70))
        watcher.player.seek(30)
        shown = sees_wall(watcher, 30)
        assert shown.picture.size == WHOLE
        for number, frames in enumerate((0, 10, 20, 70)):
            film = without(project, frames)
            expected = compose(plan(film, 30), pool, CANVAS)
            for plane, wanted in zip(cell(shown, number).planes, expected.planes, strict=True):
                assert np.array_equal(plane, wanted)
        assert [read_bars(cell(shown, n)) for n in range(3)] == [1030, 1040, 2002]
        assert cell(shown, 3).y.max() < 30  # its film is over


def test_cells_play_in_step_and_the_film_comes_back(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher:
        watcher.sees(0)
        watcher.player.show_wall(wall_of(project, 0, 5))
        sees_wall(watcher, 0)
        watcher.player.play()
        for frame in range(8):
            shown = watcher.sees(frame)
            assert [read_bars(cell(shown, n)) for n in (0, 1)] == [1000 + frame, 1005 + frame]
            watcher.plays_a_frame()
        assert watcher.player.dropped == 0
        watcher.player.show_wall(None)
        watcher.until(lambda: not watcher.taken[-1].cells)
        assert watcher.reads(watcher.player.frame) == 1000 + watcher.player.frame


def test_late_walls_are_dropped_and_counted(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher:
        watcher.player.show_wall(wall_of(project, 0, 5))
        sees_wall(watcher, 0)
        watcher.player.play()
        watcher.sees(0)
        watcher.sound.pass_time(Fraction(6, 24))
        watcher.sees(6)
        between = {shown.frame for shown in watcher.taken if 0 < shown.frame < 6}
        assert watcher.player.dropped == 5 - len(between)


def test_what_all_cells_show_is_composed_once(bars: Film) -> None:
    project, _ = bars
    source = CountingSource(last=Fraction(15, 24))
    maker = Maker(source, lambda _: Path(), None)
    engine = Engine(maker, lambda: None, FrameCache(2**20), project)
    try:
        copies = tuple(Cell(replace(project, name=f"copy {n}")) for n in range(4))
        engine.look_at(project, Wall(copies, WHOLE))
        engine.set_size(CANVAS)
        assert source.reached.wait(PATIENCE_SECONDS)
    finally:
        engine.close()
        maker.close()
    assert [source.asked[Fraction(n, 24)] for n in range(16)] == [1] * 16


def test_a_cell_can_stand_while_the_film_goes_on(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher:
        watcher.player.show_wall(Wall((Cell(project, 47), Cell(project, 48)), WHOLE))
        watcher.player.seek(5)
        shown = sees_wall(watcher, 5)
        assert [read_bars(cell(shown, n)) for n in (0, 1)] == [1047, 2000]


def test_of_many_walls_in_a_row_the_last_is_shown(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher:
        watcher.sees(0)
        for frame in range(90, 49, -1):
            watcher.player.show_wall(Wall((Cell(project, frame), Cell(project, 3)), WHOLE))
        watcher.until(
            lambda: bool(watcher.taken[-1].cells) and read_bars(cell(watcher.taken[-1], 0)) == 2002
        )


def test_a_cell_whose_file_is_missing_says_so_and_the_others_show(
    clips: tuple[Path, Path], bars: Film
) -> None:
    project, locate = bars
    gone = next(iter(project.pool.media)).id

    def find(media_id: MediaId) -> Path:
        if media_id == gone:
            raise MediaError("The file a.mp4 is missing.")
        return locate(media_id)

    with Watcher(project, find) as watcher:
        watcher.player.show_wall(wall_of(project, 0, 48))
        shown = sees_wall(watcher, 0)
        first, second = shown.cells
        assert first.note == "The file a.mp4 is missing."
        assert second.note == ""
        assert read_bars(cell(shown, 1)) == 2000


def test_nine_files_are_read_straight_on(clips: tuple[Path, Path]) -> None:
    """A wall has as many readers as it has cells."""
    asked: Counter[MediaId] = Counter()
    project, _ = files_of(clips[0])
    first = next(iter(project.pool.media))
    copies = [replace(first, id=MediaId(f"copy-{number}")) for number in range(9)]
    for each in copies:
        project = replace(project, pool=project.pool.with_media(each))
    films = [append(project, excerpt(project, each.id)) for each in copies]

    def find(media_id: MediaId) -> Path:
        asked[media_id] += 1
        return clips[0]

    with Watcher(films[0], find) as watcher:
        watcher.player.show_wall(Wall(tuple(map(Cell, films)), Size(344, 200)))
        watcher.player.play()
        for frame in range(10):
            watcher.sees(frame)
            watcher.plays_a_frame()
    # Looked up to see whether it is a still, to read it, and by the one who opens it ahead.
    assert max(asked[each.id] for each in copies[1:]) <= 3
