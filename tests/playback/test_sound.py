"""A device that stands for the real one: it takes samples when told, and may go away."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from sorastudio.playback.clock import Run
from sorastudio.playback.sound import DeviceOutput, SilentOutput, Waiting, open_output
from sorastudio.playback.voice import sound_of
from sorastudio.project.ids import MediaId
from sorastudio.project.time import FPS_24
from sorastudio.render.mix import strips
from sorastudio.render.sources import Sound
from tests.film_maker import noise
from tests.render.fakes import FakeSounds, clip, film


class FakeStream:
    def __init__(
        self,
        *,
        samplerate: int,
        channels: int,
        dtype: str,
        latency: float,
        callback: Callable[..., None],
        finished_callback: Callable[[], None],
    ) -> None:
        assert (samplerate, channels, dtype) == (48_000, 2, "float32")
        assert latency > 0
        self.latency = 0.0
        self.started = self.closed = False
        self._callback = callback
        self.goes_away = finished_callback

    def start(self) -> None:
        self.started = True
        for _ in range(6):
            self.takes(64)  # a device asks at once, before anybody has written anything

    def close(self) -> None:
        self.closed = True
        self.goes_away()

    def takes(self, count: int) -> NDArray[np.float32]:
        target = np.full((count, 2), np.nan, np.float32)
        self._callback(target, count, None, None)
        return target


class FakeSoundDevice(ModuleType):
    """As the package `sounddevice` behaves."""

    PortAudioError = type("PortAudioError", (Exception,), {})

    def __init__(self, *, works: bool = True) -> None:
        super().__init__("sounddevice")
        self._works = works
        self.streams: list[FakeStream] = []

    def OutputStream(self, **settings: object) -> FakeStream:  # noqa: N802 - the package's name
        if not self._works:
            raise self.PortAudioError("no default output device")
        self.streams.append(FakeStream(**settings))  # type: ignore[arg-type]
        return self.streams[-1]


@pytest.fixture
def device() -> tuple[DeviceOutput, FakeStream]:
    package = FakeSoundDevice()
    return DeviceOutput(package), package.streams[0]


def block(count: int, value: float = 0.5) -> Sound:
    return np.full((count, 2), value, np.float32)


def test_samples_come_out_as_they_went_in(device: tuple[DeviceOutput, FakeStream]) -> None:
    output, stream = device
    samples = noise(3000)
    for at in range(0, 3000, 700):
        output.write(samples[at : at + 700])
    heard = np.concatenate([stream.takes(512) for _ in range(6)])
    assert np.array_equal(heard[:3000], samples)
    assert not heard[3000:].any()


def test_time_stands_while_samples_are_late(device: tuple[DeviceOutput, FakeStream]) -> None:
    output, stream = device
    output.begin()
    stream.takes(4800)
    assert output.seconds() == 0
    output.write(block(480))
    stream.takes(4800)
    stream.takes(4800)
    assert output.seconds() == Fraction(480, 48_000)


def test_time_begins_anew_and_what_waits_is_dropped(
    device: tuple[DeviceOutput, FakeStream],
) -> None:
    output, stream = device
    output.write(block(9600))
    stream.takes(4800)
    output.begin()
    assert output.seconds() == 0
    assert not stream.takes(100).any()


def test_only_so_much_is_wanted_ahead(device: tuple[DeviceOutput, FakeStream]) -> None:
    output, stream = device
    most = output.wanted()
    output.write(block(most))
    assert output.wanted() == 0
    stream.takes(1000)
    assert output.wanted() == 1000


def test_too_loud_is_cut_off(device: tuple[DeviceOutput, FakeStream]) -> None:
    output, stream = device
    output.write(block(10, 3.0))
    assert (stream.takes(10) == 1).all()


def test_a_device_that_goes_away_is_told_and_time_goes_on(
    device: tuple[DeviceOutput, FakeStream],
) -> None:
    output, stream = device
    output.begin()
    output.write(block(4800))
    stream.takes(4800)
    notes = [output.note]
    stream.goes_away()
    notes.append(output.note)
    assert notes == [None, "Playing without sound: the sound device went away."]
    before = output.seconds()
    while output.seconds() == before:
        pass
    assert output.seconds() > before
    output.write(block(output.wanted()))
    assert not stream.takes(4800).any()
    assert output.may_come_back


def test_a_device_that_asks_for_nothing_does_not_stop_the_film(
    device: tuple[DeviceOutput, FakeStream], monkeypatch: pytest.MonkeyPatch
) -> None:
    output, _ = device
    output.begin()
    output.write(block(4800))
    monkeypatch.setattr("sorastudio.playback.sound._PATIENCE_SECONDS", 0.0)
    while output.seconds() == 0:
        pass
    assert output.note is not None


def test_a_device_that_asks_again_is_heard_from_the_next_start_on(
    device: tuple[DeviceOutput, FakeStream], monkeypatch: pytest.MonkeyPatch
) -> None:
    output, stream = device
    with monkeypatch.context() as patch:
        patch.setattr("sorastudio.playback.sound._PATIENCE_SECONDS", 0.0)
        output.begin()
        assert output.seconds() >= 0
    notes = [output.note]
    stream.takes(64)
    output.begin()
    notes.append(output.note)
    assert notes == ["Playing without sound: the sound device went away.", None]
    output.write(block(64))
    assert stream.takes(64).all()


def test_closing_is_not_going_away(device: tuple[DeviceOutput, FakeStream]) -> None:
    output, stream = device
    output.close()
    assert stream.closed
    assert output.note is None


def test_the_device_is_used_if_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    package = FakeSoundDevice()
    monkeypatch.setitem(sys.modules, "sounddevice", package)
    assert isinstance(open_output(), DeviceOutput)
    assert package.streams[0].started


def test_without_a_device_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice(works=False))
    output = open_output()
    assert isinstance(output, SilentOutput)
    assert output.note == "Playing without sound: no sound device was found."


def test_without_the_package_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    note = open_output().note
    assert note is not None
    assert "sounddevice" in note


def test_what_waits_is_handed_out_in_pieces() -> None:
    waiting = Waiting()
    waiting.put(block(3, 0.1))
    waiting.put(block(3, 0.2))
    target = block(4, 9)
    assert waiting.take_into(target) == 4
    assert target[:, 0].tolist() == pytest.approx([0.1, 0.1, 0.1, 0.2])
    assert waiting.take_into(target) == 2
    assert target[2:].tolist() == [[0, 0], [0, 0]]
    assert waiting.count == 0


def run(speed: Fraction | int, start: int = 0, *, loops: bool = False, end: int = 48) -> Run:
    return Run(rate=FPS_24, start=start, speed=Fraction(speed), first=0, end=end, loops=loops)


@pytest.fixture
def sounds() -> FakeSounds:
    return FakeSounds({MediaId("a"): noise(480_000)})


@pytest.fixture
def original(sounds: FakeSounds) -> Sound:
    """The film's sound: 48 frames of the file from its start."""
    return sounds.files[MediaId("a")][:96_000]


