"""What the libraries on this machine can read and write."""

from __future__ import annotations

from av.codec import Codec
from av.codec.codec import UnknownCodecError


def can_encode(name: str) -> bool:
    return _is_there(name, "w")


def can_decode(name: str) -> bool:
    return _is_there(name, "r")


def _is_there(name: str, mode: str) -> bool:
    try:
        Codec(name, mode)  # type: ignore[arg-type]
    except UnknownCodecError:
        return False
    return True
