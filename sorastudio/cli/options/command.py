"""How a command is added to those there are."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(commands: Commands, name: str, run: str, words: str) -> argparse.ArgumentParser:
    """`run` is `module:function` of `sorastudio.cli`."""
    parser = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.add_argument("--json", action="store_true", help="machine-readable lines on stdout")
    parser.set_defaults(run=run)
    return parser
