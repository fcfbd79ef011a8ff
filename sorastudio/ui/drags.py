"""What is dragged from one part of the window to another: ids as text, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent

from sorastudio.project.footage import Footage, Stretch
from sorastudio.project.ids import MediaId, TakeId

MEDIA_MIME = "application/x-sorastudio-media"
"""A file; behind it may stand its in, its out, and the take it is, for a part of it."""
SLOT_MIME = "application/x-sorastudio-slot"
TRANSITION_MIME = "application/x-sorastudio-transition"
"""The name of a kind of transition."""


_NONE = "-"


def mime_of(kind: str, names: Iterable[str]) -> QMimeData:
    carried = QMimeData()
    carried.setData(kind, "\n".join(names).encode())
    return carried


def names_in(carried: QMimeData, kind: str) -> list[str]:
    """The ids of one kind that are carried; none if it carries another kind."""
    return bytes(carried.data(kind).data()).decode("utf-8", "replace").split()


def stretch_mime(stretch: Stretch) -> QMimeData:
    """A part of a take or file."""
    footage, out = stretch.footage, stretch.source_out
    parts = (str(stretch.source_in), _NONE if out is None else str(out), footage.take_id or _NONE)
    return mime_of(MEDIA_MIME, (footage.media_id, *parts))


def stretch_in(carried: QMimeData) -> Stretch | None:
    """The file that is carried, or the part of it; None if no file is."""
    if not carried.hasFormat(MEDIA_MIME):
        return None
    name, *part = names_in(carried, MEDIA_MIME) or [""]
    try:
        source_in, source_out, take_id = part
        return Stretch(
            footage=Footage(
                media_id=MediaId(name), take_id=None if take_id == _NONE else TakeId(take_id)
            ),
            source_in=Fraction(source_in),
            source_out=None if source_out == _NONE else Fraction(source_out),
        )
    except (ValueError, ZeroDivisionError):
        return Stretch(footage=Footage(media_id=MediaId(name)))


def files_in(carried: QMimeData) -> list[Path]:
    """Files that come from outside of the program."""
    return [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]


def take_a_copy(event: QDropEvent) -> None:
    """Accept what is dragged. Where a move is proposed, taking it as one would tell a file manager
    that the file may go from where it was."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
