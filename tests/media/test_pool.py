from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.audio import first_picture_time
from sorastudio.media.pool import ReaderPool
from sorastudio.media.still import write_png
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.render.picture import blank
from tests.film_maker import Reel, bars, make_film, noise, read_bars

COUNT = 48


class Folder:
    """Files by the name of their media, counting how often each was asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, media_id: MediaId) -> Path:
        with self._lock:
            self.asked.append(media_id)
        return self.root / media_id


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pool")
    for number in range(4):
        reel = Reel(
            frames=COUNT, first=100 * number, options={"g": "12"}, sound=noise(96_000, seed=number)
        )
        make_film(root / f"{number}.mp4", reel)
    write_png(root / "still.png", bars(77, Size(112, 64)))
    return root


def clip(number: int) -> MediaId:
    return MediaId(f"{number}.mp4")


def test_pictures_and_stills(root: Path) -> None:
    folder = Folder(root)
    with ReaderPool(folder) as pool:
        for index in range(COUNT):
            assert read_bars(pool.frame(clip(1), Fraction(index, 24))) == 100 + index
            still = pool.frame(MediaId("still.png"), Fraction(index, 24))
            assert read_bars(still) == 77
        assert pool.frame(MediaId("still.png"), Fraction(0)) is still
        assert pool.seeks == 0
    assert folder.asked.count("still.png") == 1


def test_two_places_of_one_file_are_both_read_straight_on(root: Path) -> None:
    with ReaderPool(Folder(root)) as pool:
        pool.frame(clip(0), Fraction(30, 24))
        before = pool.seeks
        for index in range(18):
            assert read_bars(pool.frame(clip(0), Fraction(30 + index, 24))) == 30 + index
            assert read_bars(pool.frame(clip(0), Fraction(index, 24))) == index
        assert pool.seeks == before


def test_two_places_of_one_sound_are_both_read_straight_on(root: Path) -> None:
    with ReaderPool(Folder(root)) as pool:
        whole = pool.sound(clip(2), 0, 96_000)
        pool.sound(clip(2), 40_000, 1_000)
        before = pool.seeks
        for start in range(0, 40_000, 1_000):
            assert np.allclose(pool.sound(clip(2), start, 1_000), whole[start : start + 1_000])
            later = 41_000 + start
            found = pool.sound(clip(2), later, 1_000)
            assert np.allclose(found, whole[later : later + 1_000], atol=2e-3)
        assert pool.seeks <= before + 1


def test_no_more_files_are_open_than_allowed(root: Path) -> None:
    with ReaderPool(Folder(root), max_open=2) as pool:
        for index in range(8):
            for number in range(4):
                picture = pool.frame(clip(number), Fraction(index, 24))
                assert read_bars(picture) == number * 100 + index


def test_many_threads_get_the_right_pictures(root: Path) -> None:
    with ReaderPool(Folder(root), max_open=3, threads_per_reader=1) as pool:

        def check(task: int) -> bool:
            number, index = task % 4, (task * 7) % COUNT
            picture = pool.frame(clip(number), Fraction(index, 24))
            sound = pool.sound(clip(number), index * 2_000, 500)
            return read_bars(picture) == number * 100 + index and sound.shape == (500, 2)

        with ThreadPoolExecutor(6) as threads:
            assert all(threads.map(check, range(160)))


def test_errors_come_out_and_leave_the_pool_usable(root: Path) -> None:
    with ReaderPool(Folder(root)) as pool:
        with pytest.raises(MediaError, match="There is no file"):
            pool.frame(MediaId("gone.mp4"), Fraction(0))
        with pytest.raises(MediaError, match="no sound"):
            pool.sound(MediaId("still.png"), 0, 10)
        assert read_bars(pool.frame(clip(3), Fraction(0))) == 300


def test_a_closed_pool_says_so_and_its_pictures_stay(root: Path) -> None:
    pool = ReaderPool(Folder(root))
    picture = pool.frame(clip(0), Fraction(5, 24))
    pool.close()
    assert read_bars(picture) == 5
    with pytest.raises(MediaError, match="closed"):
        pool.frame(clip(0), Fraction(0))


def test_a_still_has_no_time(root: Path) -> None:
    with ReaderPool(Folder(root)) as pool:
        assert pool.frame(MediaId("still.png"), Fraction(-7)).size == Size(112, 64)
        assert blank(Size(112, 64)).size == Size(112, 64)


def test_a_film_is_decoded_once_to_learn_where_its_sound_begins(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[Path] = []

    def noted(path: Path) -> Fraction | None:
        decoded.append(path)
        return first_picture_time(path)

    monkeypatch.setattr("sorastudio.media.audio.first_picture_time", noted)
    with ReaderPool(Folder(root), max_open=1) as pool:
        alone = pool.sound(clip(0), 0, 480)
        pool.sound(clip(1), 0, 480)
        assert np.array_equal(pool.sound(clip(0), 0, 480), alone)
        assert decoded == [root / "0.mp4", root / "1.mp4"]
        pool.frame(clip(2), Fraction(0))
        pool.sound(clip(2), 0, 480)
        assert len(decoded) == 2
