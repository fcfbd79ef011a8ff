"""How the slot of a clip stands, in the shapes and words of its face."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.project.state import Draft, SlotState
from sorastudio.ui.panels.states import Look, standing

_TO_DO = {
    Look.STALE: "Generate makes a take of what is asked for by now.",
    Look.FAILED: "Its menu has “Try Again”.",
    Look.MISSING: "Its menu has “Relink…”; or generate it again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What is under way for a slot, or how it failed."""

    look: Look
    words: str
    share: float | None = None
    """How much of it is made, 0 to 1; None while nothing is."""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """`state` is None for a clip without a slot, and before it is known."""

    state: SlotState | None = None
    making: Making | None = None
    lost: bool = False
    """Its file could not be read."""

    @property
    def look(self) -> Look | None:
        if self.making is not None:
            return self.making.look
        if self.lost:
            return Look.MISSING
        return standing(self.state).look if self.state is not None else None

    @property
    def is_draft(self) -> bool:
        return isinstance(self.state, Draft)

    @property
    def words(self) -> str:
        """Which take is used, of how many."""
        if self.lost:
            return "missing"
        return take_words(self.state)

    @property
    def badge(self) -> str:
        """What is under way."""
        if self.making is None:
            return ""
        return " · ".join((self.making.words, *self.making.reasons))

    @property
    def tip(self) -> str:
        """All there is to say, a line each."""
        lines: list[str] = []
        if self.making is not None:
            lines += (self.making.words, *self.making.reasons)
        elif self.lost:
            lines.append("The file is missing.")
        elif self.state is not None:
            told = standing(self.state)
            lines += (told.words, *told.reasons)
        to_do = _TO_DO.get(self.look) if self.look is not None else None
        return "\n".join([*lines, to_do] if to_do else lines)


def take_words(state: SlotState | None) -> str:
    """Which take is used, of how many; empty where there is none."""
    match state:
        case None:
            return ""
        case Draft(of):
            return f"{of} unused" if of else "draft"
    return f"take {state.number}/{state.of}"
