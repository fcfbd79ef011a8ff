from __future__ import annotations

import multiprocessing
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.audio import AudioReader
from sorastudio.media.probe import probe, read_tags
from sorastudio.media.verify import verify_film
from sorastudio.media.video import VideoReader
from sorastudio.media.writer import AudioEncoding, FilmWriter, VideoEncoding
from sorastudio.project.media import Size
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Picture, blank
from sorastudio.render.sources import Sound
from tests.film_maker import Reel, bars, clicks, make_film, noise, read_bars

SIZE = Size(112, 64)
FAST = VideoEncoding(options={"preset": "veryfast", "crf": "18"})
RATES = [FrameRate(24), FrameRate(25), FrameRate(24000, 1001), FrameRate(30000, 1001), FrameRate(8)]


def write_film(
    path: Path,
    *,
    frames: int = 30,
    rate: FrameRate = RATES[0],
    sound: Sound | None = None,
    tags: dict[str, str] | None = None,
    video: VideoEncoding = FAST,
) -> Path:
    audio = None if sound is None else AudioEncoding()
    with FilmWriter(path, size=SIZE, rate=rate, video=video, audio=audio, tags=tags) as writer:
        for index in range(frames):
            writer.picture(bars(index, SIZE))
            if sound is not None:
                writer.sound(sound[rate.sample(index) : rate.sample(index + 1)])
    return path


@pytest.mark.parametrize("rate", RATES)
def test_pictures_lie_on_the_grid_and_clicks_on_their_sample(
    tmp_path: Path, rate: FrameRate
) -> None:
    samples = rate.sample(50)
    places = list(range(1_000, samples - 1_000, 7_919))
    path = write_film(tmp_path / "a.mp4", frames=50, rate=rate, sound=clicks(samples, places))
    verify_film(path, frames=50, rate=rate, size=SIZE, samples=samples)
    facts = probe(path)
    assert facts.duration == rate.seconds(50)
    assert facts.video is not None
    assert (facts.video.rate, facts.video.variable_rate) == (rate.fps, False)
    with VideoReader(path) as reader:
        assert reader.origin == 0
        shown = [read_bars(reader.frame_at(rate.seconds(index))) for index in range(50)]
    assert shown == list(range(50))
    with AudioReader(path) as sound:
        heard = sound.read(-500, samples + 2_000)
    loud = np.flatnonzero(np.abs(heard[:, 0]) > 0.3) - 500
    assert loud.tolist() == places


def test_the_stream_says_what_it_is(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", sound=noise(60_000))
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert context.profile == "High"
        assert context.pix_fmt == "yuv420p"
        tags = (context.colorspace, context.color_primaries, context.color_trc)
        assert (*tags, context.color_range) == (1, 1, 1, 1)
        aspect = container.streams.video[0].sample_aspect_ratio
        assert aspect is not None
        assert (aspect.numerator, aspect.denominator) == (1, 1)
        packets = [p for p in container.demux(video=0) if p.size]
        assert {(p.duration or 0) * p.time_base for p in packets} == {Fraction(1, 24)}
    assert b"colr" in content


def test_tags_of_any_name_come_back(tmp_path: Path) -> None:
    tags = {"sorastudio.recipe": '{"prompt": "Straße, ☂"}' + "x" * 50_000, "title": "Film"}
    found = read_tags(write_film(tmp_path / "a.mp4", frames=2, tags=tags))
    assert {name: found.get(name) for name in tags} == tags


def test_the_encoder_chooses_the_frame_types(tmp_path: Path) -> None:
    """Frames decoded from a film of keyframes only must not make another such film."""
    intra = make_film(tmp_path / "intra.mp4", Reel(frames=24, options={"g": "1"}))
    path = tmp_path / "a.mp4"
    with (
        VideoReader(intra) as reader,
        FilmWriter(path, size=SIZE, rate=FrameRate(24), video=FAST) as writer,
    ):
        for index in range(24):
            writer.picture(reader.frame_at(Fraction(index, 24)))
    with av.open(str(path)) as container:
        assert sum(packet.is_keyframe for packet in container.demux(video=0) if packet.size) == 1


def test_sound_may_come_in_pieces_of_any_length(tmp_path: Path) -> None:
    sound = noise(48_000)
    path = tmp_path / "a.mov"
    audio = AudioEncoding(codec="pcm_s16le")
    cuts = [0, 1, 700, 701, 5_000, 5_000, 30_001, 48_000]
    with FilmWriter(path, size=SIZE, rate=FrameRate(24), video=FAST, audio=audio) as writer:
        for index in range(24):
            writer.picture(bars(index, SIZE))
        for start, end in pairwise(cuts):
            writer.sound(sound[start:end])
    with AudioReader(path) as reader:
        assert np.abs(reader.read(0, 48_000) - sound).max() < 1e-4
    verify_film(path, frames=24, rate=FrameRate(24), size=SIZE, samples=48_000)


def test_alpha_can_be_written(tmp_path: Path) -> None:
    alpha = np.full((64, 112), 90, np.uint8)
    encoding = VideoEncoding(
        codec="prores_ks", pixel_format="yuva444p10le", options={"profile": "4444"}
    )
    path = tmp_path / "a.mov"
    with FilmWriter(path, size=SIZE, rate=FrameRate(24), video=encoding) as writer:
        writer.picture(Picture(*bars(9, SIZE).planes, alpha))
        writer.picture(bars(10, SIZE))
    with VideoReader(path) as reader:
        first, second = reader.frame_at(Fraction(0)), reader.frame_at(Fraction(1, 24))
    assert first.alpha is not None
    assert np.abs(first.alpha.astype(int) - 90).max() <= 1
    assert second.alpha is None
    assert (read_bars(first), read_bars(second)) == (9, 10)


def test_an_encoder_with_many_pictures_in_hand_gets_each_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.avi"
    encoding = VideoEncoding(codec="ffvhuff", options={"threads": "4"})
    with FilmWriter(path, size=SIZE, rate=FrameRate(25), video=encoding) as writer:
        for index in range(40):
            writer.picture(bars(index, SIZE))
    with VideoReader(path) as reader:
        shown = [read_bars(reader.frame_at(Fraction(index, 25))) for index in range(40)]
    assert shown == list(range(40))


def test_an_error_in_the_body_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"

    def write_and_fail() -> None:
        with FilmWriter(path, size=SIZE, rate=FrameRate(24), video=FAST) as writer:
            writer.picture(bars(1, SIZE))
            raise KeyError("stop")

    with pytest.raises(KeyError):
        write_and_fail()
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_another_size_is_our_mistake(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="10x10"),
        FilmWriter(tmp_path / "a.mp4", size=SIZE, rate=FrameRate(24), video=FAST) as writer,
    ):
        writer.picture(blank(Size(10, 10)))


