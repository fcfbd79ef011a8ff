"""Why a set-up could not go on."""

from __future__ import annotations


class SetupError(Exception):
    """What happened and what to do, in words for the person."""


DISK_FULL = "The disk is full. Make room, then start this again."
_NEARLY_FULL_BYTES = 4_000_000
_NO_NETWORK = "The package index cannot be reached. Check the network, then start this again."

_SIGNS = (
    ("No space left on device", DISK_FULL),
    ("Disk quota exceeded", DISK_FULL),
    ("ProxyError", "The proxy does not answer. Check HTTPS_PROXY and pip's settings."),
    ("CERTIFICATE_VERIFY_FAILED", "The certificate of the package index is not trusted here."),
    ("Failed to establish a new connection", _NO_NETWORK),
    ("NameResolutionError", _NO_NETWORK),
    ("Network is unreachable", _NO_NETWORK),
    ("Read timed out", "The network broke off. Start this again to go on."),
)
"""Signs in the words of pip; the first that is found counts."""


def reason_in(output: str, *, free_bytes: int) -> str:
    """What a failed command's output means to a person; empty if nothing known is in it.

    free_bytes: of the disk it wrote to; on a full one, Python's own installer of pip says nothing.
    """
    if free_bytes < _NEARLY_FULL_BYTES:
        return DISK_FULL
    return next((reason for sign, reason in _SIGNS if sign in output), "")


def last_lines(output: str, count: int = 12) -> str:
    return "\n".join(f"  {line}" for line in output.strip().splitlines()[-count:])
