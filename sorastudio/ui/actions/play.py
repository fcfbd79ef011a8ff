"""The commands that play and move through the film."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer.sides import Sides
from sorastudio.ui.window.focus import HeldKey

_FEW = 5
_FRAMES = (
    ("back", "One Frame Back", -1),
    ("forward-one", "One Frame Forward", 1),
    ("back-few", f"{_FEW} Frames Back", -_FEW),
    ("forward-few", f"{_FEW} Frames Forward", _FEW),
)
_EDITS = (("previous", -1), ("next", 1))


def play_commands(sides: Sides, timeline: Timeline, window: QWidget) -> tuple[Command, ...]:
    """All of them are about the side of the viewer that is active when they are run."""
    return (*_shuttle(sides, window), *_steps(sides, timeline), *_looks(sides))


def _shuttle(sides: Sides, window: QWidget) -> tuple[Command, ...]:
    # K held with J or L plays slowly, in every editor.
    stop = HeldKey(Qt.Key.Key_K, window)

    def run(direction: int) -> None:
        sides.active.shuttle(direction, slow=stop.is_down)

    return (
        Command(
            id="play.toggle",
            words="Play or Pause",
            menu=Menu.PLAY,
            icon="play",
            run=lambda: sides.active.play_pause(),
        ),
        Command(
            id="play.backward",
            words="Play Backward",
            menu=Menu.PLAY,
            icon="play-back",
            help="Again: faster. With K held: slowly",
            run=partial(run, -1),
        ),
        Command(
            id="play.stop",
            words="Stop",
            menu=Menu.PLAY,
            icon="pause",
            run=lambda: sides.active.shuttle(0),
        ),
        Command(
            id="play.forward",
            words="Play Forward",
            menu=Menu.PLAY,
            help="Again: faster. With K held: slowly",
            run=partial(run, 1),
        ),
    )


def _steps(sides: Sides, timeline: Timeline) -> tuple[Command, ...]:
    steps = (
        Command(
            id=f"play.{name}",
            words=words,
            menu=Menu.PLAY,
            run=partial(_step, sides, count),
            repeats=True,
            leads_group=name == "back",
        )
        for name, words, count in _FRAMES
    )
    edits = (
        Command(
            id=f"play.{name}-edit",
            words=f"{name.title()} Edit",
            menu=Menu.PLAY,
            icon=f"{name}-edit",
            help="On the take side: its in, its out, its ends",
            run=partial(_go_to_edit, sides, timeline, way),
            repeats=True,
            leads_group=way < 0,
        )
        for name, way in _EDITS
    )
    return (
        *steps,
        *edits,
        Command(
            id="play.start",
            words="Go to Start",
            menu=Menu.PLAY,
            icon="to-start",
            run=lambda: sides.active.go_to_start(),
        ),
        Command(
            id="play.end",
            words="Go to End",
            menu=Menu.PLAY,
            icon="to-end",
            run=lambda: sides.active.go_to_end(),
        ),
    )


def _looks(sides: Sides) -> tuple[Command, ...]:
    return (
        Command(
            id="play.loop",
            words="Loop",
            menu=Menu.PLAY,
            icon="loop",
            help="From in to out, or the whole film",
            run=lambda: sides.active.set_looping(not sides.active.is_looping),
            checked=lambda: sides.active.is_looping,
            leads_group=True,
        ),
        Command(
            id="play.full-screen",
            words="Full Screen",
            menu=Menu.PLAY,
            icon="full-screen",
            run=lambda: sides.active.toggle_full_screen(),
        ),
    )


def _step(sides: Sides, frames: int) -> None:
    sides.active.step(frames)


def _go_to_edit(sides: Sides, timeline: Timeline, direction: int) -> None:
    if sides.active is sides.program:
        timeline.go_to_edit(direction)
    else:
        sides.take.reel.go_to_mark(direction)
