"""How far edges can go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Item
from sorastudio.project.edits.handles import spare_head, spare_tail
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most frames something can go by; None: no end."""

    least: int | None = None
    most: int | None = None

    def clamped(self, frames: int) -> int:
        """The nearest that can be done: what the window asks for while the mouse moves."""
        if self.least is not None:
            frames = max(self.least, frames)
        return frames if self.most is None else min(self.most, frames)

    def within(self, other: Limits) -> Limits:
        return Limits(
            least=max(_known(self.least, other.least), default=None),
            most=min(_known(self.most, other.most), default=None),
        )

    def require(self, frames: int, what: str) -> None:
        """Raises EditRefused, with how far it can go, if `frames` is beyond."""
        nearest = self.clamped(frames)
        if nearest != frames:
            side = "later" if frames > 0 else "earlier"
            raise EditRefused(
                f"{what} cannot go {abs(frames)} frames {side}: {_at_most(nearest, frames, side)}",
                kept="Nothing was changed.",
            )


def _at_most(nearest: int, frames: int, side: str) -> str:
    if nearest == 0 or (nearest > 0) != (frames > 0):
        return "there is no room at all."
    return f"there is room for {abs(nearest)} frames {side}."


@dataclass(frozen=True, slots=True)
class Moving:
    """What goes by the same number of frames at once: edges, and clips as a whole."""

    heads: Sequence[Placed] = ()
    tails: Sequence[Placed] = ()
    bodies: Sequence[Placed] = ()

    def limits(self, project: Project, *, ripple: bool = False) -> Limits:
        """With `ripple`, neighbours are no obstacle."""
        found = Limits()
        for placed in self.heads:
            found = found.within(self._of_head(project, placed, ripple=ripple))
        for placed in self.tails:
            found = found.within(self._of_tail(project, placed, ripple=ripple))
        for placed in self.bodies:
            found = found.within(Limits(_least(self._space_before(placed)), self._after(placed)))
        return found

    def _of_head(self, project: Project, placed: Placed, *, ripple: bool) -> Limits:
        source = Limits(_least(spare_head(project, placed)), placed.clip.length - 1)
        return source if ripple else source.within(Limits(_least(self._space_before(placed))))

    def _of_tail(self, project: Project, placed: Placed, *, ripple: bool) -> Limits:
        source = Limits(1 - placed.clip.length, spare_tail(project, placed))
        return source if ripple else source.within(Limits(None, self._after(placed)))

    def _space_before(self, placed: Placed) -> int | None:
        before = placed.track.items[max(0, placed.index - 2) : placed.index]
        return _space(before[::-1], self.tails, self.bodies, end=0)

    def _after(self, placed: Placed) -> int | None:
        following = placed.track.items[placed.index + 1 : placed.index + 3]
        return _space(following, self.heads, self.bodies, end=None)


def _space(
    neighbours: Sequence[Item],
    edges: Iterable[Placed],
    bodies: Iterable[Placed],
    *,
    end: int | None,
) -> int | None:
    """Frames up to the next clip in one direction; None if that clip goes along, `end` at the end
    of the track."""
    gone_along = {placed.clip.id for placed in (*edges, *bodies)}
    space = 0
    for item in neighbours:
        if isinstance(item, Clip):
            return None if item.id in gone_along else space
        space = item.length
    return space if end == 0 else None


def _least(room: int | None) -> int | None:
    return None if room is None else -room


def _known(*values: int | None) -> list[int]:
    return [value for value in values if value is not None]
