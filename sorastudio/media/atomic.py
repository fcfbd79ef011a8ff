"""Files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sorastudio.errors import MediaError


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place under its name in one step; an old one stays until then. Raises
    MediaError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # mkstemp makes files for the owner alone; others follow the umask.
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MediaError(
            f"{path} cannot be written: {error.strerror}.", kept="Nothing was replaced."
        ) from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
