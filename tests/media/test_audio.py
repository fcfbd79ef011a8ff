"""Sound is where it belongs, to the sample, and the same after a seek."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.audio import AudioReader
from sorastudio.render.sources import Sound
from tests.film_maker import Reel, clicks, make_film, make_sound, noise

SECONDS = 6


def read_through(path: Path, count: int = SECONDS * 48_000) -> Sound:
    with AudioReader(path) as reader:
        blocks = [reader.read(at, 1000) for at in range(0, count, 1000)]
        assert reader.seeks == 0
    return np.concatenate(blocks)[:count]


# Noise is filled in at random by the AAC decoder if the encoder left it out (PNS).
EXACT_AAC = {"options": {"aac_pns": "0"}}


@pytest.mark.parametrize(
    ("name", "codec", "rate", "channels"),
    [
        ("a.mp4", "aac", 48_000, 2),
        ("a.m4a", "aac", 44_100, 2),
        ("a.mkv", "aac", 44_100, 2),
        ("a.aac", "aac", 44_100, 2),
        ("a.ts", "aac", 48_000, 2),
        ("a.mp3", "libmp3lame", 44_100, 2),
        ("mono.mp3", "libmp3lame", 44_100, 1),
        ("a.ogg", "libopus", 48_000, 2),
        ("a.webm", "libopus", 48_000, 2),
        ("a.flac", "flac", 44_100, 2),
        ("flac.mkv", "flac", 44_100, 2),
        ("a.wav", "pcm_s16le", 44_100, 2),
        ("mono.wav", "pcm_s16le", 22_050, 1),
        ("96k.wav", "pcm_s24le", 96_000, 2),
        ("a.mov", "pcm_s16le", 48_000, 2),
    ],
)
def test_after_a_seek_every_sample_is_the_same(
    tmp_path: Path, name: str, codec: str, rate: int, channels: int
) -> None:
    sound = noise(rate * SECONDS, channels=channels)
    options = EXACT_AAC if codec == "aac" else {}
    path = make_sound(tmp_path / name, sound, codec=codec, rate=rate, **options)
    whole = read_through(path)
    assert np.abs(whole).max() > 0.1
    rng = random.Random(5)
    with AudioReader(path) as reader:
        for _ in range(12):
            start = rng.randrange(-2000, SECONDS * 48_000 - 2000)
            expected = np.zeros((2000, 2), np.float32)
            inside = whole[max(start, 0) : start + 2000]
            expected[2000 - len(inside) :] = inside
            assert np.abs(reader.read(start, 2000) - expected).max() < 1e-4


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv"])
@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_clicks_stay_on_their_sample(tmp_path: Path, ending: str, codec: str) -> None:
    if codec == "pcm_s16le" and ending == "mp4":
        codec = "flac"
    places = [0, 999, 1024, 24_000, 47_000]
    reel = Reel(frames=24, sound=clicks(48_000, places), sound_codec=codec)
    path = make_film(tmp_path / f"a.{ending}", reel)
    sound = read_through(path, 48_000)
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.4)
    assert loud.tolist() == places


@pytest.mark.parametrize("late", [4_800, 12_000, -4_800])
def test_sample_zero_sounds_with_the_first_picture(tmp_path: Path, late: int) -> None:
    """The sound's track starts `late` samples after the picture's."""
    reel = Reel(
        frames=48,
        times=[index + 12 for index in range(48)],
        sound=clicks(48_000, [20_000]),
        sound_codec="pcm_s16le",
        sound_start=24_000 + late,
    )
    path = make_film(tmp_path / "a.mov", reel)
    with AudioReader(path) as reader:
        sound = reader.read(-10_000, 60_000)
    # B-frames delay the whole film by the length of two pictures, the sound with it.
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.4) - 10_000
    assert abs(int(loud[0]) - (20_000 + late)) <= 4


def test_known_origin_is_believed(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", clicks(4_800, [100]), codec="pcm_s16le")
    with AudioReader(path, origin=Fraction(-1)) as reader:
        assert np.flatnonzero(reader.read(0, 60_000)[:, 0]).tolist() == [48_100]


def test_outside_of_the_file_is_silence(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", noise(4_800) + 0.01, codec="pcm_s16le")
    with AudioReader(path) as reader:
        assert not reader.read(-5_000, 4_000).any()
        assert not reader.read(10_000, 100).any()
        assert not reader.read(10_000_000, 100).any()
        across = reader.read(4_700, 200)
    assert across[:100].any(axis=1).all()
    assert not across[100:].any()


def test_reading_nothing_gives_nothing(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", noise(4_800), codec="pcm_s16le")
    with AudioReader(path) as reader:
        assert reader.read(0, 0).shape == (0, 2)


def test_mono_is_in_both_ears_as_loud(tmp_path: Path) -> None:
    sound = noise(48_000, channels=1)
    path = make_sound(tmp_path / "a.wav", sound, codec="pcm_s16le")
    both = read_through(path, 48_000)
    assert np.abs(both - sound).max() < 1e-3


@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_surround_is_mixed_down(tmp_path: Path, rate: int) -> None:
    sound = np.zeros((rate, 6), np.float32)
    tone = 0.3 * np.sin(np.arange(rate) * 440 * 2 * np.pi / rate).astype(np.float32)
    sound[:, 0] = tone  # front left
    path = make_sound(tmp_path / "a.wav", sound, codec="pcm_s16le", rate=rate)
    stereo = read_through(path, 40_000)
    assert np.abs(stereo[:, 0]).max() > 0.1
    assert np.abs(stereo[:, 1]).max() < 0.01


def test_a_hole_in_the_sound_is_silence_and_what_follows_stays_in_place(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.mkv", noise(96_000), codec="pcm_s16le")
    import av

    holed = tmp_path / "holed.mkv"
    with av.open(str(path)) as source, av.open(str(holed), "w") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.pts is not None and not 500 <= packet.pts < 1000:
                packet.stream = stream
                target.mux(packet)
    whole, rest = read_through(path, 96_000), read_through(holed, 96_000)
    assert not rest[25_000:47_000].any()
    assert rest[1_000:20_000].any()
    late = rest[60_000:61_000, 0]
    shifts = [float(np.dot(late, whole[60_000 + s : 61_000 + s, 0])) for s in range(-40, 41)]
    assert abs(int(np.argmax(shifts)) - 40) <= 24  # this container counts in milliseconds


def test_a_silent_film_has_no_sound(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mp4", Reel(frames=2))
    with pytest.raises(MediaError, match="no sound"):
        AudioReader(path)
