"""The commands that change clips."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from sorastudio.project.clip import MediaSource
from sorastudio.project.edits.look import link, set_enabled, unlink
from sorastudio.project.edits.of_clip import make_slot_of_clip
from sorastudio.project.edits.trim import Edge
from sorastudio.project.media import MediaKind
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.store.file_names import safe_name
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.placing import Placing
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.timeline.view import Timeline


def clip_commands(session: Session, timeline: Timeline, placing: Placing) -> tuple[Command, ...]:
    return (
        *_clipboard(session, timeline),
        *_deleting(session, timeline),
        *_selecting(session, timeline),
        *_cutting(timeline),
        *_placing(placing),
        *_nudging(session, timeline),
        *_joining(session),
    )


def _clipboard(session: Session, timeline: Timeline) -> tuple[Command, ...]:
    chosen = partial(_has_clips, session)
    return (
        Command(
            id="edit.cut",
            words="Cut",
            menu=Menu.EDIT,
            icon="cut",
            run=timeline.cut,
            enabled=chosen,
            leads_group=True,
        ),
        Command(
            id="edit.copy",
            words="Copy",
            menu=Menu.EDIT,
            icon="copy",
            run=timeline.copy,
            enabled=chosen,
        ),
        Command(
            id="edit.paste",
            words="Paste",
            menu=Menu.EDIT,
            icon="paste",
            help="At the playhead, over what lies there",
            run=timeline.paste,
        ),
        Command(
            id="edit.paste-insert",
            words="Paste Insert",
            menu=Menu.EDIT,
            help="At the playhead; what follows makes room",
            run=partial(timeline.paste, insert=True),
        ),
        Command(
            id="edit.duplicate",
            words="Duplicate",
            menu=Menu.EDIT,
            run=timeline.duplicate,
            enabled=chosen,
        ),
    )


def _deleting(session: Session, timeline: Timeline) -> tuple[Command, ...]:
    return (
        Command(
            id="edit.delete",
            words="Delete",
            menu=Menu.EDIT,
            icon="trash",
            help="Leaves a gap",
            run=timeline.delete_selection,
            enabled=lambda: session.selection != Selection(),
            leads_group=True,
        ),
        Command(
            id="edit.ripple-delete",
            words="Ripple Delete",
            menu=Menu.EDIT,
            help="Takes clips out and closes the hole",
            run=timeline.ripple_delete_selection,
        ),
    )


def _selecting(session: Session, timeline: Timeline) -> tuple[Command, ...]:
    return (
        Command(
            id="edit.select-all",
            words="Select All",
            menu=Menu.EDIT,
            run=timeline.select_all,
            leads_group=True,
        ),
        Command(
            id="edit.deselect",
            words="Deselect All",
            menu=Menu.EDIT,
            run=lambda: session.select(Selection()),
        ),
        Command(
            id="edit.select-at-playhead",
            words="Select Clip at Playhead",
            menu=Menu.EDIT,
            run=timeline.select_at_playhead,
        ),
    )


def _cutting(timeline: Timeline) -> tuple[Command, ...]:
    trims = (
        Command(
            id=f"clip.trim-{name}",
            words=f"Ripple Trim {name.title()} to Playhead",
            menu=Menu.CLIP,
            run=partial(timeline.trim_to_playhead, edge),
        )
        for name, edge in (("start", Edge.HEAD), ("end", Edge.TAIL))
    )
    return (
        Command(
            id="clip.split",
            words="Split at Playhead",
            menu=Menu.CLIP,
            icon="split",
            run=timeline.split_at_playhead,
        ),
        *trims,
        Command(
            id="clip.transition",
            words="Add Default Transition",
            menu=Menu.CLIP,
            icon="transition",
            help="On the cut next to the playhead",
            run=timeline.add_default_transition,
        ),
    )


def _placing(placing: Placing) -> tuple[Command, ...]:
    return (
        Command(
            id="clip.insert",
            words="Insert at Playhead",
            menu=Menu.CLIP,
            icon="insert",
            help="What is chosen in the library, or marked in the take; what follows makes room",
            run=partial(placing.put, into=True),
            enabled=lambda: bool(placing.name),
            says=lambda: _named("Insert", placing),
            leads_group=True,
        ),
        Command(
            id="clip.overwrite",
            words="Overwrite at Playhead",
            menu=Menu.CLIP,
            icon="overwrite",
            help="What is chosen in the library, or marked in the take, over what lies there",
            run=partial(placing.put, into=False),
            enabled=lambda: bool(placing.name),
            says=lambda: _named("Overwrite", placing),
        ),
    )


def _named(verb: str, placing: Placing) -> str:
    return f"{verb} “{placing.name}”" if placing.name else f"{verb} at Playhead"


def _nudging(session: Session, timeline: Timeline) -> tuple[Command, ...]:
    return tuple(
        Command(
            id=f"clip.nudge-{name}",
            words=f"Nudge {name.title()} One Frame",
            menu=Menu.CLIP,
            run=partial(timeline.nudge, frames),
            enabled=partial(_has_clips, session),
            repeats=True,
            leads_group=frames < 0,
        )
        for name, frames in (("left", -1), ("right", 1))
    )


def _joining(session: Session) -> tuple[Command, ...]:
    """Whether clips are seen and heard, and which are edited together."""
    chosen = partial(_has_clips, session)
    return (
        Command(
            id="clip.enable",
            words="Enabled",
            menu=Menu.CLIP,
            help="A clip that is not enabled is neither seen nor heard",
            run=partial(_toggle_enabled, session),
            enabled=chosen,
            checked=partial(_are_enabled, session),
            leads_group=True,
        ),
        Command(
            id="clip.link",
            words="Link",
            menu=Menu.CLIP,
            icon="link",
            help="Edit picture and sound together",
            run=lambda: session.apply("Link", link, session.selection.clips),
            enabled=lambda: len(session.selection.clips) > 1,
        ),
        Command(
            id="clip.unlink",
            words="Unlink",
            menu=Menu.CLIP,
            icon="unlink",
            run=lambda: session.apply("Unlink", unlink, session.selection.clips),
            enabled=chosen,
        ),
        Command(
            id="clip.make-slot",
            words="Make a Slot of It",
            menu=Menu.CLIP,
            help="Its first take is the clip’s file, which can be extended and edited then",
            run=partial(_make_slot, session),
            enabled=lambda: _clip_of_video(session) is not None,
        ),
    )


def _make_slot(session: Session) -> None:
    """Of the clip of a file that is chosen, where it lies."""
    placed = _clip_of_video(session)
    if placed is not None and isinstance(placed.clip.source, MediaSource):
        media = session.project.pool.media[placed.clip.source.media_id]
        name = safe_name(media.name.rsplit(".", 1)[0], otherwise="slot")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        session.apply(f"Slot of {media.name}", make_slot_of_clip, placed.clip.id, name, now)


def _clip_of_video(session: Session) -> Placed | None:
    """The one that is chosen, whether or not with its sound."""
    found = (session.project.timeline.find(each) for each in session.selection.clips)
    pictures = [
        placed
        for placed in found
        if placed is not None
        and isinstance(placed.clip.source, MediaSource)
        and placed.track.kind is TrackKind.VIDEO
        and session.project.pool.media[placed.clip.source.media_id].kind is MediaKind.VIDEO
    ]
    return pictures[0] if len(pictures) == 1 else None


def _has_clips(session: Session) -> bool:
    return bool(session.selection.clips)


def _toggle_enabled(session: Session) -> None:
    enabled = not _are_enabled(session)
    words = "Enable" if enabled else "Disable"
    session.apply(words, set_enabled, session.selection.clips, enabled=enabled)


def _are_enabled(session: Session) -> bool:
    chosen = session.selection.clips
    found = (session.project.timeline.find(clip_id) for clip_id in chosen)
    return bool(chosen) and all(placed.clip.enabled for placed in found if placed)
