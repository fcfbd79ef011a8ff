"""Runs of sound that were encoded on their own are one stream, whose seams are not heard."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.coded import Coded, encode_sound
from sorastudio.media.sound_runs import encode_run, joined, runs_of
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

_AAC = AudioEncoding(bit_rate=320_000)
_PACKET, _RUN_SECONDS = 1024, 16
_SECONDS = 50


def _music() -> Sound:
    """Notes that begin suddenly, over a quiet hiss."""
    chance = np.random.default_rng(5)
    sound = chance.normal(0, 0.01, (_SECONDS * SAMPLE_RATE + 123, 2))
    for _ in range(6 * _SECONDS):
        start, length = chance.integers(0, len(sound) - 20_000), 20_000
        at = np.arange(length)
        tone = np.sin(2 * np.pi * chance.choice([110, 220, 330, 550, 880]) / SAMPLE_RATE * at)
        sound[start : start + length] += 0.2 * (tone * np.exp(-at / 6000))[:, None]
    return np.asarray(sound, np.float32)


def _in_runs(sound: Sound, encoding: AudioEncoding) -> tuple[int, Coded]:
    runs = runs_of(len(sound), encoding)

    def blocks(first: int, end: int) -> Iterator[Sound]:
        yield from np.array_split(sound[first:end], 7)

    coded = [encode_run(run, blocks(run.first, run.end), encoding) for run in runs]
    return len(runs), joined(runs, coded)


def _decoded(coded: Coded) -> Sound:
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = coded.extradata
    packets = [*(av.Packet(packet.data) for packet in coded.packets), None]
    frames = [frame.to_ndarray().T for each in packets for frame in decoder.decode(each)]
    return np.asarray(np.concatenate(frames)[_PACKET:], np.float32)


def _noise_db(sound: Sound, heard: Sound, first: int, end: int) -> float:
    """How far what is heard lies below what was meant."""
    wrong = (sound[first:end] - heard[first:end]) ** 2
    return float(10 * np.log10((sound[first:end] ** 2).mean() / wrong.mean()))


def test_runs_make_the_packets_of_one_go() -> None:
    sound = _music()
    count, coded = _in_runs(sound, _AAC)
    whole = encode_sound(iter([sound]), _AAC)
    assert count == 3
    assert coded.extradata == whole.extradata
    times = [(packet.pts, packet.dts, packet.duration) for packet in coded.packets]
    assert times == [(packet.pts, packet.dts, packet.duration) for packet in whole.packets]


def test_a_seam_is_as_good_as_any_other_place() -> None:
    sound = _music()
    heard, whole = _decoded(_in_runs(sound, _AAC)[1]), _decoded(encode_sound(iter([sound]), _AAC))
    assert len(heard) == len(whole)
    for border in range(_RUN_SECONDS, _SECONDS - _RUN_SECONDS, _RUN_SECONDS):
        first, end = ((border + side) * SAMPLE_RATE for side in (-1, 1))
        for start in range(first, end, 4 * _PACKET):
            place = start, min(start + 4 * _PACKET, end)
            assert _noise_db(sound, heard, *place) > _noise_db(sound, whole, *place) - 3
        assert _noise_db(sound, heard, first, end) > _noise_db(sound, whole, first, end) - 1


@pytest.mark.parametrize(
    "encoding",
    [AudioEncoding(bit_rate=128_000), AudioEncoding(codec="flac"), AudioEncoding(codec="libopus")],
)
def test_what_cannot_be_cut_is_made_in_one_go(encoding: AudioEncoding) -> None:
    sound = _music()
    assert _in_runs(sound, encoding) == (1, encode_sound(iter([sound]), encoding))


def test_short_sound_is_one_run() -> None:
    assert len(runs_of(31 * SAMPLE_RATE, _AAC)) == 1
    assert [run.is_last for run in runs_of(32 * SAMPLE_RATE, _AAC)] == [False, True]


def test_runs_that_lack_something_are_refused() -> None:
    sound = _music()
    runs = runs_of(len(sound), _AAC)
    coded = [encode_run(run, iter([sound[run.first : run.end]]), _AAC) for run in runs]
    short = Coded(extradata=coded[0].extradata, packets=coded[0].packets[:-60])
    with pytest.raises(MediaError, match="too few"):
        joined(runs, [short, *coded[1:]])
    other = Coded(extradata=b"\x11\x88", packets=coded[1].packets)
    with pytest.raises(MediaError, match="different ways"):
        joined(runs, [coded[0], other, coded[2]])
