"""Every invariant of a film in one place.

An error is a film no edit could have made: something is broken. A warning is a film that works, but
shows something other than was asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sorastudio.project.clip import Gap, MediaSource, SlotSource
from sorastudio.project.curve import Curve, Ease
from sorastudio.project.edits.handles import head_room, missing_at, tail_room
from sorastudio.project.edits.lookup import title
from sorastudio.project.edits.settle import entering, leaving
from sorastudio.project.edits.slots import MOST_STARS, link_circle
from sorastudio.project.edits.speed import speed_in_range
from sorastudio.project.media import MediaKind
from sorastudio.project.project import Project
from sorastudio.project.slot import ImageFrame, Slot
from sorastudio.project.timeline import Placed, TrackKind, canonical

_COUNTED = re.compile(r"(?:clip|track|link|marker)-(\d+)")


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What is wrong, and with what: `where` is the id of a clip, track, slot, take or marker."""

    code: str
    words: str
    where: str
    severity: Severity = Severity.ERROR


def check(project: Project) -> list[Violation]:
    """Everything that is wrong with a film; errors before warnings."""
    found = [violation for rule in _RULES for violation in rule(project)]
    return sorted(found, key=lambda violation: violation.severity is Severity.WARNING)


def errors(project: Project) -> list[Violation]:
    """Only what is broken."""
    return [each for each in check(project) if each.severity is Severity.ERROR]


_Found = Iterator[Violation]


def _ids(project: Project) -> _Found:
    timeline = project.timeline
    ids = [
        *(track.id for track in timeline.tracks),
        *(placed.clip.id for placed in timeline.clips()),
        *(marker.id for marker in timeline.markers),
    ]
    for row_id, count in Counter(ids).items():
        if count > 1:
            yield Violation(code="id-twice", words=f"{count} things are {row_id}.", where=row_id)
    links = {placed.clip.link for placed in timeline.clips()} - {None}
    for counted in (*ids, *sorted(link for link in links if link)):
        match = _COUNTED.fullmatch(counted)
        if match and int(match.group(1)) >= timeline.next_number:
            words = f"{counted} was counted, but the next number is {timeline.next_number}."
            yield Violation(code="id-not-counted", words=words, where=counted)


def _tracks(project: Project) -> _Found:
    tracks = project.timeline.tracks
    kinds = [track.kind for track in tracks]
    if kinds != sorted(kinds, key=lambda kind: kind is TrackKind.AUDIO):
        words = "A video track lies among the audio tracks."
        yield Violation(code="track-order", words=words, where=tracks[0].id)
    for name, count in Counter(track.name for track in tracks).items():
        if count > 1:
            yield Violation(code="track-name", words=f"{count} tracks are {name}.", where=name)
    for track in tracks:
        if any(item.length <= 0 for item in track.items):
            words = f"{track.name} has an item without length."
            yield Violation(code="no-length", words=words, where=track.id)
        elif canonical(track.items) != track.items:
            words = f"{track.name} has two gaps in a row, or one at its end."
            yield Violation(code="not-canonical", words=words, where=track.id)


def _sources(project: Project) -> _Found:
    for placed in project.timeline.clips():
        clip = placed.clip
        name = title(project, clip)
        if isinstance(clip.source, SlotSource) and clip.source.slot_id not in project.slots:
            words = f"“{name}” shows the slot {clip.source.slot_id}, which the film does not have."
            yield Violation(code="unknown-slot", words=words, where=clip.id)
        elif isinstance(clip.source, MediaSource) and project.media_of(clip) is None:
            words = f"“{name}” shows {clip.source.media_id}, which the film does not know."
            yield Violation(code="unknown-media", words=words, where=clip.id)
        elif isinstance(clip.source, MediaSource):
            yield from _kind(project, placed)


def _kind(project: Project, placed: Placed) -> _Found:
    media = project.media_of(placed.clip)
    if media is None:
        return
    on_video = placed.track.kind is TrackKind.VIDEO
    fits = media.kind is not MediaKind.AUDIO if on_video else media.audio is not None
    if not fits:
        what = "picture" if on_video else "sound"
        words = f"{media.name} lies on {placed.track.name} and has no {what}."
        yield Violation(code="wrong-track", words=words, where=placed.clip.id)


