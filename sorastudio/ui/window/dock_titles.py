"""The titles of docks that lie behind one another: a tab says them, so that no bar has to."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QTabBar, QWidget

_LOOK_AGAIN_MS = 200
"""Until a drag that is under way may be over."""

_ASIDE = QPoint(32, 32)
"""So far a part that floats lies beside where it was, or it would hide what comes to the front."""


class DockTitles(QObject):
    """Takes the title bar from a dock that has a tab, and gives it back once it has none. What the
    title bar offered is at the tab then: a double click floats, a menu floats and closes."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._refresh)

    def watch(self, dock: QDockWidget) -> None:
        for signal in (dock.topLevelChanged, dock.dockLocationChanged, dock.visibilityChanged):
            signal.connect(self.refresh_soon)

    @Slot()
    def refresh_soon(self) -> None:
        self._due.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QTabBar):
            return False
        if isinstance(event, QContextMenuEvent):
            dock = self._dock_at(watched, event.pos())
            if dock is not None:
                self._offer(dock, event.globalPos())
            return True
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            dock = self._dock_at(watched, event.position().toPoint())
            if dock is not None:
                # Once this event is over: the tab it is for goes away with it.
                at = watched.mapToGlobal(event.position().toPoint())
                QTimer.singleShot(0, dock, partial(_float, dock, at))
            return True
        return False

    def _refresh(self) -> None:
        # A title that comes or goes in the middle of a drag would end it.
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._due.start(_LOOK_AGAIN_MS)
            return
        for dock in self._docks():
            self._show_title(dock, shown=not self._is_tab(dock))
        for bar in self._bars():
            bar.setAccessibleName("Parts that lie behind one another")
            bar.removeEventFilter(self)
            bar.installEventFilter(self)

    def _show_title(self, dock: QDockWidget, *, shown: bool) -> None:
        is_shown = cast("QWidget | None", dock.titleBarWidget()) is None
        if shown and not is_shown:
            _give_title(dock)
        elif is_shown and not shown:
            dock.setTitleBarWidget(_NoTitle(dock))

    def _is_tab(self, dock: QDockWidget) -> bool:
        if dock.isFloating() or dock.isHidden():
            return False
        return any(not other.isHidden() for other in self._window.tabifiedDockWidgets(dock))

    def _docks(self) -> list[QDockWidget]:
        return self._window.findChildren(
            QDockWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        )

    def _bars(self) -> list[QTabBar]:
        return self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def _dock_at(self, bar: QTabBar, place: QPoint) -> QDockWidget | None:
        words = bar.tabText(bar.tabAt(place))
        return next((dock for dock in self._docks() if dock.windowTitle() == words), None)

    def _offer(self, dock: QDockWidget, at: QPoint) -> None:
        menu = QMenu(self._window)
        name = dock.windowTitle()
        menu.addAction(f"Float {name}").triggered.connect(lambda _=False: _float(dock, at))
        menu.addAction(f"Close {name}").triggered.connect(lambda _=False: dock.close())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _float(dock: QDockWidget, at: QPoint) -> None:
    """Beside its tab: a part that was behind others has no place of its own on the screen."""
    _give_title(dock)
    dock.setFloating(True)
    dock.move(at + _ASIDE)
    dock.raise_()


def _give_title(dock: QDockWidget) -> None:
    """Qt draws its own title bar where there is none."""
    none = cast("QWidget | None", dock.titleBarWidget())
    dock.setTitleBarWidget(cast("QWidget", None))
    if none is not None:
        none.deleteLater()
    if dock.isFloating():
        # Qt takes it for one that is being dragged, and hides it from the window manager.
        dock.setWindowFlag(Qt.WindowType.X11BypassWindowManagerHint, False)
        dock.show()


class _NoTitle(QWidget):
    """A title bar that takes no room."""

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
