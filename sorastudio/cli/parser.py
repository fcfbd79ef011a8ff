"""Every command and option, with the help that is printed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from sorastudio import __version__
from sorastudio.cli.output import Output

Run = Callable[[argparse.Namespace, Output], None]

OPEN = "open"
"""The one command that is not of this package: it starts the window."""

_FITS = ("fit", "fill", "stretch")
_HANDLES = ("trim", "keep", "hold", "longer")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Exits with 2 and a usage text where the words are wrong, with 0 after --help. No words at all
    open the window."""
    return _parser().parse_args(arguments or [OPEN])


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
    for add in (
        _open,
        _demo,
        _new,
        _slot,
        _add,
        _zoom_run,
        _generate,
        _jobs,
        _connections,
        _budget,
        _export,
        _frame,
        _presets,
        _render_segment,
        _show,
        _check,
        _seams,
        _overlap,
        _probe,
        _transitions,
        _doctor,
    ):
        add(commands)
    return parser


_Commands = argparse._SubParsersAction


def _command(
    commands: _Commands[argparse.ArgumentParser], name: str, run: str, words: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.add_argument("--json", action="store_true", help="machine-readable lines on stdout")
    parser.set_defaults(run=run)
    return parser


def _open(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, OPEN, OPEN, "open the window (also without any command)")
    parser.add_argument("film", metavar="FILM", nargs="?", help="the film to show")


def _demo(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "demo", "demo:run", "make and export the demo film")
    parser.add_argument("folder", metavar="DIR", nargs="?", default="sora-demo")


def _new(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "new", "film:new", "start an empty film")
    parser.add_argument("film", metavar="FILM.sora")
    parser.add_argument("--size", default="1280x720", help="canvas, like 1280x720 (the default)")
    parser.add_argument("--rate", default="24", help="frames per second: 24 (default), 24000/1001")
    parser.add_argument(
        "--fit", choices=_FITS, default="fit", help="how other shapes meet the canvas"
    )


def _slot(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "slot", "film:slot", "add a slot for a prompt at the end of V1")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("prompt", metavar="PROMPT")
    parser.add_argument("--seconds", required=True, help="length on the timeline")
    parser.add_argument("--name", default="", help="what to call it (default: shot-1, shot-2 ...)")
    parser.add_argument("--negative", default="", help="what should not be seen")
    parser.add_argument(
        "--seed", type=int, help="the same for every take (default: a new one each)"
    )
    parser.add_argument("--size", help="of the picture to generate (default: the film's)")
    parser.add_argument(
        "--first-frame", metavar="X", help="start on a picture file, or on the end of a slot"
    )
    parser.add_argument(
        "--last-frame", metavar="X", help="end on a picture file, or on the start of a slot"
    )
    _transition(parser)


def _transition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--transition",
        metavar="KIND[:FRAMES][,NAME=VALUE...]",
        help="from the clip before into this one, such as zoom:36,factor=6,x=0.5,y=0.4; "
        "`sorastudio transitions` lists them",
    )
    parser.add_argument(
        "--handles",
        choices=_HANDLES,
        default="trim",
        help="where a clip has no frames left to blend: trim both (default), trim both and keep "
        "the film's length, hold the edge picture, or ask the slot for a longer take",
    )


def _add(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "add", "film:add", "put media files on the timeline")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("media", metavar="MEDIA", nargs="+")
    parser.add_argument("--track", help="V1 for pictures, A1 for sound unless told")
    parser.add_argument("--at", default="end", metavar="FRAME|end", help="where (default: end)")
    parser.add_argument("--in", dest="source_in", metavar="S", help="start in the file, seconds")
    parser.add_argument("--out", dest="source_out", metavar="S", help="end in the file, seconds")
    parser.add_argument("--seconds", help="length of a still picture (default: 5)")
    parser.add_argument("--fit", choices=_FITS, help="how it meets the canvas")
    parser.add_argument("--gain", type=float, metavar="DB", help="louder or softer by decibels")
    parser.add_argument(
        "--as-slot",
        action="store_true",
        help="a take with its recipe inside becomes a slot that can be generated again",
    )
    _transition(parser)


def _zoom_run(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "zoom-run", "zoom_run:run", "zoom through clips without a stop")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "clips", metavar="CLIP", nargs="*", help="names or ids of clips in a row (default: all)"
    )
    speed = parser.add_mutually_exclusive_group()
    speed.add_argument("--rate", type=float, help="times larger a second (default: 1.3)")
    speed.add_argument("--factor", type=float, help="times smaller each scene is born, instead")
    parser.add_argument(
        "--frames",
        type=int,
        metavar="N",
        help="of each transition (default: two fifths of the shortest clip)",
    )
    parser.add_argument(
        "--anchor",
        action="append",
        metavar="X,Y",
        help="the point to zoom about, from 0,0 to 1,1; once, or once for each cut",
    )
    parser.add_argument("--out", action="store_true", help="the camera goes out, not in")
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument(
        "--loop", action="store_true", help="the first scene is born again in the last one"
    )
    ends.add_argument(
        "--rest",
        type=int,
        default=0,
        metavar="N",
        help="frames in which the camera comes to rest in the last scene (default: it goes on)",
    )
    parser.add_argument(
        "--handles",
        choices=_HANDLES,
        default="trim",
        help="where a clip has no frames left: trim both (default), hold its edge, or ask its slot "
        "for a longer take",
    )