def _clips(project: Project) -> _Found:
    for placed in project.timeline.clips():
        clip, name = placed.clip, title(project, placed.clip)
        if not speed_in_range(clip.speed):
            words = f"“{name}” plays at {float(clip.speed):g} times its speed."
            yield Violation(code="speed", words=words, where=clip.id)
        if min(clip.fade_in, clip.fade_out) < 0 or clip.fade_in + clip.fade_out > clip.length:
            words = f"The fades of “{name}” are longer than it."
            yield Violation(code="fades", words=words, where=clip.id)
        at = clip.placement
        for varying in (at.scale, at.x, at.y, at.rotation_degrees, at.opacity):
            if isinstance(varying, Curve) and not _is_ordered(varying):
                words = f"The keys of “{name}” are not in order, or cannot be eased as they say."
                yield Violation(code="keys", words=words, where=clip.id)


def _is_ordered(curve: Curve) -> bool:
    if any(a.time >= b.time for a, b in pairwise(curve.keys)):
        return False
    steep = (p for p in pairwise(curve.keys) if p[0].ease is Ease.EXPONENTIAL)
    return bool(curve.keys) and all(a.value > 0 and b.value > 0 for a, b in steep)


def _transitions(project: Project) -> _Found:
    for placed in project.timeline.clips():
        enter, name = placed.clip.enter, title(project, placed.clip)
        if enter is None:
            continue
        if min(enter.in_offset, enter.out_offset) < 0 or enter.length == 0:
            words = f"The transition into “{name}” has no length."
            yield Violation(code="transition-empty", words=words, where=placed.clip.id)
        elif not _transition_fits(placed):
            words = f"The transition into “{name}” is longer than there is room for."
            yield Violation(code="transition-room", words=words, where=placed.clip.id)
        elif not enter.hold and (missing := missing_at(project, placed, enter)).total:
            words = (
                f"The transition into “{name}” lacks {missing.outgoing} frames before "
                f"and {missing.incoming} after its cut."
            )
            yield _warning("handles", words, placed.clip.id)


def _transition_fits(placed: Placed) -> bool:
    items, index, enter = placed.track.items, placed.index, placed.clip.enter
    before = items[index - 1] if index else Gap(0)
    wanted = enter.in_offset if enter else 0
    return (
        entering(before) + wanted <= before.length
        and entering(placed.clip) + leaving(items, index) <= placed.clip.length
    )


def _ranges(project: Project) -> _Found:
    for placed in project.timeline.clips():
        rooms = head_room(project, placed.clip), tail_room(project, placed.clip)
        lacking = max(-room for room in (0, *rooms) if room is not None)
        if lacking:
            words = f"“{title(project, placed.clip)}” is {lacking} frames longer than its source."
            yield _warning("source-range", words, placed.clip.id)


def _links(project: Project) -> _Found:
    members: dict[str, list[Placed]] = {}
    for placed in project.timeline.clips():
        if placed.clip.link is not None:
            members.setdefault(placed.clip.link, []).append(placed)
    for link, linked in members.items():
        name = title(project, linked[0].clip)
        if len(linked) == 1:
            yield Violation(code="lonely-link", words=f"“{name}” is linked to nothing.", where=link)
        elif len({placed.track.id for placed in linked}) < len(linked):
            words = f"“{name}” is linked to a clip on its own track."
            yield Violation(code="link-track", words=words, where=link)


