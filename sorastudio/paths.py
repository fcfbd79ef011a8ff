"""Where the program's own files are, and where each system wants a person's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

HOME_VARIABLE = "SORASTUDIO_HOME"
"""Names one folder for everything the program keeps for a person, in place of the system's."""

_PACKAGE = Path(__file__).resolve().parent


class Purpose(StrEnum):
    CONFIG = "config"
    DATA = "data"


_XDG = {
    Purpose.CONFIG: ("XDG_CONFIG_HOME", ".config"),
    Purpose.DATA: ("XDG_DATA_HOME", ".local/share"),
}
_MAC = {
    Purpose.CONFIG: "Library/Application Support",
    Purpose.DATA: "Library/Application Support",
}


def resource(*parts: str, package: Path = _PACKAGE) -> Path:
    """A file or folder that is shipped with the program: inside the installed package, or in the
    `resources` folder of a checkout. Raises FileNotFoundError if the installation lacks it."""
    for folder in (package / "_resources", package.parent / "resources"):
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(
        f"The installation lacks its file {'/'.join(parts)}: install Sora Studio again."
    )


def user_config_dir() -> Path:
    """Settings. It need not exist yet; the same for the other one."""
    return _user_dir(Purpose.CONFIG)


def user_data_dir() -> Path:
    """What the person made or installed, outside of any film."""
    return _user_dir(Purpose.DATA)


def _user_dir(purpose: Purpose) -> Path:
    """Raises FileNotFoundError where the system knows no home."""
    own = os.environ.get(HOME_VARIABLE)
    if own:
        return Path(own).absolute() / purpose
    try:
        home = Path.home()
    except RuntimeError:
        raise FileNotFoundError(
            f"The system does not say where your home folder is: set {HOME_VARIABLE}."
        ) from None
    return system_dir(purpose, sys.platform, os.environ, home)


def system_dir(purpose: Purpose, platform: str, environ: Mapping[str, str], home: Path) -> Path:
    """The folder for a purpose on a platform (as in `sys.platform`), as its conventions say: Known
    Folders on Windows, the Library on macOS, the XDG base directories elsewhere."""
    match platform:
        case "win32":
            return _windows(purpose, environ, home)
        case "darwin":
            return home / _MAC[purpose] / "Sora Studio"
        case _:
            return _xdg(purpose, environ, home)


def _windows(purpose: Purpose, environ: Mapping[str, str], home: Path) -> Path:
    variable, otherwise = (
        ("APPDATA", "Roaming") if purpose is Purpose.CONFIG else ("LOCALAPPDATA", "Local")
    )
    return Path(environ.get(variable) or home / "AppData" / otherwise) / "Sora Studio"


def _xdg(purpose: Purpose, environ: Mapping[str, str], home: Path) -> Path:
    variable, otherwise = _XDG[purpose]
    named = Path(environ.get(variable, ""))
    # The XDG specification: a relative path is to be ignored.
    return (named if named.is_absolute() else home / otherwise) / "sorastudio"
