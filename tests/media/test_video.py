"""Which picture comes back: every trap of containers and codecs, proved by bars."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sorastudio.errors import MediaError
from sorastudio.media.container import open_container, open_to_decode
from sorastudio.media.frames import FrameStream, TimedFrame
from sorastudio.media.video import VideoReader
from sorastudio.project.media import Size
from tests.film_maker import Reel, bars, make_film, make_pictures, make_sound, noise, read_bars

COUNT = 60
OPEN_GOP = {"x264-params": "open-gop=1:keyint=12:min-keyint=12:bframes=3:scenecut=0"}
GOP = {"g": "12"}

TRAPS = {
    "b-frames.mp4": Reel(frames=COUNT, options=GOP),
    "one-keyframe.mp4": Reel(frames=COUNT, options={"g": "250"}),
    "open-gop.mp4": Reel(frames=COUNT, options=OPEN_GOP),
    "open-gop.mkv": Reel(frames=COUNT, options=OPEN_GOP),
    "open-gop.ts": Reel(frames=COUNT, options=OPEN_GOP),
    "intra-refresh.mp4": Reel(
        frames=COUNT, options={"x264-params": "intra-refresh=1:keyint=12:bframes=3"}
    ),
    "hevc.mp4": Reel(
        frames=COUNT,
        codec="libx265",
        options={"x265-params": "open-gop=1:keyint=12:min-keyint=12:log-level=none"},
    ),
    "mpeg2.ts": Reel(frames=COUNT, codec="mpeg2video", options={**GOP, "bf": "2"}),
    "mpeg2.mpg": Reel(
        frames=COUNT, codec="mpeg2video", options={**GOP, "bf": "2"}, rate=Fraction(25)
    ),
    "mpeg4.avi": Reel(frames=COUNT, codec="mpeg4", options=GOP),
    "b-frames.avi": Reel(frames=COUNT, options=GOP),
    "vp9.webm": Reel(frames=COUNT, codec="libvpx-vp9", options={**GOP, "deadline": "realtime"}),
    "intra.mov": Reel(frames=COUNT, codec="prores_ks", pixel_format="yuv422p10le"),
    "raw.h264": Reel(frames=COUNT, options=GOP),
    "moving.gif": Reel(frames=COUNT, codec="gif", pixel_format="rgb8", rate=Fraction(20)),
    "ntsc.mkv": Reel(frames=COUNT, options=GOP, rate=Fraction(24000, 1001)),
    "variable.mov": Reel(
        frames=COUNT,
        options=GOP,
        time_base=Fraction(1, 600),
        times=[i * 25 + (i * i * 7) % 23 for i in range(COUNT)],
    ),
    "variable.mkv": Reel(
        frames=COUNT,
        options=GOP,
        time_base=Fraction(1, 1000),
        times=[i * 33 + (400 if i > 30 else 0) for i in range(COUNT)],
    ),
    "negative-start.mkv": Reel(
        frames=COUNT,
        options=GOP,
        time_base=Fraction(1, 90000),
        times=[i * 3753 - 9000 for i in range(COUNT)],
    ),
    "late-start.mp4": Reel(frames=COUNT, options=GOP, times=[i + 10 for i in range(COUNT)]),
    "interlaced.ts": Reel(
        frames=COUNT,
        codec="mpeg2video",
        options={**GOP, "bf": "2"},
        rate=Fraction(25),
        interlaced=True,
    ),
}


def shown_times(path: Path) -> list[Fraction]:
    """When each picture appears, after the first."""
    stream = FrameStream(path)
    times = []
    while (frame := stream.next()) is not None:
        times.append(frame.time)
    stream.close()
    return [time - times[0] for time in times]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traps")


@pytest.fixture(scope="module", params=TRAPS)
def film(request: pytest.FixtureRequest, folder: Path) -> Path:
    return make_film(folder / request.param, TRAPS[request.param])


def test_reading_on_gives_every_picture_once_and_never_seeks(film: Path) -> None:
    times = shown_times(film)
    with VideoReader(film) as reader:
        assert [read_bars(reader.frame_at(time)) for time in times] == list(range(COUNT))
        assert reader.seeks == 0


def test_any_time_gives_the_picture_on_screen_then(film: Path) -> None:
    times = shown_times(film)
    rng = random.Random(4)
    with VideoReader(film) as reader:
        for _ in range(30):
            index = rng.randrange(COUNT)
            following = times[index + 1] if index + 1 < COUNT else times[index] + 1
            length = following - times[index]
            time = times[index] + length * rng.choice([Fraction(0), Fraction(1, 2)])
            assert read_bars(reader.frame_at(time)) == index
            assert 0 <= times[index] - reader.position <= reader.rounding


def test_a_file_that_tells_all_is_read_as_one_that_has_to_be_tried(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> tuple[TimedFrame | None, list[TimedFrame], Fraction, str]:
        stream = FrameStream(film)
        first = stream.first()
        found = list(iter(stream.next, None))
        stream.close()
        return first, found, stream.rounding, stream.codec

    first, found, *about = told()
    monkeypatch.setattr("sorastudio.media.frames.open_to_decode", open_container)
    tried_first, tried, *tried_about = told()
    assert about == tried_about
    assert first is not None
    assert tried_first is not None
    assert first.time == tried_first.time == tried[0].time
    assert [each.time for each in found] == [each.time for each in tried]
    pairs = zip([first, *found], [tried[0], *tried], strict=True)
    assert all((a.frame.to_ndarray() == b.frame.to_ndarray()).all() for a, b in pairs)


@pytest.mark.parametrize(
    ("name", "options", "tells"),
    [("tells.mp4", GOP, True), ("tells-less.mp4", {"x264-params": "nal-hrd=vbr:keyint=12"}, False)],
)
def test_only_a_file_that_does_not_tell_all_is_tried(
    folder: Path, name: str, options: dict[str, str], tells: bool
) -> None:
    more = {} if tells else {"maxrate": "400k", "bufsize": "800k"}
    film = make_film(folder / name, Reel(frames=COUNT, options={**options, **more}))
    with open_to_decode(film) as container:
        # A pixel's format is known as soon as a picture was decoded.
        assert (container.streams.video[0].codec_context.pix_fmt is None) is tells
    with VideoReader(film) as reader:
        assert read_bars(reader.frame_at(Fraction(47, 24))) == 47
        assert read_bars(reader.frame_at(Fraction(0))) == 0


def test_outside_of_the_file_the_ends_are_held(film: Path) -> None:
    with VideoReader(film) as reader:
        assert read_bars(reader.frame_at(Fraction(-5))) == 0
        assert read_bars(reader.frame_at(Fraction(1000))) == COUNT - 1
        seeks = reader.seeks
        assert read_bars(reader.frame_at(Fraction(2000))) == COUNT - 1
        assert reader.seeks == seeks


def test_a_picture_stays_until_the_very_moment_of_the_next(folder: Path) -> None:
    film = make_film(folder / "moment.mp4", Reel(frames=12, rate=Fraction(30000, 1001)))
    instant = Fraction(1, 10**12)
    with VideoReader(film) as reader:
        for index in range(1, 12):
            change = Fraction(index * 1001, 30000)
            assert read_bars(reader.frame_at(change - instant)) == index - 1
            assert read_bars(reader.frame_at(change)) == index


@pytest.mark.parametrize("ending", ["mkv", "webm", "flv", "ts", "mp4"])
@pytest.mark.parametrize(
    "rate", [Fraction(8), Fraction(16), Fraction(24), Fraction(30), Fraction(24000, 1001)]
)
def test_rounded_times_neither_repeat_nor_skip(folder: Path, ending: str, rate: Fraction) -> None:
    codec = "libvpx-vp9" if ending == "webm" else "libx264"
    film = make_film(folder / f"rounded.{ending}", Reel(frames=40, rate=rate, codec=codec))
    with VideoReader(film) as reader:
        assert [read_bars(reader.frame_at(index / rate)) for index in range(40)] == list(range(40))
        for index in (30, 7, 31, 8):
            assert read_bars(reader.frame_at(index / rate)) == index
            assert reader.position <= index / rate


@pytest.mark.parametrize("name", ["open-gop.mp4", "open-gop.mkv", "hevc.mp4"])
def test_after_a_seek_the_first_picture_is_whole(folder: Path, name: str) -> None:
    film = folder / name
    if not film.exists():
        make_film(film, TRAPS[name])
    stream = FrameStream(film)
    first = stream.next()
    assert first is not None
    for index in (13, 20, 35, 47):
        assert stream.seek(first.time + Fraction(index, 24))
        landed = stream.next()
        assert landed is not None
        assert landed.frame.key_frame
    stream.close()


def test_an_edit_list_hides_the_pictures_before_it(folder: Path) -> None:
    reel = Reel(
        frames=COUNT,
        times=[i - 10 for i in range(COUNT)],
        container={"avoid_negative_ts": "disabled"},
        options=GOP,
    )
    film = make_film(folder / "edited.mp4", reel)
    with VideoReader(film) as reader:
        shown = [read_bars(reader.frame_at(Fraction(i, 24))) for i in range(COUNT - 10)]
        assert shown == list(range(10, COUNT))
        assert read_bars(reader.frame_at(Fraction(3, 24))) == 13
        assert read_bars(reader.frame_at(Fraction(-1))) == 10


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wanted=st.lists(st.integers(-10, COUNT + 9), min_size=1, max_size=8))
def test_the_order_of_asking_does_not_matter(folder: Path, wanted: list[int]) -> None:
    film = folder / "b-frames.mp4"
    if not film.exists():
        make_film(film, TRAPS[film.name])
    with VideoReader(film) as reader:
        for index in wanted:
            held = min(max(index, 0), COUNT - 1)
            assert read_bars(reader.frame_at(Fraction(index, 24))) == held


def test_the_same_time_again_gives_the_same_picture(folder: Path) -> None:
    film = make_film(folder / "again.mp4", Reel(frames=8))
    with VideoReader(film) as reader:
        assert reader.frame_at(Fraction(1, 8)) is reader.frame_at(Fraction(1, 8))


def test_steps_forward_are_read_through_and_leaps_are_not(folder: Path) -> None:
    film = make_film(folder / "steps.mp4", Reel(frames=120, options=GOP))
    with VideoReader(film) as reader:
        for index in range(0, 100, 4):
            assert read_bars(reader.frame_at(Fraction(index, 24))) == index
        assert reader.seeks == 0
        reader.frame_at(Fraction(0))
        assert read_bars(reader.frame_at(Fraction(110, 24))) == 110
        assert reader.seeks == 2


def test_a_leap_with_no_keyframe_on_the_way_is_read_through(folder: Path) -> None:
    film = make_film(folder / "no-keyframe.mp4", Reel(frames=120, options={"g": "250"}))
    with VideoReader(film) as reader:
        assert read_bars(reader.frame_at(Fraction(100, 24))) == 100
        assert reader.seeks == 0


@pytest.mark.parametrize("options", [{"g": "250"}, {"g": "250", "bf": "8", "b_strategy": "0"}])
def test_on_the_way_only_what_others_lean_on_is_decoded(
    folder: Path, options: dict[str, str]
) -> None:
    times = [25 * i + 1500 * (i // 9) for i in range(COUNT)]
    reel = Reel(frames=COUNT, options=options, time_base=Fraction(1, 600), times=times)
    film = make_film(folder / f"hurry-{len(options)}.mp4", reel)
    stream = FrameStream(film)
    assert stream.seek(Fraction(0))
    stream.hurry_to(Fraction(times[50], 600))
    seen = []
    while (frame := stream.next()) is not None:
        seen.append(round(frame.time * 600))
    stream.close()
    assert set(times[50:]) <= set(seen)
    assert len(seen) < COUNT - 10
    rng = random.Random(3)
    with VideoReader(film) as reader:
        for _ in range(40):
            number = rng.randrange(COUNT)
            at = Fraction(times[number], 600) + Fraction(rng.randrange(25), 600)
            assert read_bars(reader.frame_at(at)) == number


def test_pictures_outlive_the_reader(folder: Path) -> None:
    film = make_film(folder / "outlive.mp4", Reel(frames=30))
    with VideoReader(film) as reader:
        pictures = [reader.frame_at(Fraction(index, 24)) for index in range(30)]
    assert [read_bars(picture) for picture in pictures] == list(range(30))


def test_the_decoders_memory_cannot_be_written_to(folder: Path) -> None:
    film = make_film(folder / "frozen.mp4", Reel(frames=3, colour={"colorspace": 1}))
    with VideoReader(film) as reader, pytest.raises(ValueError, match="read-only"):
        reader.frame_at(Fraction(0)).y[0, 0] = 0


def test_bt709_pictures_are_not_copied(folder: Path) -> None:
    film = make_film(folder / "same-memory.mp4", Reel(frames=3, colour={"colorspace": 1}))
    with VideoReader(film) as reader:
        picture = reader.frame_at(Fraction(0))
        assert picture.y.base is not None
        assert not picture.y.flags.owndata
        assert picture.y.strides[0] > picture.size.width


@pytest.mark.parametrize("damage", ["zeros", "noise"])
def test_damage_in_the_middle_is_passed_over(folder: Path, damage: str) -> None:
    film = make_film(folder / f"damaged-{damage}.mp4", Reel(frames=COUNT, options=GOP))
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        holes = [(packet.pos or 0, packet.size) for packet in packets[14:20]]
    content = bytearray(film.read_bytes())
    rng = np.random.default_rng(1)
    for position, size in holes:
        junk = bytes(size) if damage == "zeros" else rng.bytes(size)
        content[position : position + size] = junk
    film.write_bytes(content)
    with VideoReader(film) as reader:
        shown = [reader.frame_at(Fraction(index, 24)) for index in range(COUNT)]
        assert reader.seeks == 0
    assert [read_bars(picture) for picture in shown[:11]] == list(range(11))
    assert [read_bars(picture) for picture in shown[25:]] == list(range(25, COUNT))


@pytest.mark.parametrize(
    ("ending", "codec", "pixel_format"),
    [
        ("mp4", "libx264", "yuv420p"),
        ("mov", "mjpeg", "yuvj420p"),
        ("ts", "mpeg2video", "yuv420p"),
        ("mov", "prores_ks", "yuv422p10le"),
    ],
)
def test_in_place_of_a_damaged_picture_the_one_before_is_held(
    folder: Path, ending: str, codec: str, pixel_format: str
) -> None:
    reel = Reel(
        frames=30, codec=codec, pixel_format=pixel_format, options={"g": "1"}, size=Size(224, 128)
    )
    film = make_film(folder / f"held-{codec}.{ending}", reel)
    with av.open(str(film)) as container:
        packet = [packet for packet in container.demux(video=0) if packet.size][14]
        start, end = (packet.pos or 0) + packet.size // 3, (packet.pos or 0) + packet.size
    content = bytearray(film.read_bytes())
    content[start:end] = bytes(end - start)
    film.write_bytes(content)
    with VideoReader(film) as reader:
        shown = [read_bars(reader.frame_at(Fraction(index, 24))) for index in range(30)]
    assert shown == [13 if index == 14 else index for index in range(30)]


def test_a_file_of_junk_packets_has_no_picture(folder: Path) -> None:
    film = make_film(folder / "junk.mp4", Reel(frames=10))
    with av.open(str(film)) as container:
        places = [(p.pos or 0, p.size) for p in container.demux(video=0) if p.size]
    content = bytearray(film.read_bytes())
    for position, size in places:
        content[position : position + size] = bytes(size)
    film.write_bytes(content)
    with pytest.raises(MediaError, match="can be decoded"):
        VideoReader(film)


def test_sound_alone_has_no_picture(folder: Path) -> None:
    song = make_sound(folder / "song.wav", noise(4800), codec="pcm_s16le")
    with pytest.raises(MediaError, match="has no picture"):
        VideoReader(song)


@pytest.mark.parametrize(("width", "height"), [(853, 481), (1, 1), (3, 2), (7680, 4320)])
def test_any_size_comes_back_as_it_is(folder: Path, width: int, height: int) -> None:
    size = Size(width, height)
    path = folder / f"{width}x{height}.mkv"
    reel = Reel(frames=1, size=size, codec="ffv1" if width < 1000 else "mjpeg")
    if width > 1000:
        reel = Reel(frames=1, size=size, codec="mjpeg", pixel_format="yuvj420p")
    make_pictures(path, [bars(5, size)], reel)
    with VideoReader(path) as reader:
        picture = reader.frame_at(Fraction(0))
        assert picture.size == reader.size == size
        assert picture.u.shape == picture.v.shape == ((height + 1) // 2, (width + 1) // 2)
        if 100 < width < 1000:
            assert read_bars(picture) == 5
