"""`transitions`: the kinds there are, and what each of them takes."""

from __future__ import annotations

import argparse

from sorastudio.cli.output import Output
from sorastudio.render.transitions import Family, Kind, Param, kind_named, kinds


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio transitions`."""
    chosen = [kind_named(name) for name in arguments.kinds] or list(kinds().values())
    for family in Family:
        found = [kind for kind in chosen if kind.family is family]
        if found and not out.as_json:
            out.result(family, "family")
        for kind in found:
            _show(kind, out)


def _show(kind: Kind, out: Output) -> None:
    lines = [f"  {kind.name:13} {kind.words}"]
    lines += [f"      {_usage(param):24} {_words(param)}" for param in kind.params]
    out.result(
        "\n".join(lines),
        "transition",
        name=kind.name,
        family=kind.family,
        words=kind.words,
        params=[_facts(param) for param in kind.params],
    )


def _usage(param: Param) -> str:
    """As it is written after the kind's name."""
    default = param.default
    if isinstance(default, bool):
        return f"{param.name}={'yes' if default else 'no'}"
    return f"{param.name}={default:g}" if isinstance(default, float) else f"{param.name}={default}"


def _words(param: Param) -> str:
    if param.choices:
        return f"{param.words}: {', '.join(param.choices)}"
    if param.lowest is not None and param.highest is not None:
        return f"{param.words}; {param.lowest:g} to {param.highest:g}"
    return param.words


def _facts(param: Param) -> dict[str, object]:
    return {
        "name": param.name,
        "type": type(param.default).__name__,
        "default": param.default,
        "words": param.words,
        "lowest": param.lowest,
        "highest": param.highest,
        "choices": list(param.choices),
    }
