"""Showing files where they lie."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from sorastudio.errors import SoraError
from sorastudio.project.clip import Clip
from sorastudio.ui.film.session import Session


def show_in_folder(path: Path) -> None:
    """In the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def show_file_of(session: Session, clip: Clip) -> None:
    """What a clip shows at the moment; told if there is no such file."""
    media = session.project.media_of(clip)
    if media is None:
        session.told.emit("info", "This clip has no file yet: its slot has no take.")
        return
    try:
        show_in_folder(session.locate(media.id))
    except SoraError as error:
        session.told.emit("error", str(error))
