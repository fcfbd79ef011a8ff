"""The commands of the window itself: files, undo, docks, help."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWhatsThis

from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.window.main_window import MainWindow


def frame_commands(window: MainWindow) -> tuple[Command, ...]:
    return (*_file(window), *_edit(window), *_view(window), *_help(window))


def _file(window: MainWindow) -> tuple[Command, ...]:
    return (
        Command(
            id="file.new",
            words="New Film…",
            menu=Menu.FILE,
            icon="new",
            run=window.welcome_wanted.emit,
        ),
        Command(id="file.open", words="Open…", menu=Menu.FILE, icon="open", run=window.choose_film),
        *_saving(window),
        Command(
            id="file.export",
            words="Export…",
            menu=Menu.FILE,
            icon="export",
            help="Write the final cut to a file",
            leads_group=True,
            run=window.show_export,
        ),
        Command(
            id="file.build-ahead",
            words="Build in the Background",
            menu=Menu.FILE,
            help="Encode what is finished while you do something else, so that an export at the "
            "end takes seconds; never on battery, while playing or while takes are made here",
            run=window.building.toggle,
            checked=lambda: window.building.is_on,
        ),
        Command(
            id="file.connections",
            words="Connections…",
            menu=Menu.FILE,
            icon="settings",
            help="The services and servers that make takes: keys, tests, models and prices",
            run=window.connections_wanted.emit,
            leads_group=True,
        ),
        Command(
            id="file.close",
            words="Close Film",
            menu=Menu.FILE,
            leads_group=True,
            run=window.close_film,
        ),
        Command(id="file.quit", words="Quit", menu=Menu.FILE, run=window.close),
    )


def _saving(window: MainWindow) -> tuple[Command, ...]:
    document = window.session.document
    return (
        Command(
            id="file.save",
            words="Save",
            menu=Menu.FILE,
            icon="save",
            leads_group=True,
            run=window.save,
            enabled=lambda: document.is_changed,
        ),
        Command(
            id="file.save-as",
            words="Save As…",
            menu=Menu.FILE,
            help="Go on under another name; the film so far stays as it was last saved",
            run=window.save_as.save_as,
        ),
        Command(
            id="file.save-copy",
            words="Save a Copy…",
            menu=Menu.FILE,
            help="Put the film as it is now under another name, with all its takes",
            run=window.save_as.save_copy,
        ),
    )


def _edit(window: MainWindow) -> tuple[Command, ...]:
    session = window.session
    return (
        Command(
            id="edit.undo",
            words="Undo",
            menu=Menu.EDIT,
            icon="undo",
            run=session.undo,
            repeats=True,
            enabled=lambda: session.document.can_undo,
            says=lambda: f"Undo {session.document.undo_label or ''}".strip(),
        ),
        Command(
            id="edit.redo",
            words="Redo",
            menu=Menu.EDIT,
            icon="redo",
            run=session.redo,
            repeats=True,
            enabled=lambda: session.document.can_redo,
            says=lambda: f"Redo {session.document.redo_label or ''}".strip(),
        ),
        Command(
            id="edit.history",
            words="History",
            menu=Menu.EDIT,
            icon="history",
            help="Every step, to go back or forward to",
            run=partial(window.docks.focus, "history"),
        ),
    )


def _view(window: MainWindow) -> tuple[Command, ...]:
    docks = window.docks
    shown = tuple(
        Command(
            id=f"view.{name}",
            words=docks.title(name),
            menu=Menu.VIEW,
            run=partial(docks.toggle, name),
            checked=partial(docks.is_shown, name),
            leads_group=place == 0,
        )
        for place, name in enumerate(docks.names)
    )
    reset = Command(
        id="view.reset-layout",
        words="Reset Layout",
        menu=Menu.VIEW,
        icon="layout",
        run=docks.reset,
    )
    return (*shown, reset)


def _help(window: MainWindow) -> tuple[Command, ...]:
    return (
        Command(
            id="help.palette",
            words="All Commands…",
            menu=Menu.HELP,
            icon="command",
            help="Find anything by its name",
            run=window.show_palette,
        ),
        Command(
            id="help.keys",
            words="Keyboard…",
            menu=Menu.HELP,
            icon="keyboard",
            help="See and change the keys, or take those of another editor",
            run=window.show_keys,
        ),
        Command(
            id="help.cheat-sheet",
            words="Keys at a Glance…",
            menu=Menu.HELP,
            icon="help",
            help="Every key and what the mouse does, to search and to print",
            run=window.show_cheat_sheet,
        ),
        Command(
            id="help.whats-this",
            words="What Is This?",
            menu=Menu.HELP,
            help="Then click a part of the window, and it explains itself",
            run=QWhatsThis.enterWhatsThisMode,
        ),
        Command(
            id="help.about",
            words="About Sora Studio",
            menu=Menu.HELP,
            leads_group=True,
            run=window.show_about,
        ),
    )
