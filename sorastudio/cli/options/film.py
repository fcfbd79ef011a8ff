"""Films, and what lies on their timeline."""

from __future__ import annotations

import argparse

from sorastudio.cli.options.command import Commands, command

OPEN = "open"
"""The one command that is not of this package: it starts the window."""

_FITS = ("fit", "fill", "stretch")
_HANDLES = ("trim", "keep", "hold", "longer")


def add(commands: Commands) -> None:
    for each in (
        _open,
        _demo,
        _new,
        _slot,
        _add,
        _zoom_run,
    ):
        each(commands)


def _open(commands: Commands) -> None:
    parser = command(commands, OPEN, OPEN, "open the window (also without any command)")
    parser.add_argument("film", metavar="FILM", nargs="?", help="the film to show")


def _demo(commands: Commands) -> None:
    parser = command(commands, "demo", "demo:run", "make and export the demo film")
    parser.add_argument("folder", metavar="DIR", nargs="?", default="sora-demo")


def _new(commands: Commands) -> None:
    parser = command(commands, "new", "film:new", "start an empty film")
    parser.add_argument("film", metavar="FILM.sora")
    parser.add_argument("--size", default="1280x720", help="canvas, like 1280x720 (the default)")
    parser.add_argument("--rate", default="24", help="frames per second: 24 (default), 24000/1001")
    parser.add_argument(
        "--fit", choices=_FITS, default="fit", help="how other shapes meet the canvas"
    )


def _slot(commands: Commands) -> None:
    parser = command(commands, "slot", "film:slot", "add a slot for a prompt at the end of V1")
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


def _add(commands: Commands) -> None:
    parser = command(commands, "add", "film:add", "put media files on the timeline")
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
        help="a video becomes a slot whose first take it is; one with its recipe inside can be "
        "generated again",
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


def _zoom_run(commands: Commands) -> None:
    parser = command(commands, "zoom-run", "zoom_run:run", "zoom through clips without a stop")
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
