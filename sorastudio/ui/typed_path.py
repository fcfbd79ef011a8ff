"""Where a person typed that something lies."""

from __future__ import annotations

import shutil
from pathlib import Path

from sorastudio.errors import UsageError

_LONGEST_PART_BYTES = 255
_LONGEST_PATH_BYTES = 4000
"""What the usual systems allow."""


def typed_path(text: str) -> Path:
    """As it was meant, with `~` for one's home. Raises UsageError for what no system takes."""
    text = text.strip()
    if "\x00" in text or not _fits(text):
        raise UsageError(
            "No file can be called like that.", todo="Use a shorter name, without odd signs."
        )
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"There is no home for “{Path(text).parts[0]}”.") from None


def free_bytes(folder: Path) -> int | None:
    """What is free where a folder lies; None if there is no such folder."""
    try:
        return shutil.disk_usage(folder).free
    except (OSError, ValueError):
        return None


def _fits(text: str) -> bool:
    parts = (len(part.encode(errors="surrogatepass")) for part in Path(text).parts)
    size = len(text.encode(errors="surrogatepass"))
    return size <= _LONGEST_PATH_BYTES and all(part <= _LONGEST_PART_BYTES for part in parts)
