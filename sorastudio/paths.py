"""Where the program's own files are, and where each system wants a person's files."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

HOME_VARIABLE = "SORASTUDIO_HOME"
"""Names one folder for everything the program keeps for a person, in place of the system's."""

_PACKAGE = Path(__file__).resolve().parent


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
    """Settings. It need not exist yet. Raises FileNotFoundError where the system knows no home."""
    own = os.environ.get(HOME_VARIABLE)
    if own:
        return Path(own).absolute() / "config"
    try:
        home = Path.home()
    except RuntimeError:
        raise FileNotFoundError(
            f"The system does not say where your home folder is: set {HOME_VARIABLE}."
        ) from None
    return system_config_dir(sys.platform, os.environ, home)


def system_config_dir(platform: str, environ: Mapping[str, str], home: Path) -> Path:
    """The folder for settings on a platform (as in `sys.platform`), as its conventions say: Known
    Folders on Windows, the Library on macOS, the XDG base directories elsewhere."""
    match platform:
        case "win32":
            return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "Sora Studio"
        case "darwin":
            return home / "Library" / "Application Support" / "Sora Studio"
        case _:
            named = Path(environ.get("XDG_CONFIG_HOME", ""))
            # The XDG specification: a relative path is to be ignored.
            return (named if named.is_absolute() else home / ".config") / "sorastudio"
