"""Bringing files in, finding things, and dragging them out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Media
from sorastudio.project.timeline import TrackKind
from sorastudio.render.transitions import kinds
from sorastudio.ui.drags import MEDIA_MIME, SLOT_MIME, TRANSITION_MIME, names_in
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.rows import Rows
from sorastudio.ui.panels.states import COLORS, Look
from tests.film_maker import Reel, make_film, make_sound, noise
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2, "Snow on pines")))


@pytest.fixture
def library(qtbot: QtBot, session: Session) -> Library:
    library = Library(session, Generation(session, session))
    qtbot.addWidget(library)
    library.resize(260, 420)
    library.show()
    qtbot.waitExposed(library)
    return library


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "shoot"
    folder.mkdir()
    return [
        make_film(folder / f"{name}.mp4", Reel(frames=frames, first=frames))
        for name, frames in (("wave", 24), ("cliff", 12))
    ]


def titles(rows: Rows) -> list[str]:
    return [row.title for row in rows.rows]


def imported(qtbot: QtBot, library: Library, paths: list[Path]) -> list[Media]:
    with qtbot.waitSignal(library.imported, timeout=10_000) as found:
        library.import_files(paths)
    media: list[Media] = found.args[0]
    return media


def carried(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_files_dropped_on_the_library_are_in_the_film(
    qtbot: QtBot, session: Session, library: Library, films: list[Path]
) -> None:
    mime = carried(*films)
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(library.imported, timeout=10_000):
        library.dropEvent(event)
    assert sorted(titles(library.media.rows)) == ["cliff.mp4", "wave.mp4"]
    assert library.tabs.currentWidget() is library.media
    session.undo()
    assert len(session.project.pool.media) == 2


def test_junk_is_told_and_the_rest_is_kept(
    qtbot: QtBot, session: Session, library: Library, films: list[Path]
) -> None:
    junk = films[0].with_name("notes.txt")
    junk.write_text("not a film")
    with qtbot.waitSignal(session.told, timeout=10_000) as told:
        found = imported(qtbot, library, [films[0].parent])
    assert "notes.txt" in told.args[1]
    assert {media.name for media in found} == {"cliff.mp4", "wave.mp4"}


def test_an_empty_folder_is_told(qtbot: QtBot, session: Session, library: Library) -> None:
    empty = session.folder.root / "empty"
    empty.mkdir()
    with qtbot.waitSignal(session.told) as told:
        library.import_files([empty])
    assert told.args[1] == "There is no file to import."


def test_files_go_onto_the_timeline_in_order_as_one_step(
    qtbot: QtBot, session: Session, library: Library, films: list[Path]
) -> None:
    before = session.project.timeline
    (track,) = before.of_kind(TrackKind.VIDEO)
    with qtbot.waitSignal(library.imported, timeout=10_000):
        library.add_to_timeline(films, track.id, 60)
    (track,) = session.project.timeline.of_kind(TrackKind.VIDEO)
    assert [placed.start for placed in track.clips()] == [0, 24, 60, 84]
    assert check(session.project) == []
    session.undo()
    assert session.project.timeline is before


def test_a_sound_goes_to_an_audio_track(
    qtbot: QtBot, session: Session, library: Library, tmp_path: Path
) -> None:
    song = make_sound(tmp_path / "song.wav", noise(24_000), codec="pcm_s16le")
    with qtbot.waitSignal(library.imported, timeout=10_000):
        library.add_to_timeline([song], None, 0)
    lengths = [track.length for track in session.project.timeline.of_kind(TrackKind.AUDIO)]
    assert 12 in lengths
    (video,) = session.project.timeline.of_kind(TrackKind.VIDEO)
    session.undo()
    with qtbot.waitSignal(library.imported, timeout=10_000):
        library.add_to_timeline([song], video.id, 0)
    lengths = [track.length for track in session.project.timeline.of_kind(TrackKind.AUDIO)]
    assert 12 in lengths


def test_files_are_inserted_before_what_lies_there(
    qtbot: QtBot, session: Session, library: Library, films: list[Path]
) -> None:
    before = session.project.timeline
    (track,) = before.of_kind(TrackKind.VIDEO)
    with qtbot.waitSignal(library.imported, timeout=10_000):
        library.add_to_timeline(films, track.id, 0, into=True)
    (track,) = session.project.timeline.of_kind(TrackKind.VIDEO)
    assert [placed.start for placed in track.clips()] == [0, 24, 36, 60]
    session.undo()
    assert session.project.timeline is before


def test_search_sort_and_filter(
    qtbot: QtBot, session: Session, library: Library, films: list[Path]
) -> None:
    found = imported(qtbot, library, films)
    library.importer.lay([found[0]], None, None)
    media = library.media
    media.sort.setFocus()
    QTest.keyClick(media.sort, Qt.Key.Key_Down)
    assert titles(media.rows) == ["cliff.mp4", "wave.mp4"]
    QTest.keyClicks(media.search, "WAVE")
    assert titles(media.rows) == ["wave.mp4"]
    assert "used" in media.rows.rows[0].detail
    media.search.clear()
    QTest.keyClick(media.filter, Qt.Key.Key_Down)
    assert titles(media.rows) == ["wave.mp4"]
    QTest.keyClick(media.filter, Qt.Key.Key_Down)
    assert titles(media.rows) == ["cliff.mp4"]
    QTest.keyClicks(media.search, "nothing like it")
    assert media.empty.text() == "No file matches."


def test_a_missing_file_is_marked_and_found_again(
    qtbot: QtBot, session: Session, library: Library, films: list[Path], tmp_path: Path
) -> None:
    (media,) = imported(qtbot, library, films[:1])
    moved = tmp_path / "elsewhere" / "wave.mp4"
    moved.parent.mkdir()
    shutil.move(films[0], moved)
    library.tabs.setCurrentWidget(library.slots)
    library.tabs.setCurrentWidget(library.media)
    rows = library.media.rows
    qtbot.waitUntil(lambda: rows.rows[0].look is Look.MISSING, timeout=10_000)
    place = rows.visualItemRect(rows.item(0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert library.media.relink_button.isVisible()
    assert session.selection.media == media.id
    with qtbot.waitSignal(session.told, timeout=10_000) as told:
        library.importer.relink(media, films[1])
    assert "another file" in told.args[1]
    library.importer.relink(media, moved)
    qtbot.waitUntil(lambda: rows.rows[0].look is None, timeout=10_000)
    assert session.locate(media.id) == moved


def test_slots_are_found_by_their_words_and_selected(session: Session, library: Library) -> None:
    slots = library.slots
    QTest.keyClicks(slots.search, "pines")
    assert titles(slots.rows) == ["shot-2"]
    place = slots.rows.visualItemRect(slots.rows.item(0)).center()
    QTest.mouseClick(slots.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selection.slot == SlotId("slot-2")
    QTest.keyClick(slots.rows, Qt.Key.Key_Return)
    assert session.playhead == 24


def painted(rows: Rows) -> list[str]:
    """The words beside each mark, as they are painted."""
    shown = []
    for index in range(rows.count()):
        place = rows.visualItemRect(rows.item(index))
        colour = rows.grab().toImage().pixelColor(place.x() + 80 + 5, place.y() + 35)
        shown.append(colour.name())
    return shown


def test_rows_tell_how_their_slots_stand(qtbot: QtBot, session: Session, library: Library) -> None:
    generation = Generation(session, library)
    rows = library.slots.rows
    qtbot.waitUntil(lambda: COLORS[Look.GENERATED] not in painted(rows))
    generation.generate([SlotId("slot-1")])
    wait_for_all(qtbot, generation)
    qtbot.waitUntil(lambda: painted(rows)[0] == COLORS[Look.GENERATED], timeout=10_000)
    assert painted(rows)[1] != COLORS[Look.GENERATED]


def test_what_is_dragged_says_what_it_is(qtbot: QtBot, library: Library, films: list[Path]) -> None:
    (media,) = imported(qtbot, library, films[:1])
    for rows, mime, first in (
        (library.slots.rows, SLOT_MIME, "slot-1"),
        (library.media.rows, MEDIA_MIME, media.id),
        (library.transitions.rows, TRANSITION_MIME, next(iter(kinds()))),
    ):
        assert names_in(rows.mimeData([rows.item(0)]), mime) == [first]


def test_every_kind_of_transition_is_there_and_painted(qtbot: QtBot, library: Library) -> None:
    library.tabs.setCurrentWidget(library.transitions)
    rows = library.transitions.rows
    assert [row.id for row in rows.rows] == list(kinds())
    place = rows.visualItemRect(rows.item(list(kinds()).index("dissolve")))

    def lightness() -> int:
        image = rows.grab().toImage()
        return image.pixelColor(place.x() + 30, place.y() + 12).lightness()

    qtbot.waitUntil(lambda: lightness() > 60, timeout=20_000)


def test_a_kind_of_transition_plays_under_the_pointer(qtbot: QtBot, library: Library) -> None:
    tab = library.transitions
    library.tabs.setCurrentWidget(tab)
    with qtbot.waitExposed(library):
        library.show()
    place = tab.rows.visualItemRect(tab.rows.item(list(kinds()).index("dissolve"))).center()
    QTest.mouseMove(tab.rows.viewport(), place)
    shown: set[int] = set()

    def several() -> bool:
        image = tab.loop.image()
        if image is not None:
            shown.add(image.cacheKey())
        return len(shown) > 3

    qtbot.waitUntil(several, timeout=20_000)
    QApplication.sendEvent(tab.rows.viewport(), QEvent(QEvent.Type.Leave))
    assert not tab.loop.playing


def test_a_transition_is_found_by_what_it_is_called_or_does(qtbot: QtBot, library: Library) -> None:
    library.tabs.setCurrentWidget(library.transitions)
    finder, rows = library.transitions.finder, library.transitions.rows
    QTest.keyClicks(finder.search, "next scene born")
    assert [row.id for row in rows.rows] == ["zoom"]
    finder.search.clear()
    finder.family.setCurrentText("Mattes")
    finder.family.activated.emit(finder.family.currentIndex())
    assert {"ink", "clouds", "brush"} <= {row.id for row in rows.rows}
    assert "wipe" not in {row.id for row in rows.rows}
    QTest.keyClicks(finder.search, "xyz")
    assert rows.rows == []
    assert "No transition is like “xyz”" in library.transitions.hint.text()
