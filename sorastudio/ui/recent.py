"""The films that were opened last, as rows with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sorastudio.ui.film.poster import poster_path
from sorastudio.ui.panels.rows import Row, Rows, row_of

_MIME = "application/x-sorastudio-film"


class RecentFilms(Rows):
    """One click opens a film; `opened` gives its path."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Recent films", _MIME, parent, picture=self._poster)
        self._posters: dict[str, QImage] = {}
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.itemClicked.connect(lambda item: self.opened.emit(row_of(item).id))

    def show_films(self, films: Sequence[Path]) -> None:
        """Those that are gone are left out."""
        self._posters.clear()
        now = datetime.now()
        self.show_rows([_row(film, now) for film in films if film.is_file()])
        self.setEnabled(self.count() > 0)

    def _poster(self, film: str) -> QImage | None:
        if film not in self._posters:
            self._posters[film] = QImage(str(poster_path(Path(film))))
        return self._posters[film]


def _row(film: Path, now: datetime) -> Row:
    detail = _short(film.parent)
    with suppress(OSError):
        changed = datetime.fromtimestamp(film.stat().st_mtime)
        detail = f"{when(changed, now)} · {detail}"
    return Row(id=str(film), title=film.stem, detail=detail)


def when(time: datetime, now: datetime) -> str:
    """`today, 14:03`, `yesterday, 9:20`, `27 March`, `27 March 2025`."""
    clock = f"{time.hour}:{time.minute:02}"
    if time.date() == now.date():
        return f"today, {clock}"
    if time.date() == (now - timedelta(days=1)).date():
        return f"yesterday, {clock}"
    month = QLocale.c().monthName(time.month)
    day = f"{time.day} {month}"
    return day if time.year == now.year else f"{day} {time.year}"


def _short(folder: Path) -> str:
    """With `~` for one's home."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
