"""File names that every system takes, from the words of a person."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_MAX_BYTES = 100


def safe_name(words: str, *, otherwise: str) -> str:
    """Part of a file name: no separators, no blanks, no name Windows keeps for itself, no dot at
    either end, at most 100 bytes of UTF-8; `otherwise` where nothing is left."""
    text = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", words))
    # Signs that are not seen (Cf) could make two names look the same; Cs are no characters.
    seen = (sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    name = _shortened("".join(seen).strip("-. "))
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name or otherwise


def _shortened(name: str) -> str:
    # A cut inside a character leaves bytes that are none, and they are left out.
    return name.encode()[:_MAX_BYTES].decode(errors="ignore").rstrip("-. ")
