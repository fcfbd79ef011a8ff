"""Encoded pieces by their keys, in a folder that may be deleted at any time."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sorastudio.errors import ExportError
from sorastudio.export.piece import Piece, read_piece, write_piece
from sorastudio.store.atomic import why
from sorastudio.store.parts import remove_dead_parts_in

SUFFIX = ".piece"
MOST_BYTES = 8 * 2**30


class PieceCache:
    """Several programs may use one folder at the same time."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes

    def __contains__(self, key: str) -> bool:
        return self.path(key).exists()

    def path(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"

    def get(self, key: str) -> Piece | None:
        """A damaged piece is removed, and counts as none."""
        path = self.path(key)
        piece = read_piece(path)
        with suppress(OSError):
            # What was used last goes last.
            path.unlink(missing_ok=True) if piece is None else os.utime(path)
        return piece

    def put(self, key: str, piece: Piece) -> None:
        """Raises OSError."""
        write_piece(self.path(key), piece)

    def refusal(self, error: OSError) -> ExportError:
        """What is said where a piece could not be put in."""
        return ExportError(
            f"A piece of the film could not be written to {self.folder}. {why(error)}",
            kept="What was finished before is kept.",
            todo="Free some room, and export again: it goes on where it was.",
        )

    def drop(self, key: str) -> None:
        with suppress(OSError):
            self.path(key).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Take away what killed programs have left half written."""
        remove_dead_parts_in(self.folder, SUFFIX)

    def trim(self, kept: frozenset[str] = frozenset()) -> None:
        """Take away what was used longest ago until the rest fits; never what is named."""
        found = []
        for path in self.folder.glob(f"[!.]*{SUFFIX}") if self.folder.is_dir() else ():
            with suppress(OSError):
                facts = path.stat()
                found.append((facts.st_mtime_ns, facts.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._most_bytes:
                return
            if path.stem not in kept:
                path.unlink(missing_ok=True)
                total -= size
