"""What is selected, as it can be taken hold of in the picture; and the edits that come of that."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Placement, Transition
from sorastudio.project.curve import value_at
from sorastudio.project.edits.keyframes import Field, moment, set_crop, set_values
from sorastudio.project.edits.look import set_placement
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.edits.zoom_follow import change_point
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.render.transitions import Kind, kinds
from sorastudio.ui.film.session import Selection
from sorastudio.ui.viewer.framing import Framing, Point

_FIELDS = (Field.SCALE, Field.X, Field.Y, Field.ROTATION)
_PLACES = 4
"""Decimals of an anchor: finer than any canvas has pixels."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A clip, by its frame."""

    clip_id: ClipId
    framing: Framing


@dataclass(frozen=True, slots=True)
class Anchoring:
    """The transition into a clip, by the point of the picture it turns about."""

    clip_id: ClipId
    at: Point


Subject = Placing | Anchoring


def subject_of(
    project: Project, selection: Selection, frame: int, *, placing: bool
) -> Subject | None:
    """The anchor of a transition; while one is placing, the frame of a clip."""
    anchor = _anchoring(project, selection, frame)
    if anchor is not None or not placing:
        return anchor
    return _placing(project, selection, frame)


def _placing(project: Project, selection: Selection, frame: int) -> Placing | None:
    """The topmost of the selected pictures that lie under the playhead."""
    for placed in _seen(project, frame):
        if placed.clip.id in selection.clips:
            return Placing(placed.clip.id, framing_of(project, placed, frame))
    return None


def _anchoring(project: Project, selection: Selection, frame: int) -> Anchoring | None:
    """The selected transition, if it has an anchor and one of its two clips is under the
    playhead."""
    into = selection.transition_into
    placed = project.timeline.find(into) if into else None
    enter = placed.clip.enter if placed else None
    if placed is None or enter is None or not _has_anchor(enter):
        return None
    before = placed.track.items[placed.index - 1].length if placed.index else 0
    if not placed.start - before <= frame < placed.end:
        return None
    x, y = anchor_of(enter)
    size = project.settings.size
    return Anchoring(placed.clip.id, Point(x * size.width, y * size.height))


def clip_under(project: Project, frame: int, point: Point) -> ClipId | None:
    """The topmost clip whose frame lies under a point of the canvas."""
    for placed in _seen(project, frame):
        if framing_of(project, placed, frame).contains(point):
            return placed.clip.id
    return None


def framing_of(project: Project, placed: Placed, frame: int) -> Framing:
    clip = placed.clip
    media, at = project.media_of(clip), clip.placement
    time = moment(placed, frame, project.rate)
    settings = project.settings
    return Framing(
        canvas=settings.size,
        source=media.video.size if media and media.video else settings.size,
        fit=at.fit or settings.fit,
        crop=at.crop,
        scale=value_at(at.scale, time),
        x=value_at(at.x, time),
        y=value_at(at.y, time),
        rotation_degrees=value_at(at.rotation_degrees, time),
    )


def reframe(project: Project, clip_id: ClipId, wanted: Framing, *, frame: int) -> Project:
    """Give a clip the frame it was pulled to: where the playhead is, if it moves over time."""
    now = framing_of(project, clip_of(project, clip_id), frame)
    if wanted.crop != now.crop:
        by = (wanted.x - now.x, wanted.y - now.y)
        return set_crop(project, clip_id, wanted.crop, scale=wanted.scale / now.scale, by=by)
    values = {
        field: getattr(wanted, field.value)
        for field in _FIELDS
        if getattr(wanted, field.value) != getattr(now, field.value)
    }
    return set_values(project, [clip_id], values, frame=frame) if values else project


def reset_placement(project: Project, clip_ids: frozenset[ClipId]) -> Project:
    """As a picture lies when it comes to the timeline; how it fits and how dense it is stay."""
    for clip_id in clip_ids:
        placed = clip_of(project, clip_id)
        at = placed.clip.placement
        plain = Placement(fit=at.fit, opacity=at.opacity)
        if placed.track.kind is TrackKind.VIDEO and at != plain:
            project = set_placement(project, [clip_id], plain)
    return project


def anchor_of(enter: Transition) -> tuple[float, float]:
    """X and y as fractions of the picture, from its left and its top."""
    kind = kinds()[enter.kind]
    values = {param.name: param.default for param in kind.params} | dict(enter.params)
    return float(values["x"]), float(values["y"])


def set_anchor(project: Project, clip_id: ClipId, at: Point) -> Project:
    """Let a transition turn about a point of the canvas; as near to it as the kind allows."""
    enter = clip_of(project, clip_id).clip.enter
    if enter is None or not _has_anchor(enter):
        raise EditRefused("This transition has no point that it turns about.")
    kind, size = kinds()[enter.kind], project.settings.size
    values = {
        "x": _allowed(kind, "x", at.x / size.width),
        "y": _allowed(kind, "y", at.y / size.height),
    }
    params = tuple((dict(enter.params) | values).items())
    return change_point(project, clip_id, params)


def _allowed(kind: Kind, name: str, value: float) -> float:
    param = next(each for each in kind.params if each.name == name)
    lowest = 0.0 if param.lowest is None else param.lowest
    highest = 1.0 if param.highest is None else param.highest
    return round(min(max(value, lowest), highest), _PLACES)


def _has_anchor(enter: Transition) -> bool:
    kind = kinds().get(enter.kind)
    return kind is not None and kind.has_anchor


def _seen(project: Project, frame: int) -> list[Placed]:
    """The clips under a frame that can be seen, the topmost first."""
    tracks = (t for t in project.timeline.of_kind(TrackKind.VIDEO) if not t.hidden)
    found = (_clip_at(track, frame) for track in tracks)
    return [placed for placed in found if placed is not None and placed.clip.enabled][::-1]


def _clip_at(track: Track, frame: int) -> Placed | None:
    index = track.index_at(frame)
    item = track.items[index] if index is not None else None
    return Placed(track, index, item) if index is not None and isinstance(item, Clip) else None
