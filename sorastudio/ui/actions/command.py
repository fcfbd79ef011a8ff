"""One thing a person can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Menu(StrEnum):
    """The menus, in their order."""

    FILE = "File"
    EDIT = "Edit"
    CLIP = "Clip"
    SLOT = "Slot"
    SEQUENCE = "Sequence"
    PLAY = "Play"
    VIEW = "View"
    HELP = "Help"


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`id` names it in key presets and settings; it never changes."""

    id: str
    words: str
    menu: Menu
    run: Callable[[], object]
    icon: str = ""
    help: str = ""
    """What it does, where the words do not say it all."""
    enabled: Callable[[], bool] = always
    checked: Callable[[], bool] | None = None
    """Whether it is on, for what is switched on and off."""
    says: Callable[[], str] | None = None
    """Words that follow the film, such as `Undo Move`."""
    repeats: bool = False
    """Whether it is done again and again while its key is held."""
    leads_group: bool = False
    """Whether a line is drawn above it in its menu."""
