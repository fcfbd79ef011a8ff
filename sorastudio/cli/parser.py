"""The command line as a whole: its commands stand in `options`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from sorastudio import __version__
from sorastudio.cli.options import delivery, film, reports, takes
from sorastudio.cli.options.film import OPEN
from sorastudio.cli.output import Output

Run = Callable[[argparse.Namespace, Output], None]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Exits with 2 and a usage text where the words are wrong, with 0 after --help. No words at all
    open the window, and so does a film alone, as a file manager gives it."""
    opens = not arguments or (len(arguments) == 1 and _is_film(arguments[0]))
    return _parser().parse_args([OPEN, *arguments] if opens else arguments)


def _is_film(word: str) -> bool:
    from sorastudio.store.film_file import SUFFIX

    return word.endswith(SUFFIX)


def command(arguments: argparse.Namespace) -> Run:
    """The function behind a command: `sorastudio.cli.<module>`, whose name is the command's."""
    module, function = arguments.run.split(":")
    run: Run = getattr(import_module(f"sorastudio.cli.{module}"), function)
    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sorastudio",
        description="Makes films of AI clips: prompt, generate, cut, blend, export.",
        epilog="Results go to stdout, progress to stderr. Exit: 0 done, 1 an error, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"Sora Studio {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for room in (film, takes, delivery, reports):
        room.add(commands)
    return parser
