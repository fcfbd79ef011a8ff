"""The export dialog and its queue, as a person uses them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.export.presets import Preset, graphics_card_presets, preset_named
from sorastudio.media.writer import VideoEncoding
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.project.time import FrameRate
from sorastudio.settings import SettingsFile
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.export.exporting import Exporting, Failed, Finished, Running, Stopped, Waiting
from sorastudio.ui.film.session import Session
from sorastudio.ui.window.status import Status
from tests.ui.conftest import OpenFilm

_LEFT = Qt.MouseButton.LeftButton


def _film(seconds: int) -> Project:
    """Slates only: nothing has to be decoded."""
    settings = Settings(size=Size(64, 36), rate=FrameRate(24))
    slot = Slot(id=SlotId("slot-1"), name="shot-1", prompt="Rain", seconds=Fraction(seconds))
    return add_slot(new_project("Film", settings), slot)


class Desk:
    """An open dialog, and hands on it."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.settings = SettingsFile()
        self.exporting = Exporting(session)
        self.status = Status(session, self.exporting, self.window)
        self.dialog = ExportDialog(session, self.exporting, self.window, self.settings)
        self.dialog.show()
        qtbot.waitExposed(self.dialog)

    @property
    def root(self) -> Path:
        return self.session.folder.root

    def item(self, words: str) -> tuple[QListWidget, QListWidgetItem]:
        rows = self.dialog.presets.rows
        (item,) = rows.findItems(words, Qt.MatchFlag.MatchExactly)
        rows.scrollToItem(item)
        return rows, item

    def choose(self, words: str) -> None:
        rows, item = self.item(words)
        QTest.mouseClick(rows.viewport(), _LEFT, pos=rows.visualItemRect(item).center())

    def tick(self, words: str) -> None:
        rows, item = self.item(words)
        self.choose(words)
        before = item.checkState()
        QTest.keyClick(rows, Qt.Key.Key_Space)
        assert item.checkState() is not before

    def press(self, words: str) -> None:
        QTest.mouseClick(self.button(words), _LEFT)

    def button(self, words: str) -> QPushButton:
        found = self.dialog.findChildren(QPushButton)
        return next(each for each in found if each.text() == words and each.isVisible())

    def until_done(self) -> None:
        self.qtbot.waitUntil(lambda: not self.exporting.is_running)

    @property
    def states(self) -> list[type]:
        return [type(each.state) for each in self.exporting.deliveries]


@pytest.fixture
def desk(open_film: OpenFilm, qtbot: QtBot) -> Iterator[Desk]:
    yield from _desk(open_film(_film(1)), qtbot)


@pytest.fixture
def long(open_film: OpenFilm, qtbot: QtBot) -> Iterator[Desk]:
    """So long that it is still under way when it is canceled."""
    yield from _desk(open_film(_film(3000)), qtbot)


