"""Apply, undo, redo, merge, adopt, subscribe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project import history
from sorastudio.project.document import Document
from sorastudio.project.edits.cut import remove
from sorastudio.project.edits.look import set_gain
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.slots import adopt_take, choose_take
from sorastudio.project.edits.trim import Edge, trim
from sorastudio.project.history import History
from sorastudio.project.project import Project
from tests.project.films import clip_id, film, slot, take, video, with_slots


def test_what_changes_nothing_is_no_step() -> None:
    document = Document(film(48, 48))
    before = document.project
    assert document.apply("Same", lambda project: replace(project, name=project.name)) is before
    assert not document.can_undo


def test_undo_and_redo_give_back_the_very_same_values() -> None:
    project = film(48, 48)
    document = Document(project)
    first = document.apply("Trim", trim, clip_id(project, 0), Edge.TAIL, -5)
    second = document.apply("Remove", remove, [clip_id(project, 1)])
    assert (document.undo_label, document.redo_label) == ("Remove", None)
    assert document.undo() is first
    assert (document.undo_label, document.redo_label) == ("Trim", "Remove")
    assert document.undo() is project
    assert not document.can_undo
    assert document.undo() is project
    assert document.redo() is first
    assert document.redo() is second
    assert not document.can_redo
    assert document.redo() is second


def test_a_refused_edit_leaves_everything_as_it_was() -> None:
    project = film(48)
    document = Document(project)
    with pytest.raises(EditRefused):
        document.apply("Trim", trim, clip_id(project, 0), Edge.TAIL, -48)
    assert document.project is project
    assert not document.can_undo


def test_an_edit_after_undo_ends_what_could_be_redone() -> None:
    document = Document(film())
    document.apply("A", add_marker, 1)
    document.undo()
    after = document.apply("B", add_marker, 2)
    assert not document.can_redo
    assert [marker.frame for marker in after.timeline.markers] == [2]


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    document = Document(film())
    document.apply("Nothing", lambda project: project)
    assert not document.can_undo


def test_a_take_that_comes_between_stays_through_undo_and_redo() -> None:
    project = with_slots(film(), slot("s"))
    document = Document(project)
    document.apply("Marker", add_marker, 3)
    made, file = take(project, slot("s"))
    grown = document.adopt(file, made)
    assert document.undo_label == "Marker"
    undone = document.undo()
    assert undone.timeline is project.timeline
    assert undone.pool is grown.pool
    assert document.redo() is grown
    assert document.undo() is undone


def test_undo_takes_a_choice_back_and_keeps_the_take() -> None:
    document = Document(with_slots(film(), slot("s")))
    made, file = take(document.project, slot("s"))
    document.adopt(file, made)
    document.apply("Use take 1", choose_take, slot("s").id, made.id)
    assert document.project.chosen_take(slot("s").id) == made
    undone = document.undo()
    assert undone.chosen_take(slot("s").id) is None
    assert undone.pool.takes_of(slot("s").id) == (made,)


def test_a_file_adopted_after_undo_is_there_after_redo() -> None:
    document = Document(film())
    document.apply("Marker", add_marker, 3)
    document.undo()
    document.adopt(video("x", 1))
    assert video("x", 1).id in document.redo().pool.media


def test_steps_with_one_key_are_one_step_until_the_slider_is_let_go() -> None:
    project = film(48)
    document, first = Document(project), clip_id(project, 0)
    for gain in (-1.0, -2.0, -3.0):
        document.apply_merged("drag", "Gain", set_gain, [first], gain)
    assert document.undo() is project
    document.redo()
    document.end_merge()
    document.apply_merged("drag", "Gain", set_gain, [first], -9.0)
    document.apply_merged("other drag", "Gain", set_gain, [first], -10.0)
    gains = []
    while document.can_undo:
        placed = document.project.timeline.find(first)
        assert placed is not None
        gains.append(placed.clip.gain_db)
        document.undo()
    assert gains == [-10.0, -9.0, -3.0]


def test_a_merged_step_does_not_swallow_one_before_it() -> None:
    document = Document(film())
    document.apply("Marker", add_marker, 1)
    document.apply_merged("drag", "Marker", add_marker, 2)
    assert [marker.frame for marker in document.undo().timeline.markers] == [1]


def test_whether_it_changed_since_it_was_saved() -> None:
    document = Document(film())
    seen = [document.is_changed]
    document.apply("Marker", add_marker, 1)
    seen.append(document.is_changed)
    document.mark_saved()
    seen.append(document.is_changed)
    document.apply("Marker", add_marker, 2)
    seen.append(document.is_changed)
    document.undo()
    seen.append(document.is_changed)
    assert seen == [False, True, False, True, False]
    document.adopt(video("x", 1))
    assert document.is_changed


def test_what_is_saved_is_what_was_there_when_saving_began() -> None:
    document = Document(film())
    begun = document.apply("Marker", add_marker, 1)
    document.apply("Marker", add_marker, 2)
    document.mark_saved(begun)
    seen = [document.is_changed]
    document.undo()
    assert [*seen, document.is_changed] == [True, False]


def test_a_take_that_comes_is_no_edit_of_a_film_that_has_none() -> None:
    document = Document(with_slots(film(), slot("s")))
    made, file = take(document.project, slot("s"))
    received = document.receive("Use take 1", made, file)
    assert received.chosen_take(slot("s").id) == made
    assert (document.safe is received, document.is_safe) == (True, False)
    document.mark_safe(received)
    assert (document.is_changed, document.is_safe) == (False, True)
    assert document.undo().chosen_take(slot("s").id) is None
    assert document.is_changed
    assert document.redo() is received


def test_a_take_that_comes_between_edits_is_safe_without_them() -> None:
    saved = with_slots(film(), slot("s"))
    document = Document(saved)
    edited = document.apply("Marker", add_marker, 1)
    made, file = take(document.project, slot("s"))
    document.receive("Use take 1", made, file)
    assert document.safe == adopt_take(saved, made, file)
    document.mark_safe(document.safe)
    assert (document.is_changed, document.is_safe) == (True, True)
    document.mark_saved(edited)
    assert (document.is_safe, document.safe) == (False, adopt_take(edited, made, file))
    document.mark_saved()
    assert (document.is_changed, document.is_safe) == (False, True)


def test_subscribers_hear_of_every_change_until_they_leave() -> None:
    document = Document(film())
    heard: list[Project] = []
    leave = document.subscribe(heard.append)
    document.apply("Marker", add_marker, 1)
    document.undo()
    document.undo()
    document.redo()
    document.adopt(video("x", 1))
    assert len(heard) == 4
    assert heard[-1] is document.project
    leave()
    leave()
    document.undo()
    assert len(heard) == 4


def test_a_subscriber_may_leave_while_it_is_told() -> None:
    document = Document(film())
    heard: list[Project] = []
    leave = document.subscribe(lambda project: leave())
    document.subscribe(heard.append)
    document.apply("Marker", add_marker, 1)
    document.apply("Marker", add_marker, 2)
    assert len(heard) == 2


def test_history_forgets_the_oldest_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LONGEST", 3)
    kept = History.of(film())
    for frame in range(10):
        kept = kept.pushed(str(frame), add_marker(kept.present, frame))
    steps = 0
    while kept.undo_label is not None:
        kept, steps = kept.undone(), steps + 1
    assert steps == 3
    assert len(kept.present.timeline.markers) == 7