@pytest.mark.parametrize(
    ("name", "size", "video", "words"),
    [
        ("no/a.mp4", SIZE, FAST, "folder .* does not exist"),
        ("", SIZE, FAST, "is a folder"),
        ("a.mp4", Size(853, 481), FAST, "even numbers"),
        ("a.mp4", SIZE, VideoEncoding(codec="imaginary"), "no encoder named imaginary"),
        ("a.unheard", SIZE, FAST, "could not be written"),
        ("a.webm", SIZE, FAST, "could not be written"),
    ],
)
def test_what_cannot_work_is_refused_at_once(
    tmp_path: Path, name: str, size: Size, video: VideoEncoding, words: str
) -> None:
    with pytest.raises(MediaError, match=words):
        FilmWriter(tmp_path / name, size=size, rate=FrameRate(24), video=video)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_does_not_take_the_old_film(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", frames=3)
    before = path.read_bytes()
    with pytest.raises(MediaError):
        FilmWriter(path, size=SIZE, rate=FrameRate(24), video=VideoEncoding(codec="imaginary"))
    assert path.read_bytes() == before


def write_on_a_small_disk(path: Path, frames: int, room: int) -> str:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    rng = np.random.default_rng(1)
    try:
        with FilmWriter(path, size=SIZE, rate=FrameRate(24), video=FAST) as writer:
            for _ in range(frames):
                picture = blank(SIZE)
                picture.y[:] = rng.integers(16, 235, (64, 112))
                writer.picture(picture)
    except MediaError as error:
        return f"{error} {path.exists()}"
    return "no error"


@pytest.mark.parametrize(("frames", "room"), [(120, 100_000), (2, 4_000)])
def test_a_full_disk_is_said_and_leaves_no_file(tmp_path: Path, frames: int, room: int) -> None:
    """Files may only grow so far; with two frames that shows with the last write."""
    pytest.importorskip("resource")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        said = pool.apply(write_on_a_small_disk, (tmp_path / "a.mp4", frames, room))
    assert said.startswith("The disk is full")
    assert said.endswith("False")


def test_verify_finds_what_is_wrong(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", frames=30, sound=noise(60_000))
    right: dict[str, Any] = {
        "frames": 30,
        "rate": FrameRate(24),
        "size": SIZE,
        "samples": 60_000,
    }
    verify_film(path, **right)
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"frames": 31}, "30 pictures, not 31"),
        ({"rate": FrameRate(25)}, "picture 1 is shown"),
        ({"rate": FrameRate(24000, 1001)}, "picture 1 is shown"),
        ({"size": Size(64, 112)}, "112x64"),
        ({"samples": None}, "has sound"),
        ({"samples": 62_000}, "samples long"),
    ]
    for wrong, words in wrongs:
        with pytest.raises(MediaError, match=words):
            verify_film(path, **{**right, **wrong})


def test_verify_wants_an_even_grid(tmp_path: Path) -> None:
    reel = Reel(
        frames=20, time_base=Fraction(1, 24000), times=[i * 1000 for i in range(19)] + [19001]
    )
    path = make_film(tmp_path / "a.mp4", reel)
    with pytest.raises(MediaError, match="picture 19 is shown"):
        verify_film(path, frames=20, rate=FrameRate(24), size=SIZE, samples=None)


def test_verify_decodes_the_end(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", frames=30, video=VideoEncoding(options={"g": "1"}))
    with av.open(str(path)) as container:
        last = [packet for packet in container.demux(video=0) if packet.size][-1]
        position, size = last.pos or 0, last.size
    content = bytearray(path.read_bytes())
    content[position : position + size] = bytes(size)
    path.write_bytes(content)
    with pytest.raises(MediaError, match="end cannot be decoded"):
        verify_film(path, frames=30, rate=FrameRate(24), size=SIZE, samples=None)
