"""What a click or a rubber band selects."""

from __future__ import annotations

from sorastudio.project.ids import ClipId
from sorastudio.project.timeline import Placed
from sorastudio.ui.film.session import Selection
from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTrack, OnTransition, touched
from sorastudio.ui.timeline.hold import CTRL, SHIFT, Banding, Pointer
from sorastudio.ui.timeline.stage import Stage


class Selecting:
    """Selects on behalf of the mouse, and knows which clip was clicked last."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._session = stage, stage.session
        self._last: ClipId | None = None

    def choose(self, found: Hit) -> None:
        """Select what is under the mouse, unless it is part of what is selected already."""
        chosen = self._session.selection.clips
        match found:
            case OnClip(placed) if placed.clip.id not in chosen:
                self._session.select(Selection(clips=frozenset({placed.clip.id})))
            case OnTransition(placed):
                self._session.select(Selection(transition_into=placed.clip.id))
            case OnTrack():
                self._session.select(Selection())

    def click(self, found: Hit, begin: Pointer) -> None:
        """Pressed and let go in one place."""
        if not isinstance(found, OnClip):
            return
        clip_id, chosen = found.placed.clip.id, self._session.selection.clips
        if begin.holds(SHIFT):
            clips = chosen | self._up_to(found.placed)
        elif begin.holds(CTRL):
            clips = chosen ^ {clip_id}
        else:
            clips = frozenset({clip_id})
        if not begin.holds(SHIFT):
            self._last = clip_id
        self._session.select(Selection(clips=clips))

    def band(self, begin: Pointer, end: Pointer) -> Banding:
        """A rubber band that begins; with Ctrl or Shift it adds to what is selected."""
        adds = begin.holds(CTRL | SHIFT)
        return Banding(
            frame=self._stage.scale.frame(begin.at.x()),
            y=begin.at.y(),
            end=end,
            kept=self._session.selection.clips if adds else frozenset(),
        )

    def touch(self, banding: Banding) -> None:
        """Select what a rubber band touches."""
        stage, box = self._stage, banding.box(self._stage.scale)
        first, end = stage.scale.frame(box.left()), stage.scale.frame(box.right())
        found = touched(stage.rows, first, end, box.top(), box.bottom())
        self._session.select(Selection(clips=banding.kept | frozenset(found)))

    def _up_to(self, placed: Placed) -> frozenset[ClipId]:
        """The clips of a track from the one clicked last to this one."""
        clips = list(placed.track.clips())
        ends = [n for n, each in enumerate(clips) if each.clip.id in (self._last, placed.clip.id)]
        if not ends:
            return frozenset({placed.clip.id})
        return frozenset(each.clip.id for each in clips[ends[0] : ends[-1] + 1])