def _generate(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "generate", "generate:run", "generate takes for slots")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "slots", metavar="SLOT", nargs="*", help="names of slots (default: those without a take)"
    )
    parser.add_argument("--takes", type=int, default=1, metavar="N", help="for each slot")
    parser.add_argument(
        "--provider",
        default="animatic",
        metavar="NAME",
        help="a connection, for slots that name none (default: the built-in animatic)",
    )
    of_take = parser.add_mutually_exclusive_group()
    of_take.add_argument(
        "--extend", type=int, metavar="TAKE", help="a longer take: of this number, by --seconds"
    )
    of_take.add_argument(
        "--edit",
        nargs=2,
        metavar=("TAKE", "PROMPT"),
        help="a take like the one of this number, changed as the prompt says",
    )
    parser.add_argument("--seconds", metavar="S", help="what --extend adds")
    parser.add_argument(
        "--detach",
        action="store_true",
        help="write the jobs down and return; a program of its own goes on",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="only say what it would cost; nothing is sent"
    )
    parser.add_argument(
        "--wait", action="store_true", help="also wait for takes that another program is making"
    )


def _jobs(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "jobs", "jobs:run", "list the jobs of a film, or act on them")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "act",
        nargs="?",
        default="list",
        choices=(
            "list",
            "resume",
            "cancel",
            "forget",
            "retry",
            "failed",
            "dismiss",
            "pause",
            "unpause",
        ),
        help="resume: go on with what waits; cancel: at the service; forget: give one up that was "
        "never answered; retry: send it again, which may pay twice; failed: what failed and was "
        "not tried again; dismiss: take it off that list; pause, unpause: begin nothing new",
    )
    parser.add_argument(
        "job",
        nargs="*",
        metavar="JOB",
        help="the beginning of its id; for retry and dismiss also: all that failed",
    )
    parser.add_argument(
        "--connection", default="", metavar="NAME", help="pause or unpause only this one"
    )


def _connections(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "connections", "connections:run", "the services you generate with")
    parser.add_argument(
        "act",
        nargs="?",
        default="list",
        choices=("list", "add", "key", "remove", "test", "refresh", "models"),
        help="key: keep its key; test: a free call; refresh: ask what its models can do and cost",
    )
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--kind", help="of service (default: the name)")
    parser.add_argument("--base-url", metavar="URL", help="of a server of your own, or a gateway")
    parser.add_argument("--model", help="the default one")
    parser.add_argument("--at-once", type=int, metavar="N", help="takes at the same time")
    parser.add_argument("--cap", metavar="DOLLARS|none", help="all its jobs may cost")
    parser.add_argument("--price", metavar="DOLLARS|none", help="for a second, if you know better")
    parser.add_argument("--key-variable", metavar="NAME", help="environment variable with its key")
    parser.add_argument(
        "--key-in",
        choices=("keyring", "file"),
        help="read the key from the terminal or stdin and keep it there",
    )


def _budget(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "budget", "connections:budget", "what a film has cost, and may")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("--cap", metavar="DOLLARS|none", help="stop before more is sent than this")


def _export(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "export", "export:run", "write the final cut")
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


def _presets(commands: _Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "presets", "export:list_presets", "list what can be delivered")


def _render_segment(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "render-segment", "worker:run", "make pieces of an export (for render farms)"
    )
    parser.add_argument(
        "task", metavar="TASK.json", help="a task a line, as JSON; - reads them as they come"
    )
    parser.add_argument(
        "--tied", action="store_true", help="with -: end at once, in a task too, when input ends"
    )


def _frame(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "frame", "export:frame", "write one picture, exactly as exported")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("frame", metavar="N", help="frame number or timecode")
    parser.add_argument("out", metavar="OUT", help="a name that ends in .png or .jpg")
    parser.add_argument("--size", help="of the picture (default: the film's)")


def _show(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "show", "report:show", "print the timeline, slots and takes")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "--costs", action="store_true", help="what takes, slots and days cost, and what was used"
    )


def _check(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "check", "report:check", "say what is broken or missing")
    parser.add_argument("film", metavar="FILM")


def _seams(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "seams", "cuts:seams", "say what jars at the cuts")
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


def _overlap(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "overlap", "cuts:overlap", "say where two clips would meet better")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("cut", metavar="CUT", help="its frame, its timecode, or its clip's id")
    parser.add_argument("--take", type=int, metavar="N", help="move the cut to proposal N")


def _probe(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(commands, "probe", "report:probe", "say what a media file is")
    parser.add_argument("media", metavar="MEDIA")


def _transitions(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands, "transitions", "transitions:run", "list the transitions and what they take"
    )
    parser.add_argument("kinds", metavar="KIND", nargs="*", help="only these")


def _doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "doctor", "doctor:run", "say what of this machine works")
