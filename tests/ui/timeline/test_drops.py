"""What is dropped on the tracks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.project.project import Project
from sorastudio.ui.drags import MEDIA_MIME, SLOT_MIME, TRANSITION_MIME
from sorastudio.ui.film.session import Session
from tests.project.films import A1, V1, clips, film, knowing, layout, slot, song, video, with_slots
from tests.ui.timeline.hand import CTRL, NO_KEY, Hand, shown, undone

# Qt 6.12 gives these events another constructor, which 6.11 does not have.
pytestmark = pytest.mark.filterwarnings("ignore:Function. 'QDrag:DeprecationWarning")

OpenFilm = Callable[[Project], Session]
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton


def carrying(kind: str, words: str) -> QMimeData:
    mime = QMimeData()
    mime.setData(kind, words.encode())
    return mime


class Carrier:
    """Carries something over a timeline and lets it go."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session, self.before = session, session.project
        self.timeline = shown(qtbot, session)
        self.hand = Hand(qtbot, self.timeline)

    def over(self, mime: QMimeData, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        for kind in (QDragEnterEvent, QDragMoveEvent):
            QApplication.sendEvent(self.timeline.canvas, kind(at, COPY, mime, LEFT, keys))

    def drop(self, mime: QMimeData, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.over(mime, at, keys)
        event = QDropEvent(QPointF(at), COPY, mime, LEFT, keys)
        QApplication.sendEvent(self.timeline.canvas, event)


def test_a_transition_is_dropped_near_a_cut(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(film(48, 48)))
    mime = carrying(TRANSITION_MIME, "wipe")
    c.over(mime, c.hand.point(50))
    assert c.session.project is c.before
    assert clips(c.timeline.stage.shown)[1].enter is not None
    c.drop(mime, c.hand.point(50))
    enter = clips(undone(c.session, c.before))[1].enter
    assert enter is not None
    assert enter.kind == "wipe"


def test_a_drop_says_by_how_much_the_film_gets_shorter(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(film(48, 48, seconds=2)))
    with qtbot.waitSignal(c.session.told) as told:
        c.drop(carrying(TRANSITION_MIME, "dissolve"), c.hand.point(48))
    assert told.args is not None
    assert "24 frames" in told.args[1]
    assert c.session.project.timeline.length == 72


def test_a_transition_beside_a_cut_is_refused(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(film(48, -48)))
    with qtbot.waitSignal(c.session.told) as told:
        c.drop(carrying(TRANSITION_MIME, "wipe"), c.hand.point(100))
    assert told.args is not None
    assert "cut" in told.args[1]
    assert c.session.project is c.before


def test_media_is_laid_over_or_with_ctrl_inserted(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(knowing(film(24, 24), video("z", 1))))
    mime = carrying(MEDIA_MIME, video("z", 1).id)
    c.drop(mime, c.hand.point(24.5))
    assert layout(undone(c.session, c.before)) == "a24 z24"
    c.session.undo()
    c.drop(mime, c.hand.point(24.5), CTRL)
    assert layout(undone(c.session, c.before)) == "a24 z24 b24"


def test_a_song_goes_onto_a_sound_track(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(knowing(film(24), song("tune", 1))))
    mime = carrying(MEDIA_MIME, song("tune", 1).id)
    c.drop(mime, c.hand.point(0, A1))
    assert layout(undone(c.session, c.before), A1) == "tune24"
    c.session.undo()
    c.drop(mime, c.hand.point(0, V1))
    after = undone(c.session, c.before)
    assert (layout(after), layout(after, A1)) == ("a24", "tune24")


def test_a_slot_is_placed_once_more(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(with_slots(film(), slot("sea", 1))))
    c.drop(carrying(SLOT_MIME, "slot-sea"), c.hand.point(40))
    assert layout(undone(c.session, c.before)) == "sea24 -16 sea24"


def test_what_the_film_does_not_know_is_refused(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(film(24)))
    for kind in (MEDIA_MIME, SLOT_MIME):
        with qtbot.waitSignal(c.session.told):
            c.drop(carrying(kind, "\x00 nothing"), c.hand.point(40))
    assert c.session.project is c.before


def test_files_are_passed_on_with_where_they_fell(
    qtbot: QtBot, open_film: OpenFilm, tmp_path: Path
) -> None:
    c = Carrier(qtbot, open_film(film(24)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "one.mp4")), QUrl("https://example.org/x")])
    with qtbot.waitSignal(c.timeline.files_dropped) as dropped:
        c.drop(mime, c.hand.point(40))
    assert dropped.args == [[str(tmp_path / "one.mp4")], V1, 40, False]
    with qtbot.waitSignal(c.timeline.files_dropped) as dropped:
        c.drop(mime, c.hand.point(40), CTRL)
    assert dropped.args == [[str(tmp_path / "one.mp4")], V1, 40, True]


def test_a_file_manager_that_offers_to_move_is_told_that_it_was_a_copy(
    qtbot: QtBot, open_film: OpenFilm, tmp_path: Path
) -> None:
    c = Carrier(qtbot, open_film(film(48)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "sea.mp4"))])
    move = Qt.DropAction.MoveAction
    c.over(mime, c.hand.point(60))
    event = QDropEvent(QPointF(c.hand.point(60)), COPY | move, mime, LEFT, NO_KEY)
    event.setDropAction(move)
    assert event.dropAction() is move
    QApplication.sendEvent(c.timeline.canvas, event)
    assert event.isAccepted()
    assert event.dropAction() is COPY


def test_leaving_shows_the_film_as_it_is(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(film(48, 48)))
    c.over(carrying(TRANSITION_MIME, "wipe"), c.hand.point(50))
    assert c.timeline.stage.shown is not c.before
    QApplication.sendEvent(c.timeline.canvas, QDragLeaveEvent())
    assert c.timeline.stage.shown is c.before


def test_other_things_are_not_taken(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(film(24)))
    mime = QMimeData()
    mime.setText("words")
    event = QDragEnterEvent(QPoint(50, 40), COPY, mime, LEFT, NO_KEY)
    event.ignore()
    QApplication.sendEvent(c.timeline.canvas, event)
    assert not event.isAccepted()


def test_what_is_carried_to_the_side_scrolls(qtbot: QtBot, open_film: OpenFilm) -> None:
    c = Carrier(qtbot, open_film(knowing(film(24), video("x", 1))))
    mime, canvas = carrying(MEDIA_MIME, video("x", 1).id), c.timeline.canvas
    side = QPoint(canvas.width() - 4, c.hand.point(0).y())
    c.over(mime, side)
    stage = c.timeline.stage
    qtbot.waitUntil(lambda: stage.scale.scroll_px > 60)
    shown = clips(stage.shown)
    assert len(shown) == 2
    c.drop(mime, side)
    begins = [placed.start for placed in c.session.project.timeline.clips()]
    assert begins[-1] > canvas.width() / 4 + 10
    scrolled = stage.scale.scroll_px
    qtbot.wait(100)
    assert stage.scale.scroll_px == scrolled
