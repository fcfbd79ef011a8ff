"""Moving and copying clips that are on the timeline."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip
from sorastudio.project.edits.cut import ripple_delete, runs_of
from sorastudio.project.edits.lay import laid, lay
from sorastudio.project.edits.lookup import targeted, track_of, with_partners
from sorastudio.project.edits.opening import opened
from sorastudio.project.edits.splice import Splice, apply
from sorastudio.project.ids import ClipId, LinkId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind


def move(
    project: Project,
    clip_ids: Iterable[ClipId],
    frames: int,
    *,
    track_steps: int = 0,
    alone: bool = False,
) -> Project:
    """Move clips by frames, over whatever lies there, and by so many tracks of their kind.

    What is linked to them and not named itself moves in time only, or not at all if `alone`. Raises
    EditRefused before the beginning of the film, or where there is no such track.
    """
    named = set(clip_ids)
    group = with_partners(project, named, alone=alone)
    _refuse_before_start(min(placed.start for placed in group), frames)
    tracks = {placed.track.id for placed in group if placed.clip.id in named}
    target = {track_id: _stepped(project, track_id, track_steps) for track_id in tracks}
    return lay(
        project,
        (
            laid(
                each,
                start=each.start + frames,
                track_id=target[each.track.id] if each.clip.id in named else None,
            )
            for each in group
        ),
    )


def move_insert(
    project: Project, clip_ids: Iterable[ClipId], at: int, *, track_steps: int = 0
) -> Project:
    """Take clips in a row out, close the hole, and insert them where frame `at` was: the film keeps
    its length.

    `at` counts in the film as it is. Raises EditRefused inside the stretch that is moved, or for
    clips that do not touch.
    """
    named = list(clip_ids)
    runs = runs_of(project, named)
    if len(runs) > 1:
        raise EditRefused(
            "Only clips in a row can be inserted elsewhere.", todo="Move them singly."
        )
    run = runs[0]
    if run.start < at < run.end:
        raise EditRefused("Clips cannot be inserted into themselves.")
    closed = ripple_delete(project, named)
    target = at if at <= run.start else at - (run.end - run.start)
    return _put(closed, Clipboard.of(run.clips, named), target, track_steps, insert=True)


@dataclass(frozen=True, slots=True)
class Copied:
    """A clip, where it lay from the first one on, and whether it was chosen by name."""

    track_id: TrackId
    offset: int
    clip: Clip
    named: bool


@dataclass(frozen=True, slots=True)
class Clipboard:
    clips: tuple[Copied, ...]

    @classmethod
    def of(cls, group: tuple[Placed, ...], named: Iterable[ClipId]) -> Clipboard:
        first, chosen = min(placed.start for placed in group), set(named)
        return cls(
            tuple(Copied(p.track.id, p.start - first, p.clip, p.clip.id in chosen) for p in group)
        )

    @property
    def length(self) -> int:
        return max(copied.offset + copied.clip.length for copied in self.clips)


def copied(project: Project, clip_ids: Iterable[ClipId], *, alone: bool = False) -> Clipboard:
    """Clips to be pasted, with what is linked to them."""
    named = list(clip_ids)
    return Clipboard.of(with_partners(project, named, alone=alone), named)


def paste(
    project: Project,
    clipboard: Clipboard,
    at: int,
    *,
    track_steps: int = 0,
    targets: Collection[TrackId] = (),
    insert: bool = False,
) -> Project:
    """Put copies down from frame `at` on: over what lies there, or with `insert` before it.

    The lowest of the copied tracks of a kind goes to the one of `targets` that is of that kind, the
    others keep their distance from it; without such a target they lie where they lay.
    """
    project, fresh = _fresh(project, clipboard)
    return _put(project, _aimed(project, fresh, targets), at, track_steps, insert=insert)


def duplicate(project: Project, clip_ids: Iterable[ClipId], *, alone: bool = False) -> Project:
    """Insert copies of clips right after them."""
    named = list(clip_ids)
    end = max(placed.end for placed in with_partners(project, named, alone=alone))
    return paste(project, copied(project, named, alone=alone), end, insert=True)


def _put(
    project: Project, clipboard: Clipboard, at: int, track_steps: int, *, insert: bool
) -> Project:
    _refuse_before_start(at, 0)
    puts = [
        Splice(
            _stepped(project, each.track_id, track_steps if each.named else 0),
            at + each.offset,
            at + each.offset + each.clip.length,
            (each.clip,),
        )
        for each in clipboard.clips
    ]
    room = opened(project, {put.track_id for put in puts}, at, clipboard.length) if insert else ()
    return apply(project, (*room, *puts))


def _aimed(project: Project, clipboard: Clipboard, targets: Collection[TrackId]) -> Clipboard:
    """The clips on the tracks that are targeted."""
    places: dict[TrackId, TrackId] = {}
    for kind in TrackKind:
        target = targeted(project, targets, kind)
        same = [track.id for track in project.timeline.of_kind(kind)]
        used = {each.track_id for each in clipboard.clips if each.track_id in same}
        if target is not None and used:
            steps = same.index(target.id) - min(map(same.index, used))
            places |= {track_id: _stepped(project, track_id, steps) for track_id in used}
    clips = (replace(c, track_id=places.get(c.track_id, c.track_id)) for c in clipboard.clips)
    return Clipboard(tuple(clips))


def _fresh(project: Project, clipboard: Clipboard) -> tuple[Project, Clipboard]:
    """The same clips under ids and links of their own."""
    timeline = project.timeline
    links: dict[LinkId, LinkId] = {}
    clips = []
    for each in clipboard.clips:
        timeline, clip_id = timeline.mint_clip()
        old = each.clip.link
        if old is not None and old not in links:
            timeline, links[old] = timeline.mint_link()
        link = links[old] if old is not None else None
        clips.append(replace(each, clip=replace(each.clip, id=clip_id, link=link)))
    return replace(project, timeline=timeline), Clipboard(tuple(clips))


def _stepped(project: Project, track_id: TrackId, steps: int) -> TrackId:
    track = track_of(project, track_id)
    same = project.timeline.of_kind(track.kind)
    index = same.index(track) + steps
    if not 0 <= index < len(same):
        raise EditRefused(f"There is no {track.kind} track {steps:+} from {track.name}.")
    return same[index].id


def _refuse_before_start(start: int, frames: int) -> None:
    if start + frames < 0:
        raise EditRefused(
            "Nothing can lie before the beginning of the film.",
            kept="Nothing was changed.",
            todo=f"There is room for {start} frames earlier." if start >= 0 else "",
        )
