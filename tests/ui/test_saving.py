"""What the person saves, and what must be on disk whether they save or not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.media import Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import FilmFile, load_film, save_film
from sorastudio.store.recovery import recoverable
from sorastudio.ui.film.safety import Autosave
from sorastudio.ui.film.saving import Saver
from sorastudio.ui.film.session import Session
from tests.project.films import film, slot, take, with_slots
from tests.ui.conftest import OpenFilm

SEA = slot("sea")
CITY = slot("city")


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(with_slots(film(24), SEA))


def receive(session: Session, of: Slot = SEA) -> Take:
    made, media = take(session.project, of)
    session.document.receive("Use take", made, media)
    session.keep_soon()
    return made


def on_disk(session: Session) -> Project:
    return load_film(session.file.path)


def wait_until_safe(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.document.is_safe, timeout=10_000)


def test_an_older_state_is_never_put_over_a_newer(session: Session) -> None:
    file = FilmFile(session.file.path)
    old = file.load()
    saver = Saver(file)
    first, second = saver.number(), saver.number()
    new = add_marker(old, 5)
    assert saver.save(new, second)
    assert not saver.save(old, first)
    assert on_disk(session) == new


def test_takes_that_come_in_a_row_are_all_on_disk(qtbot: QtBot, session: Session) -> None:
    made = [receive(session) for _ in range(5)]
    qtbot.waitUntil(lambda: not session.document.is_changed, timeout=10_000)
    assert on_disk(session) == session.project
    assert on_disk(session).chosen_take(SEA.id) == made[-1]


def test_a_take_is_safe_and_edits_stay_open(qtbot: QtBot, session: Session) -> None:
    before = session.project
    session.apply("Marker", add_marker, 3)
    made = receive(session)
    wait_until_safe(qtbot, session)
    assert session.document.is_changed
    kept = on_disk(session)
    assert kept.timeline == before.timeline
    assert kept.chosen_take(SEA.id) == made
    assert check(kept) == []
    assert session.save()
    assert on_disk(session) == session.project
    assert not session.document.is_changed


def test_a_take_of_a_slot_that_was_never_saved_is_safe(qtbot: QtBot, session: Session) -> None:
    session.apply("Slot", lambda project: with_slots(project, CITY))
    made = receive(session, CITY)
    wait_until_safe(qtbot, session)
    kept = on_disk(session)
    assert CITY.id not in kept.slots
    assert kept.pool.takes.get(made.id) == made
    assert check(kept) == []


def test_what_was_put_aside_stays_while_edits_are_open(qtbot: QtBot, session: Session) -> None:
    keeper = Autosave(session)
    session.apply("Marker", add_marker, 3)
    keeper.keep()
    qtbot.waitUntil(lambda: recoverable(session.file.path) is not None, timeout=10_000)
    receive(session)
    wait_until_safe(qtbot, session)
    assert recoverable(session.file.path) is not None
    keeper.stop()


def test_a_take_that_meets_the_changes_of_another_program_is_told_and_joins_them_at_the_end(
    qtbot: QtBot, session: Session
) -> None:
    theirs = add_marker(session.project, 7)
    save_film(session.file.path, theirs)
    session.apply("Marker", add_marker, 3)
    with qtbot.waitSignal(session.told, timeout=10_000) as told:
        made = receive(session)
    assert "Your open edits are kept here" in told.args[1]
    kept = on_disk(session)
    assert kept.timeline == theirs.timeline
    assert kept.chosen_take(SEA.id) == made
    assert session.document.is_changed
    session.close()
    assert on_disk(session) == kept


def test_what_another_program_changes_is_taken_in_where_nothing_is_open(
    qtbot: QtBot, session: Session
) -> None:
    before = session.project
    theirs = add_marker(before, 7)
    save_film(session.file.path, theirs)
    qtbot.waitUntil(lambda: session.project == theirs)
    assert not session.document.is_changed
    session.undo()
    assert session.project == before
    assert session.save()


def test_what_is_saved_over_the_changes_of_another_program_is_kept_beside_it(
    session: Session,
) -> None:
    session.apply("Marker", add_marker, 3)
    theirs = add_marker(session.project, 7)
    save_film(session.file.path, theirs)
    assert session.save(lambda: True)
    (aside,) = session.folder.root.glob("*(other changes *).sora")
    assert load_film(aside) == theirs
    assert on_disk(session) == session.project


def test_a_second_window_on_a_film_may_only_look(session: Session) -> None:
    second = Session(session.file.path)
    assert "open in another window" in second.read_only
    assert not second.apply("Marker", add_marker, 3)
    assert not second.save()
    before = session.file.path.read_bytes()
    receive(second)
    assert not second.document.is_changed
    second.close()
    assert session.file.path.read_bytes() == before
    assert session.apply("Marker", add_marker, 3)
    assert session.save()
    session.close()
    third = Session(session.file.path)
    assert not third.read_only
    third.close()


def test_a_take_that_waits_to_be_written_is_written_before_the_end(session: Session) -> None:
    first, second = receive(session), receive(session)
    session.close()
    assert {first.id, second.id} <= {each.id for each in on_disk(session).pool.takes}


def test_saving_asks_again_for_every_change_of_another_program(session: Session) -> None:
    path = session.file.path
    session.apply("Marker", add_marker, 3)
    save_film(path, replace(session.project, name="Theirs"))
    asked: list[str] = []

    def may_replace() -> bool:
        asked.append(load_film(path).name)
        if len(asked) == 1:  # they save once more while the question stands
            save_film(path, replace(session.project, name="Theirs again"))
        return True

    assert session.save(may_replace)
    assert asked == ["Theirs", "Theirs again"]
    assert on_disk(session) == session.project


_KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from sorastudio.project.edits.markers import add_marker
from sorastudio.store.recovery import autosave
from sorastudio.ui.film.session import Session
from tests.project.films import slot, take

app = QCoreApplication([])
session = Session(Path(sys.argv[1]))
session.apply("Marker", add_marker, 3)
autosave(session.file.path, session.project)
made, media = take(session.project, slot("sea"))
session.document.receive("Use take", made, media)
session.keep_soon()
while not session.document.is_safe:
    app.processEvents()
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_with_open_edits_both_the_takes_and_the_edits_are_there(tmp_path: Path) -> None:
    path = tmp_path / "Film.sora"
    saved = with_slots(film(24), SEA)
    save_film(path, saved)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path)],
        cwd=Path(__file__).parents[2],
        timeout=120,
        check=False,
    )
    assert done.returncode == -9
    kept = load_film(path)
    assert [each.slot_id for each in kept.pool.takes] == [SEA.id]
    assert kept.timeline == saved.timeline
    found = recoverable(path)
    assert found is not None
    assert [marker.frame for marker in found.project.timeline.markers] == [3]
