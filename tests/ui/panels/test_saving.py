"""Saving in the background: in order, and told where it cannot be done."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from sorastudio.project.edits.markers import add_marker
from sorastudio.store.film_file import FilmFile, load_film, save_film
from sorastudio.ui.saving import Saver
from sorastudio.ui.session import Session


def test_an_older_state_is_never_put_over_a_newer(session: Session) -> None:
    film = FilmFile(session.file.path)
    old = film.load()
    saver = Saver(film)
    first, second = saver.number(), saver.number()
    new = add_marker(old, 5)
    assert saver.save(new, second)
    assert not saver.save(old, first)
    assert load_film(session.file.path) == new


def test_calls_in_a_row_save_the_last_state(qtbot: QtBot, session: Session) -> None:
    for frame in range(5):
        session.apply("Marker", add_marker, frame)
        session.save_soon()
    qtbot.waitUntil(lambda: not session.document.is_changed, timeout=10_000)
    assert len(load_film(session.file.path).timeline.markers) == 5


def test_a_film_that_another_program_changed_is_told(qtbot: QtBot, session: Session) -> None:
    save_film(session.file.path, replace(session.project, name="Theirs"))
    session.apply("Marker", add_marker, 1)
    with qtbot.waitSignal(session.told, timeout=10_000) as told:
        session.save_soon()
    assert "not saved" in told.args[1]
    assert session.document.is_changed
    assert load_film(session.file.path).name == "Theirs"


def test_a_save_that_waits_is_done_before_the_end(session: Session) -> None:
    session.apply("Marker", add_marker, 1)
    session.save_soon()
    session.apply("Marker", add_marker, 2)
    session.save_soon()
    session.close()
    assert len(load_film(session.file.path).timeline.markers) == 2
