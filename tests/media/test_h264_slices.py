"""Pictures that are told as those of another stream are the very same pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from sorastudio.export.presets import preset_named
from sorastudio.media.coded import Coded, PictureEncoder
from sorastudio.media.copied import Copyable, copy, copyable
from sorastudio.media.h264_bits import Bits, golomb, signed_golomb
from sorastudio.media.h264_slices import headers_from, retold
from sorastudio.media.writer import FilmWriter, VideoEncoding
from sorastudio.project.media import Size
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Picture, byte_plane, from_rgb

SIZE, RATE, FRAMES = Size(176, 96), FrameRate(24), 40


def _target(effort: str = "medium") -> bytes:
    video = preset_named("final").tuned(18, effort).video
    assert video is not None
    return PictureEncoder(SIZE, RATE, video).headers


def _pictures() -> Iterator[Picture]:
    """A texture that moves, jumps once and fades: something for every kind of slice and weight."""
    chance = np.random.default_rng(3)
    ground = chance.normal(128, 40, (SIZE.height * 2, SIZE.width * 2, 3))
    for number in range(FRAMES):
        at = number if number < 25 else number + 30
        seen = ground[at : at + SIZE.height, 2 * at : 2 * at + SIZE.width]
        light = 1 - 0.8 * abs(number - 20) / 20
        yield from_rgb(byte_plane(seen * light))


def _file(folder: Path, said: str, *, preset: str = "medium") -> Path:
    options = {"preset": preset, "profile": "high", "x264-params": said}
    video = VideoEncoding(options=options)
    with FilmWriter(folder / "a.mp4", size=SIZE, rate=RATE, video=video) as writer:
        for picture in _pictures():
            writer.picture(picture)
    return folder / "a.mp4"


def _looked_at(path: Path) -> Copyable:
    file = copyable(path, SIZE, RATE)
    assert file is not None
    return file


def _shown(coded: Coded) -> list[bytes]:
    context = av.CodecContext.create("h264", "r")
    context.extradata = coded.extradata
    packets = (*(av.Packet(packet.data) for packet in coded.packets), None)
    frames = [frame for packet in packets for frame in context.decode(packet)]
    return [b"".join(map(bytes, frame.planes)) for frame in frames]


@pytest.mark.parametrize(
    "said",
    [
        "crf=23",
        "crf=4",
        "crf=45",
        "qp=30",
        "qp=12:ipratio=1",
        "crf=20:keyint=10:min-keyint=1",
        "crf=20:slices=4",
        "crf=20:sliced-threads=1:threads=3",
        "crf=20:direct=temporal",
        "crf=20:no-deblock=1",
        "crf=20:deblock=2,-2",
        "crf=20:ref=2",
        "crf=20:aud=1",
        "crf=20:nal-hrd=none:fullrange=off:colormatrix=undef",
        "crf=20:no-mbtree=1:aq-mode=3:b-adapt=2:bframes=2",
    ],
)
@pytest.mark.parametrize("effort", ["veryfast", "medium"])
def test_not_a_bit_of_a_picture_changes(tmp_path: Path, said: str, effort: str) -> None:
    path, target = _file(tmp_path, said), _target(effort)
    file = _looked_at(path)
    assert file.can_speak(target)
    assert file.headers != target
    start, end = file.starts[0][0], max(file.ends())
    told = copy(path, file, start, end, target)
    as_it_was = copy(path, file, start, end, file.headers)
    assert told.extradata == target
    shown = _shown(told)
    assert shown == _shown(as_it_was)
    assert len(shown) == end - start


@pytest.mark.parametrize(
    "said",
    [
        "cabac=0",
        "8x8dct=0",
        "bframes=0",
        "ref=6:b-pyramid=none",
        "weightb=0",
        "b-pyramid=strict",
        "weightp=0",
        "chroma-qp-offset=3",
        "constrained-intra=1",
        "cqm=jvt",
        "interlaced=1",
        "keyint=2000:bframes=6",
        "level=42",
    ],
)
def test_what_would_mean_something_else_is_not_told(tmp_path: Path, said: str) -> None:
    file = copyable(_file(tmp_path, f"crf=20:{said}"), SIZE, RATE)
    assert file is None or not file.can_speak(_target())


def test_a_slice_that_is_damaged_is_refused_or_stays_one(tmp_path: Path) -> None:
    """Never a hang, never another error than the one that is caught."""
    path, target = _file(tmp_path, "crf=30"), _target()
    file = _looked_at(path)
    source = headers_from(file.headers)
    chance = random.Random(5)
    told = refused = 0
    for packet in copy(path, file, 0, max(file.ends()), file.headers).packets:
        for _ in range(20):
            broken = bytearray(packet.data)
            broken[chance.randrange(4, min(40, len(broken)))] ^= 1 << chance.randrange(8)
            try:
                told += bool(retold(bytes(broken), source, headers_from(target)))
            except (ValueError, IndexError):
                refused += 1
    assert told
    assert refused


@pytest.mark.parametrize("value", [*range(-70, 70), 4095, -4096])
def test_numbers_are_written_as_they_are_read(value: int) -> None:
    digits = signed_golomb(value) + golomb(abs(value)) + "1"
    digits += "0" * (-len(digits) % 8)
    bits = Bits(int(digits, 2).to_bytes(len(digits) // 8, "big"))
    assert (bits.signed(), bits.golomb()) == (value, abs(value))
