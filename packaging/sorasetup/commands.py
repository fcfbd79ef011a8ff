"""The two commands: make the demo film, run all checks."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sorasetup.environment import Environment
from sorasetup.errors import DISK_FULL, SetupError
from sorasetup.install import set_up

_ROOT = Path(__file__).resolve().parents[2]
_INTERRUPTED = 128 + signal.SIGINT
_DEMO_FOLDER, _DEMO_FILM = "sora-demo", "demo.sora"
"""Where the demo command puts it unless told, and what it calls it."""

_CHECKS = (
    ("ruff check", ("ruff", "check")),
    ("ruff format", ("ruff", "format", "--check")),
    ("mypy", ("mypy",)),
    ("lint-imports", ("lint-imports",)),
)


def call(arguments: Sequence[str], *, usage: str) -> int:
    """Run a command line; its exit code: 0 done, 1 a clear error, 2 wrong usage."""
    try:
        match arguments:
            case ["-h" | "--help"] | ["run" | "test", "-h" | "--help"]:
                print(usage.strip())
                return 0
            case ["run"] | ["run", _] if not arguments[-1].startswith("-"):
                return _run(arguments[1:])
            case ["test", *rest]:
                return _test(rest)
        print(usage.strip(), file=sys.stderr)
        return 2
    except SetupError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(_words_of(error))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return _INTERRUPTED


def _run(folder: Sequence[str]) -> int:
    environment = Environment(_ROOT)
    set_up(environment, dev=False)
    program = str(environment.bin / "sorastudio")
    code = _child([program, "demo", *folder])
    if code != 0:
        return code
    if not _has_screen():
        print("There is no screen here to open the window on; any player shows the film.")
        return code
    return _child([program, "open", str(Path(*(folder or [_DEMO_FOLDER])) / _DEMO_FILM)])


def _test(pytest_arguments: Sequence[str]) -> int:
    environment = Environment(_ROOT)
    set_up(environment, dev=True)
    failed = []
    for name, (program, *rest) in _CHECKS:
        start = _heading(name)
        code = _child([str(environment.bin / program), *rest], folder=_ROOT)
        if code == _INTERRUPTED:
            return code
        if code != 0:
            failed.append(name)
        print(f"{'failed' if code else 'passed'} in {time.monotonic() - start:.1f} s", flush=True)
    _heading("pytest")
    code = _child([str(environment.python), "-m", "pytest", *pytest_arguments], folder=_ROOT)
    if code != 0:
        failed.append("pytest")
    # Only a failure adds a line: pytest's own summary is to end the output.
    if failed:
        print(f"Failed: {', '.join(failed)}", flush=True)
    return _INTERRUPTED if code == _INTERRUPTED else int(bool(failed))


def _heading(name: str) -> float:
    print(f"\n=== {name} ===", flush=True)
    return time.monotonic()


def _has_screen() -> bool:
    """Elsewhere than under Linux there always is one, or the window says what it lacks."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in screens)


def _child(command: Sequence[str], *, folder: Path | None = None) -> int:
    """Run a command in the foreground; its exit code, 128 and the signal's number if killed."""
    with _interrupt_left_to_child():
        code = subprocess.run(command, cwd=folder, check=False).returncode
    return code if code >= 0 else 128 - code


@contextmanager
def _interrupt_left_to_child() -> Iterator[None]:
    """Ctrl+C reaches the child too; it is given the time to clean up after itself."""
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _words_of(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename} cannot be written. Give yourself the right to, or clone anew."
    return f"{error.strerror}: {error.filename}"
