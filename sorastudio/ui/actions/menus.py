"""The menu bar, made of the registry."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QMenuBar

from sorastudio.ui.actions.command import Menu
from sorastudio.ui.actions.registry import Registry


def fill_menus(bar: QMenuBar, registry: Registry) -> dict[Menu, QMenu]:
    """Put every command into its menu, in the order of the registry."""
    menus: dict[Menu, QMenu] = {}
    for which in Menu:
        commands = [command for command in registry.commands if command.menu is which]
        if not commands:
            continue
        # The first letter opens a menu with Alt, as everywhere; S is the Slot menu's.
        menus[which] = bar.addMenu(f"&{which}" if which is not Menu.SEQUENCE else "Se&quence")
        for command in commands:
            if command.leads_group:
                menus[which].addSeparator()
            menus[which].addAction(registry.action(command.id))
        menus[which].aboutToShow.connect(registry.refresh)
    return menus
