"""The book: names in prompts, and what becomes of them when it is edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sorastudio.errors import EditRefused, GenerateError
from sorastudio.project.book import Entry, EntryKind
from sorastudio.project.check import check
from sorastudio.project.edits.book import add_entry, change_entry, remove_entry, rename_entry
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.state import Generated, Stale, slot_state
from tests.project.films import done, film, recipe, slot, take, with_slots

ANNA = Entry(id="Anna", kind=EntryKind.CHARACTER, text="a woman in a red coat")
NOIR = Entry(id="Noir", kind=EntryKind.STYLE, text="black and white, hard light")
S: Slot = replace(slot("s"), prompt="{Anna} runs, { Noir }", negative="{Noir}")
T: Slot = slot("t")


def a_film() -> Project:
    """Both slots have a take of what they ask for."""
    project = with_slots(add_entry(add_entry(film(), ANNA), NOIR), S, T)
    for each in (S, T):
        made, media = take(project, each)
        asked = recipe(project.book.expand(each.prompt), 4)
        asked = replace(asked, negative=project.book.expand(each.negative))
        pool = project.pool.with_take(replace(made, recipe=asked), media)
        chosen = replace(each, chosen=made.id)
        project = replace(project, pool=pool, slots=project.slots.put(chosen))
    assert check(project) == []
    return project


def states(project: Project) -> tuple[type, type]:
    return type(slot_state(project, S.id)), type(slot_state(project, T.id))


def test_an_entry_is_added_once_and_under_a_name_that_can_be_written() -> None:
    project = done(film(), add_entry, ANNA)
    assert list(project.book.entries) == [ANNA]
    with pytest.raises(EditRefused, match="already"):
        add_entry(project, replace(ANNA, text="another"))
    for name in ("", " Anna", "{Anna}", "An\nna"):
        with pytest.raises(EditRefused, match="cannot be a name"):
            add_entry(project, replace(ANNA, id=name))


def test_other_words_make_only_those_stale_that_name_it() -> None:
    project = a_film()
    assert states(project) == (Generated, Generated)
    changed = done(project, change_entry, replace(ANNA, text="a woman in a blue coat"))
    assert states(changed) == (Stale, Generated)
    assert states(done(project, change_entry, replace(NOIR, text="pastel"))) == (Stale, Generated)
    assert change_entry(project, ANNA) is project
    with pytest.raises(EditRefused, match=r"no \{Bo\}"):
        change_entry(project, replace(ANNA, id="Bo"))


def test_another_name_goes_into_the_prompts_and_nothing_is_stale() -> None:
    project = done(a_film(), rename_entry, "Noir", "Dark")
    assert [each.id for each in project.book.entries] == ["Anna", "Dark"]
    assert project.slots[S.id].prompt == "{Anna} runs, {Dark}"
    assert project.slots[S.id].negative == "{Dark}"
    assert states(project) == (Generated, Generated)
    assert rename_entry(project, "Dark", "Dark") is project
    with pytest.raises(EditRefused, match="already"):
        rename_entry(project, "Dark", "Anna")


def test_words_stand_in_the_place_of_a_name_that_is_removed() -> None:
    project = done(a_film(), remove_entry, "Anna")
    assert project.slots[S.id].prompt == "a woman in a red coat runs, { Noir }"
    assert states(project) == (Generated, Generated)
    assert check(project) == []


def test_names_the_book_does_not_have_are_known_each_once() -> None:
    book = a_film().book
    assert book.unknown_in("{Bo} and {Anna} and {Bo} meet {Cy}") == ("Bo", "Cy")
    with pytest.raises(GenerateError, match=r"\{Bo\}, which is not"):
        book.expand("{Bo}")


def test_an_unknown_name_in_the_negative_prompt_is_a_reason_too() -> None:
    project = a_film()
    bad = replace(project.slots[S.id], negative="{Bo}")
    state = slot_state(replace(project, slots=project.slots.put(bad)), S.id)
    assert isinstance(state, Stale)
    assert "{Bo}" in state.reasons[0]
