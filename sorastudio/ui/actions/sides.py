"""The commands of the two sides of the viewer."""

from __future__ import annotations

from functools import partial

from sorastudio.project.footage import clip_to_match, footage_of_clip, source_time
from sorastudio.project.timeline import Placed
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.session import Session
from sorastudio.ui.viewer.sides import Sides


def side_commands(session: Session, sides: Sides) -> tuple[Command, ...]:
    return (
        Command(
            id="view.switch-side",
            words="Switch between Program and Take",
            menu=Menu.VIEW,
            run=sides.switch,
            leads_group=True,
        ),
        Command(
            id="view.side-by-side",
            words="Program and Take Side by Side",
            menu=Menu.VIEW,
            icon="compare",
            help="Where there is room",
            run=lambda: sides.panes.set_beside(not sides.panes.beside),
            checked=lambda: sides.panes.beside,
        ),
        Command(
            id="clip.match-frame",
            words="Match Frame",
            menu=Menu.CLIP,
            help="Open what is under the playhead in the take viewer, at this very picture",
            run=partial(match_frame, session, sides),
            leads_group=True,
        ),
        Command(
            id="clip.open-take",
            words="Open in the Take Viewer",
            menu=Menu.CLIP,
            help="What the chosen clip shows, on its own",
            run=partial(open_chosen, session, sides),
            enabled=lambda: bool(session.selection.clips),
        ),
    )


def open_chosen(session: Session, sides: Sides) -> None:
    """Open the source of the first chosen clip, where the clip begins."""
    found = [session.project.timeline.find(clip_id) for clip_id in session.selection.clips]
    placed = min((each for each in found if each), key=lambda each: each.start, default=None)
    if placed is not None:
        _open(session, sides, placed, placed.start)


def match_frame(session: Session, sides: Sides) -> None:
    """Open the source of the chosen clip under the playhead, or of the topmost, where it is."""
    project = session.project
    frame = min(session.playhead, max(project.timeline.length - 1, 0))
    placed = clip_to_match(project, frame, session.selection.clips)
    if placed is None:
        session.told.emit("error", "There is no clip under the playhead.")
        return
    _open(session, sides, placed, frame)


def _open(session: Session, sides: Sides, placed: Placed, frame: int) -> None:
    footage = footage_of_clip(session.project, placed.clip)
    if footage is None:
        slot = session.project.slot_of(placed.clip)
        name = slot.name if slot else "This clip"
        session.told.emit("error", f"{name} has no take yet. Generate one first.")
        return
    sides.open(footage, source_time(session.project, placed, frame))
