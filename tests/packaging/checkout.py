"""Checkouts and environments for the tests: real ones, but small, and without the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sorasetup.environment import Environment


def checkout(folder: Path) -> Path:
    """A folder with the files that a set-up reads."""
    root = folder / "checkout"
    (root / "packaging" / "sorasetup").mkdir(parents=True)
    for file in ("pyproject.toml", "README.md", "packaging/bootstrap.py"):
        (root / file).write_text(f"# {file}\n")
    return root


def bare_environment(folder: Path) -> Environment:
    """A virtual environment whose Python runs, and that has no pip."""
    environment = Environment(checkout(folder))
    command = [sys.executable, "-m", "venv", "--without-pip", str(environment.folder)]
    subprocess.run(command, check=True)
    return environment


def give_pip(environment: Environment, code: str) -> None:
    """Put a pip into it that runs `code` when it is called."""
    (library,) = environment.folder.glob("lib/python3*/site-packages")
    (library / "pip").mkdir()
    (library / "pip" / "__init__.py").touch()
    (library / "pip" / "__main__.py").write_text(code)
