"""What is dragged from one part of the window to another: ids as text, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData

MEDIA_MIME = "application/x-sorastudio-media"
SLOT_MIME = "application/x-sorastudio-slot"
TRANSITION_MIME = "application/x-sorastudio-transition"
"""The name of a kind of transition."""


def mime_of(kind: str, names: Iterable[str]) -> QMimeData:
    carried = QMimeData()
    carried.setData(kind, "\n".join(names).encode())
    return carried


def names_in(carried: QMimeData, kind: str) -> list[str]:
    """The ids of one kind that are carried; none if it carries another kind."""
    return bytes(carried.data(kind).data()).decode("utf-8", "replace").split()


def files_in(carried: QMimeData) -> list[Path]:
    """Files that come from outside of the program."""
    return [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
