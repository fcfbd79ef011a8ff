"""The book: characters, styles and places, and the prompts that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sorastudio.errors import EditRefused
from sorastudio.project.book import Book, Entry
from sorastudio.project.project import Project
from sorastudio.project.table import Table


def add_entry(project: Project, entry: Entry) -> Project:
    """Raises EditRefused for a name that cannot be written between braces, or that is taken."""
    _refuse_name(project, entry.id)
    return _with(project, (*project.book.entries, entry))


def change_entry(project: Project, entry: Entry) -> Project:
    """Put other words, or another kind, in the place of the entry of that name."""
    old = _entry(project, entry.id)
    return project if entry == old else _with(project, _replaced(project, old, entry))


def rename_entry(project: Project, name: str, new: str) -> Project:
    """Give an entry another name, in every prompt too: what is asked for stays the same."""
    old = _entry(project, name)
    if new == name:
        return project
    _refuse_name(project, new)
    project = _with(project, _replaced(project, old, replace(old, id=new)))
    return _with_prompts(project, lambda prompt: old.put_into(prompt, f"{{{new}}}"))


def remove_entry(project: Project, name: str) -> Project:
    """Take an entry away; where prompts name it its words stand instead, so that they ask for the
    same as before."""
    old = _entry(project, name)
    project = _with(project, (each for each in project.book.entries if each.id != name))
    return _with_prompts(project, lambda prompt: old.put_into(prompt, old.text))


def _entry(project: Project, name: str) -> Entry:
    entry = project.book.entries.get(name)
    if entry is None:
        raise EditRefused(f"The book has no {{{name}}}.")
    return entry


def _refuse_name(project: Project, name: str) -> None:
    if not name or name != name.strip() or set(name) & set("{}\n"):
        raise EditRefused(
            f"“{name}” cannot be a name of the book.", todo="Write it without braces and lines."
        )
    if name in project.book.entries:
        raise EditRefused(f"The book has {{{name}}} already.", todo="Choose another name.")


def _replaced(project: Project, old: Entry, new: Entry) -> tuple[Entry, ...]:
    return tuple(new if each is old else each for each in project.book.entries)


def _with(project: Project, entries: Iterable[Entry]) -> Project:
    return replace(project, book=Book(entries=Table(entries)))


def _with_prompts(project: Project, change: Callable[[str], str]) -> Project:
    slots = tuple(
        replace(slot, prompt=change(slot.prompt), negative=change(slot.negative))
        for slot in project.slots
    )
    if slots == tuple(project.slots):
        return project
    return replace(project, slots=Table(slots))