def _desk(session: Session, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(session, qtbot)
    yield made
    made.exporting.cancel()
    made.dialog.close()
    session.close()


def test_several_that_are_ticked_are_made_one_after_another(desk: Desk) -> None:
    desk.tick("Review copy")
    desk.tick("GIF")
    desk.tick("WAV")
    assert "Writes Film-review.mp4, Film-gif.gif, Film-wav.wav." in desk.dialog.notes
    desk.press("Export 3 files")
    assert desk.states == [Running, Waiting, Waiting]
    assert desk.dialog.tabs.tabText(2) == "Queue (2 waiting)"
    desk.until_done()
    assert desk.states == [Finished] * 3
    for name in ("Film-review.mp4", "Film-gif.gif", "Film-wav.wav"):
        assert (desk.root / name).is_file()
    desk.press("Clear list")
    assert desk.exporting.deliveries == ()


def test_one_more_can_be_added_while_others_are_made(long: Desk) -> None:
    long.press("Export")
    long.choose("FLAC")
    long.press("Add to queue")
    assert long.states == [Running, Waiting]
    long.qtbot.waitUntil(lambda: "1 waiting" in _shown(long.status))
    assert "Exporting" in _shown(long.status)
    long.press("Add to queue")
    assert "Film.flac is in the queue already" in long.dialog.trouble


def test_one_can_be_canceled_and_the_others_go_on(long: Desk) -> None:
    long.press("Export")
    long.choose("FLAC")
    long.press("Add to queue")
    first, _ = (each for each in long.dialog.findChildren(QPushButton) if each.text() == "Cancel")
    assert first.accessibleName() == "Cancel Film.mp4"
    QTest.mouseClick(first, _LEFT)
    long.until_done()
    assert long.states == [Stopped, Finished]
    assert not (long.root / "Film.mp4").exists()
    assert (long.root / "Film.flac").exists()


def test_all_can_be_canceled(long: Desk) -> None:
    long.tick("Final cut")
    long.tick("AV1")
    long.press("Export 2 files")
    long.press("Cancel all")
    long.until_done()
    assert long.states == [Stopped, Stopped]
    assert [each.name for each in long.root.iterdir() if "Film-" in each.name] == []


def test_one_that_fails_says_why_and_the_next_is_made(desk: Desk) -> None:
    (desk.root / "Film-review.mp4").mkdir()
    desk.tick("Review copy")
    desk.tick("WAV")
    desk.press("Export 2 files")
    desk.until_done()
    assert desk.states == list[type]((Failed, Finished))
    assert any("is a folder" in words for words in _labels(desk.dialog.queue))


def test_quality_is_set_in_words_and_kept_for_each_preset(desk: Desk) -> None:
    fields = desk.dialog.quality
    before = _size(desk)
    fields.quality.setCurrentIndex(fields.quality.findData(12))
    assert _size(desk) > before
    fields.effort.setCurrentIndex(fields.effort.findData("veryfast"))
    desk.choose("ProRes 422 HQ")
    assert not fields.quality.isEnabled()
    assert not fields.effort.isVisible()
    desk.choose("Final cut")
    assert fields.quality.currentData() == 12
    tuned = fields.tuned()
    assert (tuned.crf, tuned.effort) == (12, "veryfast")
    assert fields.quality.currentText() == "Best, about twice the size (crf 12)"


def test_a_bit_rate_takes_two_passes_and_gives_the_size(desk: Desk) -> None:
    fields = desk.dialog.quality
    assert not fields.rate.isVisible()
    fields.quality.setCurrentIndex(fields.quality.findData("mean"))
    assert fields.rate.isVisible()
    fields.rate.setValue(16)
    assert fields.tuned() == preset_named("final").at_bit_rate(16_000_000)
    assert _size(desk) == pytest.approx((16_000_000 + 192_000) / 8 / 1e6, rel=0.1)
    desk.press("Export")
    desk.until_done()
    assert desk.states == [Finished]


def test_no_preset_takes_the_file_of_another_by_itself(desk: Desk) -> None:
    field = desk.dialog.place.field
    proposed = {}
    for label in ("Final cut", "Review copy", "GIF", "Final cut"):
        desk.choose(label)
        proposed[label] = Path(field.text()).name
    assert proposed == {
        "Final cut": "Film.mp4",
        "Review copy": "Film-review.mp4",
        "GIF": "Film.gif",
    }
    field.setText("mine.mp4")
    desk.choose("GIF")
    assert field.text() == "mine.gif", "what the person typed stays"


def test_another_shape_is_warned_of(desk: Desk) -> None:
    assert desk.dialog.notes.count("shape") == 0
    desk.choose("Upright, 1080×1920")
    assert "68% of the picture is cut off, left and right" in desk.dialog.notes


def test_extras_go_into_the_file(desk: Desk) -> None:
    extras = desk.dialog.extras
    assert not extras.chapters.isEnabled()
    desk.session.apply("Mark", add_marker, 12, name="Here")
    desk.session.move_playhead(6)
    desk.choose("Review copy")
    desk.dialog.tabs.setCurrentWidget(extras)
    for box in (extras.timecode, extras.chapters, extras.poster):
        QTest.mouseClick(box, _LEFT, pos=QPoint(8, box.height() // 2))
        assert box.isChecked()
    QTest.keyClicks(extras.tags["title"], "Home")
    assert extras.made_words.text().startswith("Sora Studio")
    QTest.mouseClick(extras.made_with, _LEFT, pos=QPoint(8, extras.made_with.height() // 2))
    desk.press("Export")
    desk.until_done()
    assert b"CreatorTool" not in (desk.root / "Film-review.mp4").read_bytes()
    with av.open(str(desk.root / "Film-review.mp4")) as container:
        assert container.metadata["title"] == "Home"
        assert len(container.chapters()) == 2
    assert (desk.root / "Film-review.jpg").is_file()


def test_extras_that_a_format_cannot_hold_are_not_offered(desk: Desk) -> None:
    extras = desk.dialog.extras
    desk.choose("WAV")
    assert not extras.timecode.isEnabled()
    assert extras.tags["title"].isEnabled()
    desk.choose("PNG sequence")
    assert extras.timecode.isEnabled()
    assert not extras.tags["title"].isEnabled()


def test_what_was_delivered_last_is_chosen_the_next_time(desk: Desk) -> None:
    desk.choose("WAV")
    desk.press("Export")
    desk.until_done()
    again = ExportDialog(desk.session, desk.exporting, desk.window, desk.settings)
    assert again.presets.preset.name == "wav"
    again.close()


def test_what_the_machine_can_encode_is_offered_once_it_was_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def qsv(encoding: VideoEncoding) -> bool:
        return encoding.codec == "h264_qsv"

    monkeypatch.setattr("sorastudio.export.presets.works_here", qsv)
    graphics_card_presets.cache_clear()
    asked = ExportDialog(desk.session, desk.exporting, desk.window, desk.settings)
    rows = asked.presets.rows
    words = "H.264 on the graphics card"
    exactly = Qt.MatchFlag.MatchExactly
    desk.qtbot.waitUntil(lambda: len(rows.findItems(words, exactly)) == 1)
    asked.presets.choose("card-h264")
    chosen: Preset = asked.presets.preset
    assert not chosen.in_pieces
    assert "graphics" in chosen.label
    asked.close()
    graphics_card_presets.cache_clear()


def _size(desk: Desk) -> float:
    """Megabytes, as the dialog guesses."""
    (words,) = [each for each in _labels(desk.dialog) if "about " in each and "frames" in each]
    number, unit = words.rpartition("about ")[2].split()[:2]
    return float(number) * {"kB": 1e-3, "MB": 1.0, "bytes": 1e-6}[unit]


def _labels(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel)]


def _shown(status: Status) -> str:
    return " ".join(_labels(status))
