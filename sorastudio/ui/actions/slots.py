"""The commands that make takes and choose among them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QInputDialog, QWidget

from sorastudio.errors import EditRefused
from sorastudio.project.edits.slots import remove_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Operation
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.generation import Failed, Generation, TakeJob
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.staleness import Staleness
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.slot_panel import MOST_AT_ONCE, SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.questions import ask_cost, ask_remove_slot
from sorastudio.ui.viewer.comparing import Comparing

_USUAL_COUNT = 4


def slot_commands(
    session: Session,
    panel: SlotPanel,
    takes: TakesStrip,
    generation: Generation,
    staleness: Staleness,
    comparing: Comparing,
    prices: Prices,
) -> tuple[Command, ...]:
    return (
        *_making(session, panel),
        *_asking(session, panel, generation),
        *_making_all(generation, staleness, prices, panel),
        *_choosing(takes, comparing),
        *_remaking(takes),
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
            id="slot.remove",
            words="Remove Slot…",
            menu=Menu.SLOT,
            help="A slot that no clip shows; its takes stay in the film",
            run=lambda: remove_chosen(session, panel),
            enabled=lambda: len(chosen_slots(session.project, session.selection)) == 1,
        ),
    )


def _asking(session: Session, panel: SlotPanel, generation: Generation) -> tuple[Command, ...]:
    return (
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
        Command(
            id="slot.retry",
            words="Try Again",
            menu=Menu.SLOT,
            icon="retry",
            help="Ask once more for the takes that could not be made",
            run=lambda: _try_again(session, generation),
            enabled=lambda: bool(_failed(session, generation)),
        ),
    )


def _failed(session: Session, generation: Generation) -> list[TakeJob]:
    """The takes of the chosen slots that could not be made."""
    jobs = map(generation.job_of, chosen_slots(session.project, session.selection))
    return [job for job in jobs if job is not None and isinstance(job.stage, Failed)]


def _try_again(session: Session, generation: Generation) -> None:
    for job in _failed(session, generation):
        generation.retry(job.id)


def _making_all(
    generation: Generation, staleness: Staleness, prices: Prices, panel: SlotPanel
) -> tuple[Command, ...]:
    def command(
        name: str, words: str, help_: str, which: Callable[[], tuple[SlotId, ...]], icon: str = ""
    ) -> Command:
        return Command(
            id=f"slot.generate-{name}",
            words=words,
            menu=Menu.SLOT,
            icon=icon,
            help=help_,
            run=lambda: _generate_all(generation, prices, which(), panel),
            enabled=lambda: bool(which()),
            says=lambda: _counted(words, which(), prices),
        )

    return (
        command(
            "drafts",
            "Generate Drafts",
            "One take of every slot that has none",
            lambda: staleness.drafts,
        ),
        command(
            "stale",
            "Generate Stale",
            "One new take of every slot that asks for something else by now",
            lambda: staleness.stale,
            icon="stale",
        ),
    )


def _generate_all(
    generation: Generation, prices: Prices, slots: tuple[SlotId, ...], panel: SlotPanel
) -> None:
    """Asks first if it costs, or may cost."""
    price = prices.of(slots)
    words = price.words if price else "cost unknown"
    free = price is not None and not price.may_cost
    if free or ask_cost(len(slots), words, panel.window()):
        generation.generate(slots)


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


def _remaking(takes: TakesStrip) -> tuple[Command, ...]:
    def command(operation: Operation, help_: str) -> Command:
        def why_not() -> str:
            card = takes.cards.current
            return takes.remaking.why_not(card.take_id, operation) if card else "Select a take."

        def run() -> None:
            card = takes.cards.current
            if card is not None:
                takes.remaking.ask(card.take_id, operation)

        return Command(
            id=f"slot.{operation.value}-take",
            words=f"{operation.value.capitalize()} Take…",
            menu=Menu.SLOT,
            help=help_,
            run=run,
            enabled=lambda: not why_not(),
            leads_group=operation is Operation.EXTEND,
        )

    return (
        command(Operation.EXTEND, "A longer take that goes on behind the end of this one"),
        command(Operation.EDIT, "A take like this one, changed as you say"),
    )


def _generate(session: Session, panel: SlotPanel) -> None:
    chosen = chosen_slots(session.project, session.selection)
    if chosen or panel.prompt.toPlainText().strip():
        panel.generate()
        return
    panel.focus_prompt()
    session.told.emit("info", "Select a slot, or type the prompt of a new one.")


def remove_chosen(session: Session, parent: QWidget) -> None:
    """Takes the slot away that is chosen; asks where it has takes, which nothing shows then."""
    (slot_id,) = chosen_slots(session.project, session.selection)
    slot, takes = session.project.slots[slot_id], len(session.project.pool.takes_of(slot_id))
    try:
        remove_slot(session.project, slot_id)
    except EditRefused as refusal:
        session.told.emit("error", str(refusal))
        return
    if not takes or ask_remove_slot(slot.name, takes, parent.window()):
        session.apply(f"Remove the slot {slot.name}", remove_slot, slot_id)


def _ask_and_generate(panel: SlotPanel) -> None:
    count, wanted = QInputDialog.getInt(
        panel.window(), "Generate several", "How many takes?", _USUAL_COUNT, 1, MOST_AT_ONCE
    )
    if wanted:
        panel.generate_many(count)


def _counted(words: str, slots: tuple[SlotId, ...], prices: Prices) -> str:
    """`Generate Stale (3) · est. $1.20`."""
    if not slots:
        return words
    price = prices.of(slots)
    counted = f"{words} ({len(slots)})"
    return f"{counted} · {price.words}" if price else counted
