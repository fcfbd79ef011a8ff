"""The few questions that must be answered before anything goes on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import TypeVar

from PySide6.QtWidgets import QMessageBox, QWidget

from sorastudio.store.recovery import Recovered

T = TypeVar("T")
Role = QMessageBox.ButtonRole


class Unsaved(Enum):
    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


def ask_unsaved(name: str, parent: QWidget) -> Unsaved:
    """What is to become of changes, as the film is closed."""
    return _ask(
        _box(parent, f"Save the changes to “{name}”?", "They are lost if you do not."),
        [
            (Unsaved.SAVE, "Save", Role.AcceptRole),
            (Unsaved.DISCARD, "Discard", Role.DestructiveRole),
            (Unsaved.CANCEL, "Cancel", Role.RejectRole),
        ],
        default=Unsaved.SAVE,
    )


def ask_recover(name: str, found: Recovered, parent: QWidget | None) -> bool:
    """Whether work that was never saved is wanted back."""
    at = found.kept_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return _ask(
        _box(
            parent,
            f"“{name}” was not closed properly.",
            f"Changes from {at} were never saved. Recover them, or open the film as it was saved?",
        ),
        [(True, "Recover", Role.AcceptRole), (False, "Open as saved", Role.RejectRole)],
        default=True,
    )


def ask_stop_export(words: str, parent: QWidget) -> bool:
    """Whether the film is closed though an export runs."""
    more = f"{words}. Closing stops it; nothing of it is left behind."
    return _ask(
        _box(parent, "An export is running.", more),
        [
            (True, "Stop and close", Role.DestructiveRole),
            (False, "Keep exporting", Role.RejectRole),
        ],
        default=False,
    )


def ask_overwrite(name: str, parent: QWidget) -> bool:
    """Whether the film replaces what another program has written in its place."""
    return _ask(
        _box(
            parent,
            f"“{name}” was changed by another program since it was opened here.",
            "Saving puts what you see in their place; those changes are kept beside it, as a film "
            "of their own.",
        ),
        [(True, "Save over them", Role.DestructiveRole), (False, "Do not save", Role.RejectRole)],
        default=False,
    )


def ask_cost(takes: int, price: str, parent: QWidget) -> bool:
    """Whether so many takes are made for a price."""
    counted = "1 take" if takes == 1 else f"{takes} takes"
    return _ask(
        _box(parent, f"Generate {counted}?", f"Price: {price}."),
        [(True, "Generate", Role.AcceptRole), (False, "Cancel", Role.RejectRole)],
        default=True,
    )


def ask_cancel_paid(words: str, parent: QWidget) -> bool:
    """Whether a take is canceled that a service may charge all the same."""
    return _ask(
        _box(parent, "Cancel this take?", words),
        [(True, "Cancel the take", Role.DestructiveRole), (False, "Let it go on", Role.RejectRole)],
        default=False,
    )


def ask_pay_again(take: str, parent: QWidget) -> bool:
    """Whether a take is asked for once more whose first request may have been accepted."""
    return _ask(
        _box(
            parent,
            f"Send {take} again?",
            "Its service never answered. If it has accepted it all the same, both are charged. "
            "Look at your account there first.",
        ),
        [(True, "Send again", Role.DestructiveRole), (False, "Cancel", Role.RejectRole)],
        default=False,
    )


def ask_remove_slot(name: str, takes: int, parent: QWidget) -> bool:
    """Whether a slot is removed that has takes."""
    has = "a take" if takes == 1 else f"{takes} takes"
    return _ask(
        _box(
            parent,
            f"“{name}” has {has}. Remove the slot?",
            "The files stay in the folder of takes, and Undo brings the slot back.",
        ),
        [(True, "Remove", Role.DestructiveRole), (False, "Cancel", Role.RejectRole)],
        default=False,
    )


def ask_remove_connection(name: str, used: int, under_way: int, parent: QWidget) -> bool:
    """Whether a connection goes, with its key."""
    more = ["Its key goes with it. Takes that were made stay."]
    if used:
        slots = "1 slot of this film asks" if used == 1 else f"{used} slots of this film ask"
        more.append(f"{slots} it by name, and cannot be generated until you choose another.")
    if under_way:
        takes = "1 take is" if under_way == 1 else f"{under_way} takes are"
        more.append(
            f"{takes} on their way with it: what was sent goes on at the service and may be "
            "charged, but is not fetched until a connection of this name is there again."
        )
    return _ask(
        _box(parent, f"Remove the connection “{name}”?", " ".join(more)),
        [(True, "Remove", Role.DestructiveRole), (False, "Cancel", Role.RejectRole)],
        default=False,
    )


def ask_key_in_file(why: str, path: str, variable: str, parent: QWidget) -> bool:
    """Whether a key that no keyring keeps is kept in a file."""
    return _ask(
        _box(
            parent,
            why,
            f"It can be kept in a file of your own instead:\n{path}\nOnly you can read it, but it "
            "is not encrypted: every program that you run can read the key.\n\nOr cancel, and set "
            f"the variable {variable} in the environment.",
        ),
        [(True, "Keep in a file", Role.AcceptRole), (False, "Cancel", Role.RejectRole)],
        default=False,
    )


def show_error(words: str, parent: QWidget | None) -> None:
    box = _box(parent, words, "")
    box.setIcon(QMessageBox.Icon.Warning)
    box.exec()


def _box(parent: QWidget | None, words: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("Sora Studio")
    box.setText(words)
    box.setInformativeText(more)
    return box


def _ask(box: QMessageBox, answers: Sequence[tuple[T, str, Role]], *, default: T) -> T:
    """The last answer is also that of Escape and of the closed box."""
    buttons = [(value, box.addButton(words, role)) for value, words, role in answers]
    for value, button in buttons:
        if value == default:
            box.setDefaultButton(button)
    box.setEscapeButton(buttons[-1][1])
    box.exec()
    clicked = box.clickedButton()
    return next((value for value, button in buttons if button is clicked), buttons[-1][0])
