"""Pictures of the main states of the window, to be looked at: nothing is clipped, empty or ugly.

    python packaging/states.py FILM.sora FOLDER

It needs a screen (Xvfb will do); with QT_SCALE_FACTOR=2 it shows them on a fine one. The film,
which has takes, is copied and not touched.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from sorastudio.project.book import Entry, EntryKind
from sorastudio.project.edits.book import add_entry
from sorastudio.project.edits.slots import change_slot
from sorastudio.project.project import new_project
from sorastudio.project.slot import Slot
from sorastudio.store.film_copy import copy_film
from sorastudio.store.film_file import load_film
from sorastudio.store.folder import FilmFolder
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.film.session import Selection
from sorastudio.ui.studio import Studio
from sorastudio.ui.theme import apply_theme
from sorastudio.ui.window.main_window import MainWindow

SIZE, SMALL = (1440, 880), (1024, 640)
_SHORT_MS, _LONG_MS = 700, 6_000
"""Until a part stands, and until thumbnails and takes have come."""

Step = int
"""Milliseconds to wait for before the next step."""


class States:
    """Goes through the states one after another, and keeps a picture of each."""

    def __init__(self, film: Path, folder: Path, studio: Studio) -> None:
        self.film, self.folder, self.studio = film, folder, studio

    def steps(self) -> Iterator[Step]:
        self.studio.show_welcome()
        yield _SHORT_MS
        self.keep("welcome", self.studio.welcome)
        yield from self._empty()
        yield from self._film()
        yield from self._dialogs()
        yield from self._busy()
        yield from self._small()

    def _empty(self) -> Iterator[Step]:
        path = self.film.parent.parent / "Empty" / "Empty.sora"
        self.studio.create(path, new_project("Empty"))
        self.window.resize(*SIZE)
        yield _SHORT_MS
        self.keep("empty", self.window)

    def _film(self) -> Iterator[Step]:
        self.studio.open(self.film)
        window = self.window
        window.resize(*SIZE)
        self._choose(0)
        yield _LONG_MS
        self.keep("film", window)
        window.registry.run("book.show")
        session = window.session
        anna = Entry(id="Anna", kind=EntryKind.CHARACTER, text="a woman in a red coat")
        session.apply("Add Anna", add_entry, anna)
        noir = Entry(id="Noir", kind=EntryKind.STYLE, text="black and white, hard light")
        session.apply("Add Noir", add_entry, noir)
        prompt = f"{{Anna}} and {{Bo}}, {self._slot(0).prompt}"
        session.apply("Prompt", change_slot, replace(self._slot(0), prompt=prompt))
        yield _SHORT_MS
        self.keep("book-and-unknown-name", window)
        window.registry.run("edit.history")
        yield _SHORT_MS
        self.keep("history", window)

    def _dialogs(self) -> Iterator[Step]:
        registry = self.window.registry
        for command, name in (
            ("file.export", "export"),
            ("help.palette", "palette"),
            ("help.keys", "keys"),
            ("help.cheat-sheet", "keys-at-a-glance"),
        ):
            registry.run(command)
            yield _SHORT_MS
            for dialog in self._dialogs_shown():
                self.keep(name, dialog)
                dialog.close()

    def _busy(self) -> Iterator[Step]:
        """Several takes on their way, an export beside them."""
        session, docks = self.window.session, self.window.docks
        session.undo()
        session.select(Selection(slot=self._slot(1).id))
        self.window.registry.run("file.export")
        yield _SHORT_MS
        for _ in range(3):
            self.window.registry.run("slot.generate")
        dialog = self.window.findChild(ExportDialog)
        if dialog is not None:
            dialog.start()
        docks.show("queue")
        yield _LONG_MS
        self.keep("generating", self.window)
        if dialog is not None:
            self.keep("exporting", dialog)
            dialog.close()
        yield 4 * _LONG_MS
        docks.show("slot")
        yield _SHORT_MS
        self.keep("several-takes", self.window)

    def _small(self) -> Iterator[Step]:
        self.window.resize(*SMALL)
        yield _SHORT_MS
        self.keep("small", self.window)

    @property
    def window(self) -> MainWindow:
        window = self.studio.window
        assert window is not None, "a film is open"
        return window

    def keep(self, name: str, widget: QWidget | None) -> None:
        if widget is not None:
            widget.grab().save(str(self.folder / f"{name}.png"))

    def _slot(self, number: int) -> Slot:
        return list(self.window.session.project.slots)[number]

    def _choose(self, number: int) -> None:
        self.window.session.select(Selection(slot=self._slot(number).id))

    def _dialogs_shown(self) -> list[QDialog]:
        return [each for each in self.window.findChildren(QDialog) if each.isVisible()]


def main(film: Path, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        copied = Path(place) / "Film" / film.name
        copy_film(load_film(film), FilmFolder(film), copied)
        os.environ["SORASTUDIO_HOME"] = place
        return _take_pictures(copied, folder)


def _take_pictures(film: Path, folder: Path) -> int:
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    application.setQuitOnLastWindowClosed(False)
    studio = Studio(lambda _: None, application)
    steps = States(film, folder, studio).steps()

    def go_on() -> None:
        wait = next(steps, None)
        if wait is None:
            studio.end()
            application.quit()
        else:
            QTimer.singleShot(wait, go_on)

    QTimer.singleShot(0, go_on)
    code = application.exec()
    studio.shut_down()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
