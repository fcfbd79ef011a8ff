"""The commands of the timeline as a whole: tools, marks, tracks, zoom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sorastudio.project.edits.tracks import add_track
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.gestures import Tool
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer.film import Film

_TOOLS = {
    Tool.SELECT: ("Select Tool", "Choose, move and trim clips"),
    Tool.RAZOR: ("Razor Tool", "Cut a clip where it is clicked"),
    Tool.RIPPLE: ("Ripple Tool", "Trim an edge; all that follows moves along"),
    Tool.ROLL: ("Roll Tool", "Move a cut; nothing else moves"),
    Tool.SLIP: ("Slip Tool", "Show another part of a clip; it stays where it is"),
    Tool.SLIDE: ("Slide Tool", "Move a clip; its neighbours make room"),
}


def sequence_commands(
    session: Session, timeline: Timeline, marked: Callable[[], Film]
) -> tuple[Command, ...]:
    """`marked` gives the film, or the take, that in and out are about."""
    return (
        *_tools(timeline),
        *_marking(timeline),
        *_range(session, marked),
        *_tracks(session),
        *_zoom(timeline),
    )


def _tools(timeline: Timeline) -> tuple[Command, ...]:
    return tuple(
        Command(
            id=f"tool.{tool.value}",
            words=words,
            menu=Menu.SEQUENCE,
            icon=tool.value,
            help=help_,
            run=partial(timeline.set_tool, tool.value),
            checked=partial(_is_tool, timeline, tool),
        )
        for tool, (words, help_) in _TOOLS.items()
    )


def _marking(timeline: Timeline) -> tuple[Command, ...]:
    return (
        Command(
            id="sequence.snapping",
            words="Snapping",
            menu=Menu.SEQUENCE,
            icon="snap",
            help="Edges meet edges, markers and the playhead; Ctrl suspends it while dragging",
            run=timeline.toggle_snapping,
            checked=lambda: timeline.snapping,
            leads_group=True,
        ),
        Command(
            id="sequence.marker",
            words="Add Marker",
            menu=Menu.SEQUENCE,
            icon="marker",
            run=timeline.add_marker,
            leads_group=True,
        ),
    )


def _range(session: Session, marked: Callable[[], Film]) -> tuple[Command, ...]:
    ends = (("in", _mark_in), ("out", _mark_out))
    marks = (
        Command(
            id=f"sequence.mark-{name}",
            words=f"Mark {name.title()}",
            menu=Menu.SEQUENCE,
            icon=f"mark-{name}",
            run=partial(_of_marked, mark, marked),
        )
        for name, mark in ends
    )
    return (
        *marks,
        Command(
            id="sequence.mark-selection",
            words="Mark Selection",
            menu=Menu.SEQUENCE,
            run=partial(_mark_selection, session),
            enabled=lambda: bool(session.selection.clips),
        ),
        Command(
            id="sequence.clear-marks",
            words="Clear In and Out",
            menu=Menu.SEQUENCE,
            run=lambda: marked().mark_range(None),
            enabled=lambda: marked().range is not None,
        ),
    )


def _tracks(session: Session) -> tuple[Command, ...]:
    return tuple(
        Command(
            id=f"sequence.add-{kind.value}-track",
            words=f"Add {kind.value.title()} Track",
            menu=Menu.SEQUENCE,
            run=partial(session.apply, f"Add {kind.value} track", add_track, kind),
            leads_group=kind is TrackKind.VIDEO,
        )
        for kind in TrackKind
    )


def _zoom(timeline: Timeline) -> tuple[Command, ...]:
    return (
        Command(
            id="view.zoom-in",
            words="Zoom In",
            menu=Menu.VIEW,
            icon="zoom-in",
            run=timeline.zoom_in,
            repeats=True,
            leads_group=True,
        ),
        Command(
            id="view.zoom-out",
            words="Zoom Out",
            menu=Menu.VIEW,
            icon="zoom-out",
            run=timeline.zoom_out,
            repeats=True,
        ),
        Command(
            id="view.zoom-fit",
            words="Fit the Film",
            menu=Menu.VIEW,
            icon="zoom-fit",
            run=timeline.zoom_to_fit,
        ),
    )


def _is_tool(timeline: Timeline, tool: Tool) -> bool:
    return timeline.tool is tool


def _of_marked(mark: Callable[[Film], None], marked: Callable[[], Film]) -> None:
    mark(marked())


def _mark_in(film: Film) -> None:
    first, length = film.playhead, film.project.timeline.length
    end = film.range[1] if film.range else length
    if first < length:
        film.mark_range((first, end if end > first else length))


def _mark_out(film: Film) -> None:
    """The frame that is seen is the last one inside."""
    end = min(film.playhead + 1, film.project.timeline.length)
    first = film.range[0] if film.range else 0
    if end > 0:
        film.mark_range((first if first < end else 0, end))


def _mark_selection(session: Session) -> None:
    found = [session.project.timeline.find(clip_id) for clip_id in session.selection.clips]
    placed = [each for each in found if each]
    if placed:
        session.mark_range((min(p.start for p in placed), max(p.end for p in placed)))
