"""What is said of films, files and this machine; and what jars at the cuts."""

from __future__ import annotations

from sorastudio.cli.options.command import Commands, command


def add(commands: Commands) -> None:
    for each in (
        _show,
        _check,
        _seams,
        _overlap,
        _probe,
        _transitions,
        _doctor,
    ):
        each(commands)


def _show(commands: Commands) -> None:
    parser = command(commands, "show", "report:show", "print the timeline, slots and takes")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "--costs", action="store_true", help="what takes, slots and days cost, and what was used"
    )


def _check(commands: Commands) -> None:
    parser = command(commands, "check", "report:check", "say what is broken or missing")
    parser.add_argument("film", metavar="FILM")


def _seams(commands: Commands) -> None:
    parser = command(commands, "seams", "cuts:seams", "say what jars at the cuts")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "--fix",
        action="append",
        choices=("repeats", "colour", "blend"),
        help="drop repeated frames, match colour, or blend, where it jars",
    )
    parser.add_argument(
        "--frames", type=int, default=8, metavar="N", help="of colour and blend (default: 8)"
    )


def _overlap(commands: Commands) -> None:
    parser = command(commands, "overlap", "cuts:overlap", "say where two clips would meet better")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("cut", metavar="CUT", help="its frame, its timecode, or its clip's id")
    parser.add_argument("--take", type=int, metavar="N", help="move the cut to proposal N")


def _probe(commands: Commands) -> None:
    parser = command(commands, "probe", "report:probe", "say what a media file is")
    parser.add_argument("media", metavar="MEDIA")


def _transitions(commands: Commands) -> None:
    parser = command(
        commands, "transitions", "transitions:run", "list the transitions and what they take"
    )
    parser.add_argument("kinds", metavar="KIND", nargs="*", help="only these")


def _doctor(commands: Commands) -> None:
    command(commands, "doctor", "doctor:run", "say what of this machine works")
