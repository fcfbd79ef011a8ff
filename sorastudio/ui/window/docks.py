"""Where the parts of the window lie: docks that move, close, float, and come back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from sorastudio.settings import SettingsFile
from sorastudio.ui.window.dock_titles import DockTitles

_VERSION = 1
"""Of the layout; one that was remembered under another number is not restored."""
_SIDE_PX, _TIMELINE_PX = 300, 290
_RIGHT_PX = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Docked:
    """A widget and its place. Those with the same area lie behind one another, as tabs."""

    name: str
    title: str
    widget: QWidget
    area: Qt.DockWidgetArea
    help: str = ""
    """What it is there for, as it says when it is asked."""


class Docks(QObject):
    def __init__(self, window: QMainWindow, parts: tuple[Docked, ...], settings: SettingsFile):
        super().__init__(window)
        self._window, self._settings, self._parts = window, settings, parts
        self._titles = DockTitles(window)
        self._docks = {part.name: self._made(part) for part in parts}
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        # The timeline is as wide as the window.
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self._arrange()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._docks)

    def title(self, name: str) -> str:
        return self._docks[name].windowTitle()

    def is_shown(self, name: str) -> bool:
        return not self._docks[name].isHidden()

    def show(self, name: str) -> None:
        """Bring a part back, or to the front."""
        self._docks[name].show()
        self._docks[name].raise_()

    def focus(self, name: str) -> None:
        """Bring a part to the front, with the keyboard in it."""
        self.show(name)
        self._docks[name].widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle(self, name: str) -> None:
        self._docks[name].setVisible(not self.is_shown(name))

    def reset(self) -> None:
        """Everything where it was at the very first start."""
        for dock in self._docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        self._arrange()

    def remember(self) -> None:
        """Keep the layout for the next start."""
        window = self._window
        self._settings.change(
            replace(
                self._settings.value,
                geometry=_text(window.saveGeometry()),
                layout=_text(window.saveState(_VERSION)),
            )
        )

    def restore(self) -> bool:
        """Put everything where it was when the window was last closed; whether there was such a
        layout."""
        value = self._settings.value
        placed = self._window.restoreGeometry(_bytes(value.geometry))
        self._titles.refresh_soon()
        # The window itself is shown after what floats beside it, and would lie over it.
        QTimer.singleShot(0, self, self._raise_floating)
        return self._window.restoreState(_bytes(value.layout), _VERSION) and placed

    def _raise_floating(self) -> None:
        for dock in self._docks.values():
            if dock.isFloating() and dock.isVisible():
                dock.raise_()

    def _made(self, part: Docked) -> QDockWidget:
        dock = QDockWidget(part.title, self._window)
        dock.setObjectName(part.name)
        dock.setWidget(part.widget)
        dock.setWhatsThis(part.help)
        self._titles.watch(dock)
        return dock

    def _arrange(self) -> None:
        first: dict[Qt.DockWidgetArea, QDockWidget] = {}
        for part in self._parts:
            dock = self._docks[part.name]
            self._window.addDockWidget(part.area, dock)
            if part.area in first:
                self._window.tabifyDockWidget(first[part.area], dock)
            first.setdefault(part.area, dock)
            dock.show()
        for dock in first.values():
            dock.raise_()
        self._size(first)

    def _size(self, first: dict[Qt.DockWidgetArea, QDockWidget]) -> None:
        widths = {
            Qt.DockWidgetArea.LeftDockWidgetArea: _SIDE_PX,
            Qt.DockWidgetArea.RightDockWidgetArea: _RIGHT_PX,
        }
        sides = [(dock, widths[area]) for area, dock in first.items() if area in widths]
        self._window.resizeDocks(
            [dock for dock, _ in sides], [width for _, width in sides], Qt.Orientation.Horizontal
        )
        low = [d for area, d in first.items() if area is Qt.DockWidgetArea.BottomDockWidgetArea]
        self._window.resizeDocks(low, [_TIMELINE_PX] * len(low), Qt.Orientation.Vertical)
        self._titles.refresh_soon()


def _text(value: QByteArray) -> str:
    return bytes(value.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode()))
