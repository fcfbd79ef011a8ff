"""What the keys and menus do with the clips that are chosen, without the mouse."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip
from sorastudio.project.edits.cut import close_gap, remove, ripple_delete, split, split_all
from sorastudio.project.edits.markers import add_marker, remove_marker
from sorastudio.project.edits.move import Clipboard, copied, duplicate, move, paste
from sorastudio.project.edits.transitions import remove_transition
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.timeline.drops import apply_blend, transition_edit
from sorastudio.ui.timeline.stage import Edit

DEFAULT_TRANSITION = "dissolve"


class ClipActs:
    """Acts on the selection of a session, at its playhead."""

    session: Session
    _clipboard: Clipboard | None = None

    def split_at_playhead(self) -> None:
        """Cut the chosen clips that lie under the playhead; all that do, if none is chosen."""
        frame = self.session.playhead
        chosen = [p for p in self._chosen() if p.start < frame < p.end]
        if not self.session.selection.clips:
            self.session.apply("Split", split_all, frame)
        elif chosen:
            self.session.apply("Split", _split_each, [p.clip.id for p in chosen], frame)
        else:
            self._tell("The playhead is not inside of a chosen clip.")

    def delete_selection(self) -> None:
        """Take away what is chosen: clips leave a gap, a transition a cut."""
        chosen = self.session.selection
        if chosen.clips:
            self.session.apply("Delete", remove, chosen.clips)
        elif chosen.transition_into is not None:
            if self.session.apply("Delete", remove_transition, chosen.transition_into):
                self.session.select(Selection())
        elif chosen.marker is not None and self.session.apply(
            "Delete marker", remove_marker, chosen.marker
        ):
            self.session.select(Selection())

    def ripple_delete_selection(self) -> None:
        """Take the chosen clips out and close the hole; if none is chosen, close the gap that the
        playhead is in."""
        chosen = self.session.selection.clips
        if chosen:
            self.session.apply("Ripple delete", ripple_delete, chosen)
            return
        gap = _gap_under(self.session.project, self.session.playhead)
        if gap is not None:
            self.session.apply("Close gap", close_gap, gap.id, self.session.playhead)

    def copy(self) -> None:
        chosen = self.session.selection.clips
        if chosen:
            self._clipboard = copied(self.session.project, chosen)

    def cut(self) -> None:
        if self.session.selection.clips:
            self.copy()
            self.session.apply("Cut", remove, self.session.selection.clips)

    def paste(self, *, insert: bool = False) -> None:
        """Put down at the playhead what was copied, over what lies there or before it; the
        playhead goes behind it, and what came is chosen."""
        clipboard, at = self._clipboard, self.session.playhead
        if clipboard is None:
            self._tell("There is nothing to paste yet.")
            return
        targets = self.session.targets
        edit = partial(paste, clipboard=clipboard, at=at, targets=targets, insert=insert)
        if self._apply_new("Paste", edit):
            self.session.move_playhead(at + clipboard.length)

    def duplicate(self) -> None:
        """Insert copies right behind what is chosen, and choose them."""
        chosen = self.session.selection.clips
        if chosen:
            self._apply_new("Duplicate", lambda film: duplicate(film, chosen))

    def nudge(self, frames: int) -> None:
        """Move the chosen clips by a few frames."""
        chosen = self.session.selection.clips
        if chosen:
            self.session.apply("Nudge", move, chosen, frames)

    def add_default_transition(self) -> None:
        self.add_transition(DEFAULT_TRANSITION)

    def add_transition(self, kind: str) -> None:
        """On the cut next to the playhead: of the chosen clips, or else of the first video track
        that is not locked."""
        placed = self.cut_at_hand()
        if placed is None:
            self._tell("There is no cut here, where two clips touch.")
            return
        is_sound, session = placed.track.kind is TrackKind.AUDIO, self.session
        try:
            edit = transition_edit(
                session.project, placed.clip.id, kind, sound=is_sound, handles=session.handles
            )
        except EditRefused as refusal:
            self._tell(str(refusal))
            return
        if apply_blend(self.session, "Add transition", edit):
            self.session.select(Selection(transition_into=placed.clip.id))

    def cut_at_hand(self) -> Placed | None:
        """The clip that the cut next to the playhead leads into, among those that are chosen."""
        playhead = self.session.playhead
        return min(self._cuts(), key=lambda each: abs(each.start - playhead), default=None)

    def trim_to_playhead(self, edge: Edge) -> None:
        """Ripple the start or the end of the clips under the playhead to it: of the chosen ones,
        or of the topmost on a video track."""
        frame = self.session.playhead
        under = [p for p in self._chosen() if p.start < frame < p.end]
        if not under:
            under = _topmost_at(self.session.project, frame)
        if not under:
            self._tell("There is no clip under the playhead.")
            return
        placed = under[0]
        by = frame - (placed.start if edge is Edge.HEAD else placed.end)
        if self.session.apply("Trim to playhead", ripple_trim, placed.clip.id, edge, by):
            self.session.move_playhead(placed.start if edge is Edge.HEAD else frame)

    def go_to_edit(self, direction: int) -> None:
        """Move the playhead to the next cut of any visible track, or (-1) to the one before."""
        here = self.session.playhead
        cuts = (cut for track in self.session.project.timeline.tracks for cut in track.starts)
        if direction > 0:
            self.session.move_playhead(min((cut for cut in cuts if cut > here), default=here))
        else:
            self.session.move_playhead(max((cut for cut in cuts if cut < here), default=here))

    def add_marker(self) -> None:
        frame = self.session.playhead
        if self.session.apply("Add marker", add_marker, frame):
            markers = self.session.project.timeline.markers
            newest = max(markers, key=lambda marker: int(marker.id.rsplit("-", 1)[-1]))
            self.session.select(Selection(marker=newest.id))

    def select_all(self) -> None:
        timeline = self.session.project.timeline
        self.session.select(Selection(clips=frozenset(p.clip.id for p in timeline.clips())))

    def select_at_playhead(self) -> None:
        """Choose the topmost clip under the playhead, for those who have no mouse."""
        under = _topmost_at(self.session.project, self.session.playhead)
        self.session.select(Selection(clips=frozenset(p.clip.id for p in under[:1])))

    def _chosen(self) -> list[Placed]:
        return self.session.project.timeline.found(self.session.selection.clips)

    def _cuts(self) -> list[Placed]:
        """The clips into which a transition could lead."""
        project, into = self.session.project, self.session.selection.transition_into
        chosen = self._chosen()
        if into is not None:
            placed = project.timeline.find(into)
            return [placed] if placed else []
        if not chosen:
            free = (t for t in project.timeline.of_kind(TrackKind.VIDEO) if not t.locked)
            track = next(free, None)
            return [p for p in track.clips() if p.before] if track else []
        after = [Placed(p.track, p.index + 1, p.after) for p in chosen if p.after]
        return [p for p in (*chosen, *after) if p.before]

    def _apply_new(self, label: str, edit: Edit) -> bool:
        """Do an edit, and choose the clips it brought."""
        before = _ids(self.session.project)
        if not self.session.apply(label, edit):
            return False
        self.session.select(Selection(clips=_ids(self.session.project) - before))
        return True

    def _tell(self, words: str) -> None:
        self.session.told.emit("info", words)


def _split_each(project: Project, clips: Iterable[ClipId], frame: int) -> Project:
    """What is linked to a clip is cut with it, and is not cut again."""
    for clip_id in clips:
        placed = project.timeline.find(clip_id)
        if placed is not None and placed.start < frame < placed.end:
            project = split(project, clip_id, frame)
    return project


def _ids(project: Project) -> frozenset[ClipId]:
    return frozenset(placed.clip.id for placed in project.timeline.clips())


def _topmost_at(project: Project, frame: int) -> list[Placed]:
    found = []
    for track in reversed(project.timeline.of_kind(TrackKind.VIDEO)):
        index = track.index_at(frame)
        item = None if index is None else track.items[index]
        if index is not None and isinstance(item, Clip) and not track.hidden:
            found.append(Placed(track, index, item))
    return found


def _gap_under(project: Project, frame: int) -> Track | None:
    """The lowest unlocked track with a gap at a frame."""
    for track in project.timeline.tracks:
        index = track.index_at(frame)
        if index is not None and not isinstance(track.items[index], Clip) and not track.locked:
            return track
    return None
