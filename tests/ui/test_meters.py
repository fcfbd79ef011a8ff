"""The meters as a person sees them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.playback.levels import SILENCE, Peaks
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.window.meters import LOWEST_DB, Meters, Side, decibels

PATIENCE_MS = 20_000


class Music:
    def __init__(self) -> None:
        self.peaks: Peaks = (0.5, 0.25)
        self.asked = 0

    def __call__(self) -> Peaks:
        self.asked += 1
        return self.peaks


def shown(qtbot: QtBot, music: Music) -> Meters:
    meters = Meters(music)
    qtbot.addWidget(meters)
    meters.resize(meters.width(), 200)
    meters.show()
    return meters


def colours(meters: Meters) -> set[str]:
    image = meters.grab().toImage()
    return {image.pixelColor(x, y).name() for x in (8, 17) for y in range(image.height())}


def test_they_move_only_while_it_plays(qtbot: QtBot) -> None:
    music = Music()
    meters = shown(qtbot, music)
    assert PALETTE.generated not in colours(meters)
    meters.set_playing(True)
    qtbot.waitUntil(lambda: meters.sides[0].level_db > -7, timeout=PATIENCE_MS)
    assert PALETTE.generated in colours(meters)
    assert "left -6 dB, right -12 dB" in meters.accessibleDescription()
    meters.set_playing(False)
    asked = music.asked
    qtbot.waitUntil(lambda: not meters._timer.isActive(), timeout=PATIENCE_MS)
    assert music.asked == asked
    assert all(side.at_rest for side in meters.sides)
    assert "silent" in meters.toolTip()


def test_what_is_too_loud_lights_up_until_it_is_clicked_or_played_anew(qtbot: QtBot) -> None:
    music = Music()
    music.peaks = (1.2, 0.5)
    meters = shown(qtbot, music)
    meters.set_playing(True)
    qtbot.waitUntil(lambda: meters.sides[0].clipped, timeout=PATIENCE_MS)
    assert not meters.sides[1].clipped
    assert "Too loud" in meters.toolTip()
    music.peaks = SILENCE
    qtbot.waitUntil(lambda: meters.sides[0].level_db < -1, timeout=PATIENCE_MS)
    assert meters.sides[0].clipped
    QTest.mouseClick(meters, Qt.MouseButton.LeftButton)
    assert "Too loud" not in meters.toolTip()
    music.peaks = (1.2, 0.5)
    qtbot.waitUntil(lambda: meters.sides[0].clipped, timeout=PATIENCE_MS)
    music.peaks = SILENCE
    meters.set_playing(False)
    meters.set_playing(True)
    assert "Too loud" not in meters.toolTip()


def test_the_highest_stays_for_a_while() -> None:
    side = Side().heard(0.5)
    assert round(side.held_db) == -6
    for _ in range(40):
        side = side.heard(0.0)
    assert round(side.held_db) == -6
    assert side.level_db < -40
    for _ in range(60):
        side = side.heard(0.0)
    assert side.at_rest


def test_decibels() -> None:
    assert decibels(1) == 0
    assert round(decibels(0.1)) == -20
    assert decibels(0) == decibels(1e-9) == LOWEST_DB
