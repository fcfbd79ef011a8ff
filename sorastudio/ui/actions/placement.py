"""The commands that place pictures, and move them over time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sorastudio.project.edits.keyframes import push, remove_keys
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.session import Session
from sorastudio.ui.viewer.overlay import Overlay
from sorastudio.ui.viewer.subject import reset_placement

PUSHES = (
    ("clip.push-in", "Slow Push In", True, "Closer and closer, from the clip’s start to its end"),
    ("clip.pull-out", "Slow Pull Out", False, "From closer out to where the clip lies now"),
)


def placement_commands(session: Session, overlay: Overlay) -> tuple[Command, ...]:
    place = Command(
        id="clip.place",
        words="Place in the Picture",
        menu=Menu.CLIP,
        icon="placement",
        help="Move, scale, turn and crop the selected clip with the mouse, in the viewer",
        run=lambda: overlay.set_placing(not overlay.is_placing),
        checked=lambda: overlay.is_placing,
        leads_group=True,
    )
    pushes = (
        _command(session, name, words, help_, partial(_push, session, words, inward=inward))
        for name, words, inward, help_ in PUSHES
    )
    return (
        place,
        *pushes,
        _command(
            session,
            "clip.remove-keys",
            "Remove Keys",
            "The clip stays as it is seen at the playhead",
            partial(_remove_keys, session),
        ),
        _command(
            session,
            "clip.reset-placement",
            "Reset Placement",
            "Takes back place, scale, turn, crop and their keys",
            partial(_reset, session),
        ),
    )


def _command(
    session: Session, name: str, words: str, help_: str, run: Callable[[], None]
) -> Command:
    """One for the selected clips."""
    return Command(
        id=name,
        words=words,
        menu=Menu.CLIP,
        help=help_,
        run=run,
        enabled=lambda: bool(session.selection.clips),
    )


def _push(session: Session, words: str, *, inward: bool) -> None:
    session.apply(words, push, session.selection.clips, inward=inward)


def _remove_keys(session: Session) -> None:
    session.apply("Remove keys", remove_keys, session.selection.clips, frame=session.playhead)


def _reset(session: Session) -> None:
    session.apply("Reset placement", reset_placement, session.selection.clips)
