"""The command that lets one camera zoom through a row of clips."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.cuts.zoom_run_dialog import ZoomRunDialog
from sorastudio.ui.film.session import Session


def zoom_commands(session: Session, window: QWidget) -> tuple[Command, ...]:
    return (
        Command(
            id="clip.zoom-run",
            words="Zoom Run…",
            menu=Menu.CLIP,
            icon="zoom-in",
            help="One camera that never stops, through the chosen clips and the cuts between them",
            run=lambda: _ask(session, window),
            enabled=lambda: bool(session.selection.clips),
            leads_group=True,
        ),
    )


def _ask(session: Session, window: QWidget) -> None:
    dialog = ZoomRunDialog(session, window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