def _slots(project: Project) -> _Found:
    for slot in project.slots:
        if slot.seconds <= 0:
            words = f"“{slot.name}” lasts {float(slot.seconds):g} seconds."
            yield Violation(code="slot-seconds", words=words, where=slot.id)
        if slot.size and min(slot.size.width, slot.size.height) <= 0:
            words = f"“{slot.name}” asks for pictures of {slot.size}."
            yield Violation(code="slot-size", words=words, where=slot.id)
        if link_circle(project, slot.id):
            words = f"“{slot.name}” starts from itself, through other slots."
            yield Violation(code="slot-circle", words=words, where=slot.id)
        yield from _takes_of(project, slot)
        yield from _frames_of(project, slot)
        for name in project.book.unknown_in(f"{slot.prompt} {slot.negative}"):
            words = f"“{slot.name}” names {{{name}}}, which is not in the book."
            yield _warning("unknown-name", words, slot.id)


def _takes_of(project: Project, slot: Slot) -> _Found:
    if slot.chosen is not None and not _is_own(project, slot, slot.chosen):
        words = f"“{slot.name}” uses {slot.chosen}, which is not a take of it."
        yield Violation(code="chosen-take", words=words, where=slot.id)
    judged = [verdict.take_id for verdict in slot.verdicts]
    if len(set(judged)) < len(judged) or not all(_is_own(project, slot, t) for t in judged):
        words = f"“{slot.name}” judges a take twice, or one that is not its own."
        yield Violation(code="verdict", words=words, where=slot.id)
    if any(not 0 <= verdict.stars <= MOST_STARS for verdict in slot.verdicts):
        words = f"“{slot.name}” gives a take more stars than there are."
        yield Violation(code="stars", words=words, where=slot.id)


def _is_own(project: Project, slot: Slot, take_id: str) -> bool:
    take = project.pool.takes.get(take_id)
    return take is not None and take.slot_id == slot.id


def _frames_of(project: Project, slot: Slot) -> _Found:
    for frame in (slot.first_frame, slot.last_frame):
        if isinstance(frame, ImageFrame) and frame.media_id not in project.pool.media:
            words = f"“{slot.name}” starts from {frame.media_id}, which the film does not know."
            yield Violation(code="unknown-frame", words=words, where=slot.id)
    for linked in slot.links():
        if linked not in project.slots:
            words = f"“{slot.name}” starts from the slot {linked}, which the film does not have."
            yield Violation(code="unknown-link", words=words, where=slot.id)


def _pool(project: Project) -> _Found:
    seen: Counter[tuple[str, int]] = Counter()
    for take in project.pool.takes:
        seen[take.slot_id, take.number] += 1
        if take.media_id not in project.pool.media:
            words = f"Take {take.number} of {take.slot_id} has no file."
            yield Violation(code="take-media", words=words, where=take.id)
    for (slot_id, number), count in seen.items():
        if count > 1:
            words = f"{count} takes of {slot_id} have the number {number}."
            yield Violation(code="take-number", words=words, where=slot_id)
    for media in project.pool.media:
        if media.duration < 0 or (media.kind is not MediaKind.STILL and media.duration == 0):
            words = f"{media.name} lasts {float(media.duration):g} seconds."
            yield Violation(code="media-duration", words=words, where=media.id)


def _markers(project: Project) -> _Found:
    markers = project.timeline.markers
    for marker in markers:
        if marker.frame < 0:
            words = f"The marker “{marker.name}” lies before the beginning."
            yield Violation(code="marker-frame", words=words, where=marker.id)
    for a, b in pairwise(markers):
        if a.frame > b.frame:
            words = f"The marker “{b.name}” stands after a later one."
            yield Violation(code="marker-order", words=words, where=b.id)


def _settings(project: Project) -> _Found:
    timeline = project.timeline
    if not project.name.strip():
        yield Violation(code="no-name", words="The film has no name.", where="")
    if not timeline.of_kind(TrackKind.VIDEO):
        yield _warning("no-picture", "The film has no video track.", "")


def _warning(code: str, words: str, where: str) -> Violation:
    return Violation(code=code, words=words, where=where, severity=Severity.WARNING)


_RULES: Iterable[Callable[[Project], _Found]] = (
    _settings,
    _ids,
    _tracks,
    _sources,
    _clips,
    _transitions,
    _ranges,
    _links,
    _slots,
    _pool,
    _markers,
)
