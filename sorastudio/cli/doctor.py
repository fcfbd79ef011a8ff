"""`doctor`: what of this machine works, and what to do about the rest."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sorastudio import __version__
from sorastudio.cli.output import Output
from sorastudio.errors import SoraError

_LEAST_FREE_GB = 2
_PACKAGES = ("av", "numpy", "opencv-python-headless", "httpx", "PySide6-Essentials")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `needed`: without it films cannot be made here."""

    name: str
    works: bool
    words: str
    needed: bool = False


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio doctor`: raises SoraError where something that is needed does not work."""
    del arguments
    findings = [finding for look in _LOOKS for finding in look()]
    for each in findings:
        mark = "ok" if each.works else ("FAULT" if each.needed else "absent")
        out.result(
            f"{mark:7} {each.name}: {each.words}",
            "finding",
            name=each.name,
            works=each.works,
            needed=each.needed,
            words=each.words,
        )
    faults = [each.name for each in findings if each.needed and not each.works]
    if faults:
        raise SoraError(f"Films cannot be made here yet: see {', '.join(faults)}.")


def _program() -> Iterator[Finding]:
    python = platform.python_version()
    yield Finding(
        "program", works=True, words=f"Sora Studio {__version__} on Python {python}", needed=True
    )
    for name in _PACKAGES:
        try:
            yield Finding(name, works=True, words=version(name), needed=True)
        except PackageNotFoundError:
            yield Finding(name, works=False, words="not installed; set up again", needed=True)


def _codecs() -> Iterator[Finding]:
    from sorastudio.media.codecs import can_decode, can_encode

    for name, use in (("libx264", "H.264 for the final cut"), ("aac", "sound of the final cut")):
        yield Finding(f"encoder {name}", can_encode(name), use, needed=True)
    for name in ("h264", "hevc", "av1", "vp9", "prores", "png", "mjpeg", "webp"):
        yield Finding(f"decoder {name}", can_decode(name), "for clips and pictures")


def _display() -> Iterator[Finding]:
    shown = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    elsewhere = sys.platform in {"win32", "darwin"}
    words = shown or ("the desktop" if elsewhere else "none; films are made all the same")
    yield Finding("display", bool(shown) or elsewhere, words)


def _sound() -> Iterator[Finding]:
    cards = Path("/proc/asound/cards")
    if sys.platform not in {"win32", "darwin"}:
        there = cards.exists() and "no soundcards" not in cards.read_text(encoding="utf-8")
        words = (
            "a sound card is there" if there else "no sound card; exports have sound all the same"
        )
        yield Finding("sound", there, words)
    else:
        yield Finding("sound", works=True, words="of the system")


def _keyring() -> Iterator[Finding]:
    there = importlib.util.find_spec("keyring") is not None
    words = (
        "keys can be kept by the system"
        if there
        else "not installed; keys come from the environment"
    )
    yield Finding("keyring", there, words)


def _fonts() -> Iterator[Finding]:
    from sorastudio.render.text import text_width

    yield Finding("fonts", text_width("Aß雨", 24) > 0, "the built-in font draws text", needed=True)


def _machine() -> Iterator[Finding]:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    yield Finding("disk", free >= _LEAST_FREE_GB, f"{free:.0f} GB free here")
    yield Finding("processor", works=True, words=f"{os.cpu_count() or 1} cores")


_LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _program,
    _codecs,
    _display,
    _sound,
    _keyring,
    _fonts,
    _machine,
)
