"""The commands that take stretches out of the film, what ripples with it, and those for the clip
that is chosen alone."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QInputDialog, QWidget

from sorastudio.project.edits.cut import extract, lift
from sorastudio.project.edits.look import rename_clip
from sorastudio.project.edits.lookup import targeted, title
from sorastudio.project.edits.markers import let_markers_ripple
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.session import Session
from sorastudio.ui.folders import show_file_of
from sorastudio.ui.timeline.track_head import make_target


def arrange_commands(session: Session, window: QWidget) -> tuple[Command, ...]:
    return (*_stretches(session), *_targets(session), *_single(session, window))


def _stretches(session: Session) -> tuple[Command, ...]:
    return (
        Command(
            id="sequence.lift",
            words="Lift In to Out",
            menu=Menu.SEQUENCE,
            help="Takes what is marked off the targeted tracks, or off all; leaves a gap",
            run=partial(_lift, session),
            enabled=lambda: session.range is not None,
            leads_group=True,
        ),
        Command(
            id="sequence.extract",
            words="Extract In to Out",
            menu=Menu.SEQUENCE,
            help="Takes what is marked out of the targeted tracks, or of all; closes the hole",
            run=partial(_extract, session),
            enabled=lambda: session.range is not None,
        ),
        Command(
            id="sequence.ripple-markers",
            words="Ripple Markers",
            menu=Menu.SEQUENCE,
            help="Markers move with what is inserted, taken out or trimmed before them",
            run=partial(_toggle_ripple_markers, session),
            checked=lambda: session.project.settings.ripple_markers,
        ),
    )


def _targets(session: Session) -> tuple[Command, ...]:
    return tuple(
        Command(
            id=f"sequence.target-{kind.value}",
            words=f"Next {kind.value.title()} Target",
            menu=Menu.SEQUENCE,
            help="The track that what is pasted, inserted and typed goes to; after the last: any",
            run=partial(_next_target, session, kind),
            says=partial(_target_words, session, kind),
            leads_group=kind is TrackKind.VIDEO,
        )
        for kind in TrackKind
    )


def _single(session: Session, window: QWidget) -> tuple[Command, ...]:
    return (
        Command(
            id="clip.rename",
            words="Rename Clip…",
            menu=Menu.CLIP,
            help="An empty name gives the one of its source back",
            run=lambda: _rename(session, window),
            enabled=lambda: _single_clip(session) is not None,
            leads_group=True,
        ),
        Command(
            id="clip.reveal",
            words="Show File in Folder",
            menu=Menu.CLIP,
            icon="folder",
            run=lambda: _reveal(session),
            enabled=lambda: _single_clip(session) is not None,
        ),
    )


def _lift(session: Session) -> None:
    if session.range is not None:
        session.apply("Lift", lift, *session.range, tracks=session.targets or None)


def _extract(session: Session) -> None:
    """The marks are about what is gone now; the playhead goes to where it was."""
    if session.range is None:
        return
    first, end = session.range
    if session.apply("Extract", extract, first, end, tracks=session.targets or None):
        session.mark_range(None)
        session.move_playhead(first)


def _next_target(session: Session, kind: TrackKind) -> None:
    """From none to the first, from each to the next, from the last to none."""
    tracks = session.project.timeline.of_kind(kind)
    now = targeted(session.project, session.targets, kind)
    following = 0 if now is None else tracks.index(now) + 1
    if now is not None:
        make_target(session, now, on=False)
    if following < len(tracks):
        make_target(session, tracks[following], on=True)


def _target_words(session: Session, kind: TrackKind) -> str:
    now = targeted(session.project, session.targets, kind)
    return f"Next {kind.value.title()} Target (now {now.name if now else 'any'})"


def _toggle_ripple_markers(session: Session) -> None:
    on = not session.project.settings.ripple_markers
    words = "Let markers ripple" if on else "Keep markers in place"
    session.apply(words, let_markers_ripple, on=on)


def _single_clip(session: Session) -> Placed | None:
    """The clip that is chosen, if it is one alone; of linked clips the picture."""
    found = session.project.timeline.found(session.selection.clips)
    links = {placed.clip.link or placed.clip.id for placed in found}
    pictures = [placed for placed in found if placed.track.kind is TrackKind.VIDEO]
    return (pictures or found)[0] if len(links) == 1 else None


def _rename(session: Session, window: QWidget) -> None:
    placed = _single_clip(session)
    if placed is None:
        return
    shown = title(session.project, placed.clip)
    name, wanted = QInputDialog.getText(window, "Rename clip", "Name", text=shown)
    if wanted and name.strip() != shown:
        session.apply(f"Rename {shown}", rename_clip, placed.clip.id, name)


def _reveal(session: Session) -> None:
    placed = _single_clip(session)
    if placed is not None:
        show_file_of(session, placed.clip)
