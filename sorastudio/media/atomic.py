"""Files that are whole or not there."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from sorastudio.errors import MediaError


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place under its name in one step; an old one stays until then. Raises
    MediaError."""
    temporary = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MediaError(
            f"{path} cannot be written: {error.strerror}.", kept="Nothing was replaced."
        ) from error
