"""The commands about cuts: smoothing them, finding better ones, and what jars."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from sorastudio.project.edits.cuts import MORPH
from sorastudio.project.edits.transitions import Handles, add_transition, longest_transition
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.cuts.seam_watch import SeamWatch
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.timeline.drops import apply_blend
from sorastudio.ui.timeline.view import Timeline

SMOOTH_FRAMES = 8


def cut_commands(
    session: Session, timeline: Timeline, seams: SeamWatch, window: QWidget
) -> tuple[Command, ...]:
    return (
        Command(
            id="clip.smooth-cut",
            words="Smooth Cut",
            menu=Menu.CLIP,
            help="Morphs over a few frames, where one scene goes on after the cut",
            run=partial(_smooth, session, timeline),
        ),
        Command(
            id="clip.best-cut",
            words="Find Best Cut…",
            menu=Menu.CLIP,
            help="Where the two clips at the cut next to the playhead agree most",
            run=partial(_find_best, session, timeline, window),
        ),
        Command(
            id="sequence.seams",
            words="Seams…",
            menu=Menu.SEQUENCE,
            help="What jars at the cuts, and what mends it",
            run=partial(_show_seams, session, window),
            leads_group=True,
        ),
        Command(
            id="sequence.show-seams",
            words="Show Seams",
            menu=Menu.SEQUENCE,
            help="Says on the timeline what jars at the cuts that are seen",
            run=lambda: seams.set_on(not seams.on),
            checked=lambda: seams.on,
        ),
    )


def _smooth(session: Session, timeline: Timeline) -> None:
    placed = _picture_cut(session, timeline)
    if placed is None:
        return
    clip_id = placed.clip.id
    longest = longest_transition(session.project, clip_id, handles=Handles.HOLD)
    length = max(1, min(SMOOTH_FRAMES, longest))

    def smoothed(project: Project) -> Project:
        return add_transition(project, clip_id, MORPH, length, handles=Handles.HOLD)

    if apply_blend(session, "Smooth cut", smoothed):
        session.select(Selection(transition_into=clip_id))


def _find_best(session: Session, timeline: Timeline, window: QWidget) -> None:
    from sorastudio.ui.cuts.best_cut import BestCutDialog

    placed = _picture_cut(session, timeline)
    if placed is not None:
        BestCutDialog(session, placed, window).show()


def _show_seams(session: Session, window: QWidget) -> None:
    from sorastudio.ui.cuts.seams import SeamsDialog

    dialog = window.findChild(SeamsDialog)
    if dialog is None:
        dialog = SeamsDialog(session, window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def _picture_cut(session: Session, timeline: Timeline) -> Placed | None:
    """Says so where there is none."""
    placed = timeline.cut_at_hand()
    if placed is None or placed.before is None or placed.track.kind is not TrackKind.VIDEO:
        session.told.emit("info", "There is no cut here, where two pictures touch.")
        return None
    return placed
