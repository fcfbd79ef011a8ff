"""What the libraries on this machine can read and write."""

from __future__ import annotations

import av
import cv2
import numpy as np
from av.codec import Codec
from av.codec.codec import UnknownCodecError


def can_encode(name: str) -> bool:
    return _is_there(name, "w")


def can_decode(name: str) -> bool:
    return _is_there(name, "r")


def library_versions() -> tuple[str, ...]:
    """Everything below this program that decides what a picture looks like once it is encoded."""
    own = (f"av {av.__version__}", f"opencv {cv2.__version__}", f"numpy {np.__version__}")
    return (*own, *(f"{name} {number}" for name, number in sorted(av.library_versions.items())))


def _is_there(name: str, mode: str) -> bool:
    try:
        Codec(name, mode)  # type: ignore[arg-type]
    except UnknownCodecError:
        return False
    return True
