"""Starts the program: reads the command line, wires a command to its output, turns errors into
words and exit codes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sorastudio.cli.options.film import OPEN
from sorastudio.cli.output import Output, standard
from sorastudio.cli.parser import command, parse
from sorastudio.errors import SoraError
from sorastudio.store.occupancy import is_open_in_window

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 a clear error; wrong usage leaves with 2 before this returns."""
    parsed = parse(sys.argv[1:] if arguments is None else arguments)
    out = standard(as_json=parsed.json)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if parsed.run == OPEN:
            return _open_window(parsed.film)
        with _window_told_of(getattr(parsed, "film", None), out):
            command(parsed)(parsed, out)
    except SoraError as error:
        return _failed(error, out)
    except KeyboardInterrupt:
        out.say("\nStopped. Nothing half-done was left behind.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our results has gone; there is nobody left to tell.
        sys.stderr.close()
        return FAILED
    return DONE


@contextmanager
def _window_told_of(film: str | None, out: Output) -> Iterator[None]:
    """A command that has changed a film which a window has open says what becomes of that."""
    path = Path(film or "").absolute()
    before = _written(path)
    yield
    if film and _written(path) != before and is_open_in_window(path):
        out.say(
            "The film is open in a window: it takes the change in now, or asks about it when it is "
            "saved there, if it has open edits. Nothing is lost."
        )


def _written(path: Path) -> float | None:
    try:
        return path.stat().st_mtime if path.is_file() else None
    except (OSError, ValueError):
        return None


def _open_window(film: str | None) -> int:
    """The exit code once the window is closed. Raises SoraError where there can be no window."""
    if film is not None:
        # Before Qt, which reads the source of every module that is loaded after it.
        import sorastudio.playback.player  # noqa: F401
    try:
        from sorastudio.ui.run import run
    except ImportError as error:
        raise SoraError(
            f"The window cannot be shown: Qt does not load here ({error}).",
            todo="Install what it lacks; “sorastudio doctor” says more. The other commands work.",
        ) from error
    return run(None if film is None else Path(film), _make_demo)


def _make_demo(path: Path) -> None:
    from sorastudio.cli.demo import write_demo

    write_demo(path)


def _failed(error: SoraError, out: Output) -> int:
    out.say(f"error: {error}")
    out.record("error", what=error.what, kept=error.kept, todo=error.todo)
    return FAILED


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
