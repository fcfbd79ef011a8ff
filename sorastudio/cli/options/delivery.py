"""What leaves the program: films, pictures, pieces for farms."""

from __future__ import annotations

import argparse

from sorastudio.cli.options.command import Commands, command


def add(commands: Commands) -> None:
    for each in (
        _export,
        _frame,
        _presets,
        _render_segment,
    ):
        each(commands)


def _export(commands: Commands) -> None:
    parser = command(commands, "export", "export:run", "write the final cut")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("outs", metavar="OUT", nargs="*", help="one for each preset, or a folder")
    parser.add_argument(
        "--preset",
        default="final",
        metavar="P[,P]",
        help="final (default); `sorastudio presets` lists them",
    )
    parser.add_argument(
        "--deliver",
        action="append",
        default=[],
        metavar="PRESET:OUT",
        help="one more file; may be given again",
    )
    parser.add_argument("--range", metavar="A:B", help="frames A to B, B not included")
    parser.add_argument("--crf", type=int, help="quality 0..51, lower is better (default: 18)")
    parser.add_argument("--encoder-preset", metavar="P", help="ultrafast ... veryslow (medium)")
    parser.add_argument(
        "--fast-draft",
        dest="preset",
        action="store_const",
        const="fast-draft",
        help="copy the clips that were not touched, whatever encoded them: quick, but not every "
        "player takes it",
    )
    rates = parser.add_mutually_exclusive_group()
    rates.add_argument("--bit-rate", metavar="8M", help="bits a second on average, in two passes")
    rates.add_argument("--max-bit-rate", metavar="10M", help="never more bits a second than that")
    _extras(parser)
    _elsewhere(parser)


def _extras(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--burn-in", metavar="WHAT", help="timecode,slot,take: words in the picture, for review"
    )
    parser.add_argument("--chapters", action="store_true", help="the markers become chapters")
    parser.add_argument(
        "--poster", metavar="N[=OUT]", help="write frame N as a picture too (default: OUT.jpg)"
    )
    for name in ("title", "author", "comment", "date"):
        parser.add_argument(f"--{name}", metavar="WORDS", help="kept in the file")
    parser.add_argument(
        "--tag", action="append", default=[], metavar="NAME=WORDS", help="any other of its tags"
    )
    parser.add_argument(
        "--strip-provenance",
        action="store_true",
        help="leave out which tools and models made the film, and that AI was one of them "
        "(prompts are never in it)",
    )


def _elsewhere(parser: argparse.ArgumentParser) -> None:
    """Exports on other machines."""
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="of a dask scheduler, such as tcp://HOST:8786"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="/here=/there",
        help="how the cluster's machines call a folder of this one; may be given again",
    )
    parser.add_argument(
        "--job-template",
        nargs=2,
        metavar=("openjd", "DIR"),
        help="make nothing: write a job for a render farm (Open Job Description) into DIR",
    )


def _frame(commands: Commands) -> None:
    parser = command(commands, "frame", "export:frame", "write one picture, exactly as exported")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("frame", metavar="N", help="frame number or timecode")
    parser.add_argument("out", metavar="OUT", help="a name that ends in .png or .jpg")
    parser.add_argument("--size", help="of the picture (default: the film's)")


def _presets(commands: Commands) -> None:
    command(commands, "presets", "export:list_presets", "list what can be delivered")


def _render_segment(commands: Commands) -> None:
    parser = command(
        commands, "render-segment", "worker:run", "make pieces of an export (for render farms)"
    )
    parser.add_argument(
        "task", metavar="TASK.json", help="a task a line, as JSON; - reads them as they come"
    )
    parser.add_argument(
        "--tied", action="store_true", help="with -: end at once, in a task too, when input ends"
    )
