"""Sound from the film to the device: in order, in step, and told how loud."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from sorastudio.playback.clock import Run
from sorastudio.playback.levels import SILENCE, WINDOW, Levels
from sorastudio.playback.sound import Output, SilentOutput, open_output
from sorastudio.playback.voice import Voice
from sorastudio.project.ids import MediaId
from sorastudio.project.time import FPS_24
from sorastudio.render.mix import mix, strips
from sorastudio.render.sources import Sound
from tests.film_maker import noise
from tests.playback.fakes import PATIENCE_SECONDS, FakeSound
from tests.playback.test_sound import FILM, FakeSoundDevice, FakeStream
from tests.render.fakes import FakeSounds


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.002)


def run(start: int = 0) -> Run:
    return Run(rate=FPS_24, start=start, speed=Fraction(1), first=0, end=48)


@pytest.fixture
def sounds() -> FakeSounds:
    return FakeSounds({MediaId("a"): noise(480_000)})


class Pulling(FakeStream):
    """Asks for samples on a thread of its own, at its own pace, as PortAudio does."""

    def start(self) -> None:
        super().start()
        self.heard: list[Sound] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._pull, name="portaudio")
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        super().close()

    def _pull(self) -> None:
        began, taken = time.monotonic(), 0
        while not self._stop.wait(0.004):
            due = int((time.monotonic() - began) * 48_000)
            while taken < due:
                self.heard.append(self.takes(512))
                taken += 512


class PullingDevice(FakeSoundDevice):
    def OutputStream(self, **settings: object) -> Pulling:  # noqa: N802 - the package's name
        stream = Pulling(**settings)  # type: ignore[arg-type]
        self.streams.append(stream)
        return stream


def test_a_device_in_real_time_hears_all_of_it_in_order(
    sounds: FakeSounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = PullingDevice()
    monkeypatch.setitem(sys.modules, "sounddevice", device)
    voice = Voice(sounds, open_output, lambda: None)
    until(lambda: bool(device.streams) and voice._output is not None)
    clock = voice.play(FILM, run())
    until(lambda: clock.seconds() >= 2)
    voice.close()
    stream = device.streams[0]
    assert isinstance(stream, Pulling)
    heard = np.concatenate(stream.heard)
    expected = np.clip(mix(strips(FILM), sounds, 0, 96_000), -1, 1)
    sounding = heard[np.abs(heard).max(axis=1) > 0]
    assert len(sounding) > 90_000
    whole = expected[np.abs(expected).max(axis=1) > 0]
    assert np.array_equal(sounding, whole[: len(sounding)])


def test_while_the_playhead_is_dragged_snippets_do_not_pile_up(sounds: FakeSounds) -> None:
    sound = FakeSound()
    voice = Voice(sounds, lambda: sound, lambda: None)
    until(lambda: voice._output is not None)
    for frame in range(40):
        voice.snippet(FILM, frame)
    until(lambda: len(sound.written) > 0)
    time.sleep(0.05)
    voice.close()
    assert len(sound.written) == 3840
    expected = mix(strips(FILM), sounds, FPS_24.sample(39), 3840)
    assert np.allclose(sound.written[1000:2000], expected[1000:2000])


def test_after_a_stop_a_device_that_went_away_is_looked_for(sounds: FakeSounds) -> None:
    lost, found = FakeSound(note="It went away."), FakeSound()
    lost.may_come_back = True
    outputs: list[Output] = [lost, found]
    voice = Voice(sounds, lambda: outputs.pop(0), lambda: None)
    until(lambda: voice.note == "It went away.")
    assert voice.play(FILM, run()) is lost
    until(lambda: len(lost.written) > 0)
    assert voice.note is not None
    voice.hush()
    until(lambda: voice.note is None)
    assert lost.closed
    assert voice.play(FILM, run()) is found
    until(lambda: len(found.written) > 0)
    voice.close()
    assert found.closed


def test_where_there_is_no_device_it_is_not_asked_for_all_the_time(sounds: FakeSounds) -> None:
    opened: list[Output] = []

    def nothing() -> Output:
        opened.append(SilentOutput("No device.", may_come_back=True))
        return opened[-1]

    voice = Voice(sounds, nothing, lambda: None)
    until(lambda: bool(opened))
    time.sleep(0.2)
    assert len(opened) == 1
    voice.hush()
    until(lambda: len(opened) == 2)
    voice.close()


def test_levels_are_those_of_what_is_heard(sounds: FakeSounds) -> None:
    sound = FakeSound()
    voice = Voice(sounds, lambda: sound, lambda: None)
    until(lambda: voice._output is not None)
    voice.play(FILM, run())
    until(lambda: len(sound.written) >= 24_000)
    voice.levels()
    sound.pass_time(Fraction(1, 4))
    expected = np.abs(sound.written[WINDOW : 13 * WINDOW]).max(axis=0)
    assert voice.levels() == pytest.approx(tuple(expected), abs=1e-6)
    assert voice.levels() == SILENCE
    voice.close()


def test_without_a_device_levels_move_all_the_same(sounds: FakeSounds) -> None:
    voice = Voice(sounds, lambda: SilentOutput("No device."), lambda: None)
    until(lambda: voice._output is not None)
    voice.play(FILM, run())
    until(lambda: max(voice.levels()) > 0.05)
    voice.close()


def test_peaks_wait_for_their_time() -> None:
    levels = Levels()
    for value in (0.1, 0.5, 0.2):
        levels.add(np.full((WINDOW, 2), value, np.float32) * np.array([1, -2], np.float32))
    assert levels.heard(Fraction(0)) == pytest.approx((0.1, 0.2))
    assert levels.heard(Fraction(3 * WINDOW, 48_000)) == pytest.approx((0.5, 1.0))
    levels.begin()
    assert levels.heard(Fraction(9)) == SILENCE
