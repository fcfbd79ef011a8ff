"""Small films for the panels, and waiting for what the generator makes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from sorastudio.ui.film.generation import Generation
    from sorastudio.ui.panels.fields import TextField

TINY = Settings(size=Size(128, 72))


def a_slot(number: int = 1, prompt: str = "Dawn over a calm sea, zoom in") -> Slot:
    return Slot(
        id=SlotId(f"slot-{number}"), name=f"shot-{number}", prompt=prompt, seconds=Fraction(1)
    )


def film_of(*slots: Slot) -> Project:
    project = new_project("Film", TINY)
    for slot in slots:
        project = add_slot(project, slot, sound=True)
    return project


def type_into(field: TextField, text: str) -> None:
    """In the place of what is there, and Enter."""
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClick(field.edit, Qt.Key.Key_Delete)
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def wait_for_all(qtbot: QtBot, generation: Generation) -> None:
    qtbot.waitUntil(lambda: not any(job.open for job in generation.jobs), timeout=30_000)
