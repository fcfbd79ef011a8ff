"""The virtual environment of a checkout: whether it is right, its lock, and the log of its
making."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a set-up was made for; the same stamp again means that there is nothing to do."""

    place: str
    """The checkout: a moved one has an environment that points to where it was."""
    python: str
    needs: str
    """Hash of all that says what gets installed."""
    dev: bool
    """Whether the tools of the checks are there too."""


class Step(StrEnum):
    READY = "ready"
    UPDATE = "update"
    REBUILD = "rebuild"


def wanted_stamp(root: Path, *, dev: bool) -> Stamp:
    needs = hashlib.sha256()
    for path in [root / "pyproject.toml", *sorted((root / "packaging").rglob("*.py"))]:
        needs.update(hashlib.sha256(path.read_bytes()).digest())
    return Stamp(place=str(root), python=_python_kind(), needs=needs.hexdigest(), dev=dev)


def decide(found: Stamp | None, wanted: Stamp, *, whole: bool) -> Step:
    """What it takes to bring an environment with the stamp `found` to `wanted`.

    whole: its Python works, and no set-up was cut short in it.
    """
    if not whole:
        return Step.REBUILD
    if found is None:
        return Step.UPDATE
    if (found.place, found.python) != (wanted.place, wanted.python):
        return Step.REBUILD
    if found.needs != wanted.needs or (wanted.dev and not found.dev):
        return Step.UPDATE
    return Step.READY


class Environment:
    """The folder `.venv` of a checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.bin = self.folder / "bin"
        self.python = self.bin / "python"
        self.log = self.folder / "setup.log"
        self._lock = self.folder / ".lock"
        self._stamp = self.folder / ".stamp"
        self._unfinished = self.folder / ".unfinished"

    @contextmanager
    def locked(self) -> Iterator[int]:
        """One set-up at a time.

        Gives the descriptor of the lock: a command that inherits it keeps the lock even when this
        process is killed, so that the next one does not build under its hands.
        """
        self.folder.mkdir(exist_ok=True)
        with self._lock.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another set-up is under way here; waiting for it.", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file.fileno()

    def stamp(self) -> Stamp | None:
        try:
            return Stamp(**json.loads(self._stamp.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def whole(self) -> bool:
        """Whether no set-up was cut short here, and its Python runs, is of our kind and has pip."""
        if self._unfinished.exists():
            return False
        code = (
            "import importlib.util, platform, sys\n"
            "assert importlib.util.find_spec('pip')\n"
            "print(sys.implementation.cache_tag, platform.machine())"
        )
        return self.answer(code) == _python_kind()

    def begin(self) -> None:
        self._unfinished.touch()
        self._stamp.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all but what `locked` and `begin` put there."""
        for path in self.folder.iterdir():
            if path in (self._lock, self._unfinished):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def finish(self, stamp: Stamp) -> None:
        self._stamp.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
        self._unfinished.unlink()

    def answer(self, code: str) -> str | None:
        """What its Python prints for a piece of code; None if that fails."""
        try:
            done = subprocess.run(
                [self.python, "-c", code], capture_output=True, check=True, text=True
            )
        except (OSError, subprocess.CalledProcessError):
            return None
        return done.stdout.strip()

    def run(self, *command: str, keep: tuple[int, ...] = ()) -> tuple[bool, str]:
        """Run a command with its words going to the log; whether it succeeded, and the words.

        keep: descriptors that it inherits.
        """
        lines = [f"$ {shlex.join(command)}\n"]
        with subprocess.Popen(
            command,
            cwd=self.root,
            env={"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", **os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            pass_fds=keep,
        ) as process:
            self._append(lines[0])
            for line in process.stdout or ():
                lines.append(line)
                self._append(line)
        return process.returncode == 0, "".join(lines)

    def _append(self, line: str) -> None:
        with suppress(OSError), self.log.open("a", encoding="utf-8") as log:
            log.write(line)


def _python_kind() -> str:
    return f"{sys.implementation.cache_tag} {platform.machine()}"