FILM = film(("A1", (clip("a", 48, 0),)))


def test_blocks_join_without_a_seam(sounds: FakeSounds, original: Sound) -> None:
    parts = [sound_of(run(1), strips(FILM), sounds, at, 4800) for at in range(0, 96_000, 4800)]
    assert np.array_equal(np.concatenate(parts), original)


def test_backwards_is_the_film_turned_round(sounds: FakeSounds, original: Sound) -> None:
    heard = sound_of(run(-1, start=24), strips(FILM), sounds, 0, 40_000)
    assert np.array_equal(heard, original[48_000 : 48_000 - 40_000 : -1])


def test_twice_as_fast_takes_every_other_sample(sounds: FakeSounds, original: Sound) -> None:
    heard = sound_of(run(2), strips(FILM), sounds, 100, 4000)
    assert np.allclose(heard, original[200:8200:2], atol=1e-6)


def test_a_loop_goes_on_with_its_first_sample(sounds: FakeSounds, original: Sound) -> None:
    heard = sound_of(run(1, start=6, loops=True, end=12), strips(FILM), sounds, 0, 30_000)
    expected = np.concatenate([original[12_000:24_000], original[:18_000]])
    assert np.array_equal(heard, expected)


def test_behind_the_end_and_far_too_fast_there_is_silence(sounds: FakeSounds) -> None:
    assert not sound_of(run(1, start=47), strips(FILM), sounds, 2000, 100).any()
    assert not sound_of(run(8), strips(FILM), sounds, 0, 100).any()
