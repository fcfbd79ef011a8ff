"""The commands that make takes and choose among them."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog

from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.comparing import Comparing
from sorastudio.ui.generation import Generation
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.slot_panel import MOST_AT_ONCE, SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.session import Session
from sorastudio.ui.staleness import Staleness

_USUAL_COUNT = 4


def slot_commands(
    session: Session,
    panel: SlotPanel,
    takes: TakesStrip,
    generation: Generation,
    staleness: Staleness,
    comparing: Comparing,
) -> tuple[Command, ...]:
    return (
        *_making(session, panel),
        *_making_all(generation, staleness),
        *_choosing(takes, comparing),
        Command(
            id="slot.pause",
            words="Pause the Queue",
            menu=Menu.SLOT,
            icon="pause",
            help="What is being made is finished; the rest waits",
            run=lambda: generation.pause(paused=not generation.paused),
            checked=lambda: generation.paused,
            leads_group=True,
        ),
    )


def _making(session: Session, panel: SlotPanel) -> tuple[Command, ...]:
    return (
        Command(
            id="slot.new",
            words="New Slot",
            menu=Menu.SLOT,
            icon="slot",
            help="Type a prompt; Enter makes it",
            run=panel.start_new,
        ),
        Command(id="slot.prompt", words="Edit Prompt", menu=Menu.SLOT, run=panel.focus_prompt),
        Command(
            id="slot.generate",
            words="Generate",
            menu=Menu.SLOT,
            icon="generate",
            help="One new take of what is selected; the cut does not move",
            run=lambda: _generate(session, panel),
            leads_group=True,
        ),
        Command(
            id="slot.generate-many",
            words="Generate Several…",
            menu=Menu.SLOT,
            icon="generate-many",
            help="Takes with different seeds",
            run=lambda: _ask_and_generate(panel),
        ),
    )


def _making_all(generation: Generation, staleness: Staleness) -> tuple[Command, ...]:
    return (
        Command(
            id="slot.generate-drafts",
            words="Generate Drafts",
            menu=Menu.SLOT,
            help="One take of every slot that has none",
            run=lambda: generation.generate(staleness.drafts),
            enabled=lambda: bool(staleness.drafts),
            says=lambda: _counted("Generate Drafts", len(staleness.drafts)),
        ),
        Command(
            id="slot.generate-stale",
            words="Generate Stale",
            menu=Menu.SLOT,
            icon="stale",
            help="One new take of every slot that asks for something else by now",
            run=lambda: generation.generate(staleness.stale),
            enabled=lambda: bool(staleness.stale),
            says=lambda: _counted("Generate Stale", len(staleness.stale)),
        ),
    )


def _choosing(takes: TakesStrip, comparing: Comparing) -> tuple[Command, ...]:
    return (
        Command(
            id="slot.previous-take",
            words="Previous Take",
            menu=Menu.SLOT,
            run=takes.previous_take,
            leads_group=True,
        ),
        Command(id="slot.next-take", words="Next Take", menu=Menu.SLOT, run=takes.next_take),
        Command(
            id="slot.compare",
            words="Compare Takes",
            menu=Menu.SLOT,
            icon="compare",
            help="Side by side in the viewer, inside the cut; 1 to 9 uses one, X rejects",
            run=comparing.toggle,
            checked=lambda: comparing.is_on,
        ),
    )


def _generate(session: Session, panel: SlotPanel) -> None:
    chosen = chosen_slots(session.project, session.selection)
    if chosen or panel.prompt.toPlainText().strip():
        panel.generate()
        return
    panel.focus_prompt()
    session.told.emit("info", "Select a slot, or type the prompt of a new one.")


def _ask_and_generate(panel: SlotPanel) -> None:
    count, wanted = QInputDialog.getInt(
        panel.window(), "Generate several", "How many takes?", _USUAL_COUNT, 1, MOST_AT_ONCE
    )
    if wanted:
        panel.generate_many(count)


def _counted(words: str, count: int) -> str:
    return f"{words} ({count})" if count else words
