"""What the window is made of: every part, with what it offers as commands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from sorastudio.ui.docks import Docked
from sorastudio.ui.main_window import MainWindow, Parts
from sorastudio.ui.session import Session

Area = Qt.DockWidgetArea


def build_parts(session: Session, window: QWidget) -> Parts:
    def wire(_: MainWindow) -> None:
        pass

    return Parts(
        centre=QLabel("Viewer", window),
        docks=(
            Docked(
                name="library",
                title="Library",
                widget=QLabel("Library", window),
                area=Area.LeftDockWidgetArea,
            ),
            Docked(
                name="slot",
                title="Slot",
                widget=QLabel("Slot", window),
                area=Area.RightDockWidgetArea,
            ),
            Docked(
                name="inspector",
                title="Inspector",
                widget=QLabel("Inspector", window),
                area=Area.RightDockWidgetArea,
            ),
            Docked(
                name="queue",
                title="Queue",
                widget=QLabel("Queue", window),
                area=Area.RightDockWidgetArea,
            ),
            Docked(
                name="timeline",
                title="Timeline",
                widget=QLabel("Timeline", window),
                area=Area.BottomDockWidgetArea,
            ),
        ),
        commands=(),
        wire=wire,
        close=lambda: None,
    )
