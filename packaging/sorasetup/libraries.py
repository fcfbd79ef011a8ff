"""Packages of the system: which are missing, and how they get here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec

from sorasetup.environment import Environment
from sorasetup.errors import SetupError

PACKAGE_OF = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt loads from the system, and the Debian package it lies in. Releases that renamed a package
for 64-bit time still answer to the name here."""

_WINDOW_PARTS = (
    "lib/libQt6OpenGLWidgets.so.6",
    "plugins/platforms/libqoffscreen.so",
    "plugins/platforms/libqwayland.so",
    "plugins/platforms/libqxcb.so",
    "plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "plugins/xcbglintegrations/*.so",
)
"""The parts of Qt that open a window under X11, under Wayland and without a screen."""


PACKAGE_OF_PROGRAM = {"Xvfb": "xvfb", "xdotool": "xdotool"}
"""What the checks work on the window with: a screen that nobody sees, a mouse and keys."""


def missing_programs() -> tuple[str, ...]:
    """The Debian packages of the programs that the checks use and the system does not have."""
    return tuple(
        package for program, package in PACKAGE_OF_PROGRAM.items() if not shutil.which(program)
    )


def venv_package() -> str:
    """The package this Python lacks for making environments; empty if it lacks nothing.

    Debian ships Python without the part that puts pip into them.
    """
    if find_spec("venv") and find_spec("ensurepip"):
        return ""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def missing_libraries(environment: Environment) -> tuple[str, ...]:
    """The libraries that Qt's window needs and the system does not have, by file name."""
    qt = next(environment.folder.glob("lib/python3*/site-packages/PySide6/Qt"), None)
    if qt is None or not shutil.which("ldd"):
        return ()
    files = [str(file) for part in _WINDOW_PARTS for file in sorted(qt.glob(part))]
    listing = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False)
    return missing_in(listing.stdout)


def missing_in(listing: str) -> tuple[str, ...]:
    """The names that `ldd` printed as not found, each once."""
    return tuple(sorted(set(re.findall(r"^\s*(\S+) => not found", listing, re.MULTILINE))))


def packages_of(libraries: Iterable[str]) -> tuple[str, ...]:
    """The Debian packages of libraries; one that is not known stands for itself."""
    return tuple(sorted({PACKAGE_OF.get(library, library) for library in libraries}))


def advice(packages: Iterable[str]) -> str:
    """The one command that a person can install packages with."""
    if not shutil.which("apt-get"):
        return (
            f"Install with the system's package installer what Debian calls: {' '.join(packages)}"
        )
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def as_root() -> tuple[str, ...] | None:
    """What goes before a command to run it as root; None where that needs a password."""
    if os.geteuid() == 0:
        return ()
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo", "-n") if allowed.returncode == 0 else None


def install(environment: Environment, packages: Iterable[str], root: tuple[str, ...]) -> None:
    """Install packages by apt, `root` as `as_root` gives it. Raises SetupError."""
    apt = (*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qy")
    apt = (*apt, "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0")
    command = (*apt, "install", "--no-install-recommends", *packages)
    if environment.run(*command)[0]:
        return
    # A fresh system has no package lists yet, an old one lists that name files long gone.
    environment.run(*apt, "update")
    if not environment.run(*command)[0]:
        raise SetupError(f"apt could not install {' '.join(packages)}.")
