from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.peaks import peaks
from sorastudio.media.probe import hash_of
from sorastudio.media.thumbnails import thumbnails
from sorastudio.render.picture import from_rgb
from tests.film_maker import Reel, clicks, make_film, make_sound, read_bars

TIMES = [Fraction(10, 24), Fraction(0), Fraction(5, 24), Fraction(0)]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "a.mp4", Reel(frames=20))


def files_in(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_thumbnails_are_of_their_times_and_height(film: Path, tmp_path: Path) -> None:
    cache, sha256 = tmp_path / "cache", hash_of(film)
    made = thumbnails(film, TIMES, 32, sha256=sha256, cache=cache)
    assert [read_bars(from_rgb(picture)) for picture in made] == [10, 0, 5, 0]
    assert {picture.shape for picture in made} == {(32, 56, 3)}
    assert len(files_in(cache)) == 3


def test_thumbnails_are_kept(film: Path, tmp_path: Path) -> None:
    cache, sha256 = tmp_path / "cache", hash_of(film)
    made = thumbnails(film, TIMES, 32, sha256=sha256, cache=cache)
    film.unlink()
    again = thumbnails(film, TIMES, 32, sha256=sha256, cache=cache)
    assert all(np.array_equal(a, b) for a, b in zip(made, again, strict=True))
    with pytest.raises(MediaError):
        thumbnails(film, [Fraction(1, 24)], 32, sha256=sha256, cache=cache)


@pytest.mark.parametrize("damage", [b"", b"junk", None])
def test_damaged_thumbnails_are_made_again(
    film: Path, tmp_path: Path, damage: bytes | None
) -> None:
    cache, sha256 = tmp_path / "cache", hash_of(film)
    made = thumbnails(film, TIMES, 32, sha256=sha256, cache=cache)
    for file in files_in(cache):
        file.write_bytes(file.read_bytes()[:60] if damage is None else damage)
    again = thumbnails(film, TIMES, 32, sha256=sha256, cache=cache)
    assert all(np.array_equal(a, b) for a, b in zip(made, again, strict=True))


def song(tmp_path: Path) -> Path:
    sound = clicks(10_000, [500, 2_500])
    sound[2_500] = -0.5
    return make_sound(tmp_path / "a.wav", sound, codec="pcm_s16le")


def test_peaks_are_the_extremes_of_each_stretch(tmp_path: Path) -> None:
    path, cache = song(tmp_path), tmp_path / "cache"
    found = peaks(
        path, samples_per_peak=1_000, sample_count=10_500, sha256=hash_of(path), cache=cache
    )
    assert found.shape == (11, 2)
    expected = np.zeros((11, 2))
    expected[0, 1], expected[2, 0] = 0.9, -0.5
    assert np.abs(found - expected).max() < 1e-3


@pytest.mark.parametrize("damage", [b"", b"junk", b"\x93NUMPY\x01\x00v\x00{'descr': "])
def test_peaks_are_kept_and_made_again_when_damaged(tmp_path: Path, damage: bytes) -> None:
    path, cache = song(tmp_path), tmp_path / "cache"
    sha256 = hash_of(path)

    def read() -> np.ndarray:
        return peaks(path, samples_per_peak=1_000, sample_count=10_000, sha256=sha256, cache=cache)

    made = read()
    content = path.read_bytes()
    path.unlink()
    assert np.array_equal(read(), made)
    path.write_bytes(content)
    (kept,) = files_in(cache)
    kept.write_bytes(damage)
    assert np.array_equal(read(), made)
