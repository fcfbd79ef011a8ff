"""The commands of the book."""

from __future__ import annotations

from functools import partial

from sorastudio.project.book import EntryKind
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.panels.library import Library


def book_commands(library: Library) -> tuple[Command, ...]:
    adding = (
        Command(
            id=f"book.new-{kind.value}",
            words=f"New {kind.value.title()}",
            menu=Menu.SLOT,
            help="In the book, to be named in prompts as {Name}",
            run=partial(library.add_to_book, kind),
        )
        for kind in EntryKind
    )
    return (
        Command(
            id="book.show",
            words="Book",
            menu=Menu.SLOT,
            icon="book",
            help="Characters, styles and places that prompts name",
            run=library.open_book,
            leads_group=True,
        ),
        *adding,
    )
