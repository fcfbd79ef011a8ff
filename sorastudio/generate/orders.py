"""A take that is wanted, before anybody can say what exactly is to be sent for it: the pictures it
starts from may have to be made first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.provider import Provider
from sorastudio.generate.request import Request
from sorastudio.generate.sourced import asked_seconds
from sorastudio.generate.wanted import seeds
from sorastudio.generate.workshop import request_of
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Operation
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot, TakeSource
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.ledger_job import LedgerJob, new_job, new_job_id

MOST_TAKES = 1000
"""Of one slot, in one go."""

_ORDER = "order"
"""In the place of a request that can only be made later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One take that is to be made."""

    slot_id: SlotId
    slot_name: str
    number: int
    seed: int
    job_id: str = field(default_factory=new_job_id, compare=False)
    """Under this name the ledger will have it."""


def orders(project: Project, slot: Slot, takes: int, ahead: Iterable[Order] = ()) -> list[Order]:
    """So many new takes of a slot, none with the number or the seed of a take there is, or of one
    that is `ahead` in the queue. Raises GenerateError for a prompt that cannot be read."""
    ahead = [order for order in ahead if order.slot_id == slot.id]
    first = max([project.pool.next_take_number(slot.id), *(each.number + 1 for each in ahead)])
    used = {order.seed for order in ahead}
    fresh = (seed for seed in seeds(project, slot) if seed not in used)
    return [
        Order(slot_id=slot.id, slot_name=slot.name, number=number, seed=seed)
        for number, seed in enumerate(islice(fresh, takes), first)
    ]


def waves(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    """The slots in groups, each after those it takes a first or last frame from."""
    left = list(slots)
    while left:
        waiting = {slot.id for slot in left}
        ready = [slot for slot in left if not waiting.intersection(slot.links())]
        yield ready or left
        made = {slot.id for slot in ready}
        left = [slot for slot in left if slot.id not in made] if ready else []


def order_job(
    order: Order, slot: Slot, project: Project, name: str, provider: Provider | None = None
) -> LedgerJob:
    """An order for the ledger, with the slot as it is now: what is changed later is for the next
    take. `provider`, if it is ready, estimates the cost."""
    model = slot.model or (provider.default_model if provider else "")
    estimate = None
    if provider is not None:
        seconds = asked_seconds(project_with(project, slot), slot)
        size = slot.size or project.settings.size
        with suppress(SoraError):  # a model there is not is told when its turn comes
            estimate = provider.capabilities(model).estimate(seconds, size)
    return new_job(
        order.slot_id,
        name,
        {_ORDER: {"name": order.slot_name, "seed": order.seed, "slot": to_data(slot)}},
        model=model,
        take_number=order.number,
        cost_estimated=estimate.amount if estimate else None,
        currency=estimate.currency if estimate else "",
        job_id=order.job_id,
    )


def is_order(job: LedgerJob) -> bool:
    return isinstance(job.request, dict) and _ORDER in job.request


def ordered(job: LedgerJob, project: Project) -> tuple[Order, Slot]:
    """What a job asks for, and its slot as it was then; of a job whose request is made already,
    as far as that says. Raises GenerateError for one that cannot be read, or whose slot is gone."""
    now = project.slots.get(job.slot_id)
    if not is_order(job):
        request = request_of(job)
        slot = now or Slot(
            id=job.slot_id, name=request.slot_name, prompt="", seconds=request.seconds
        )
        slot = _as_asked(slot, request)
        return _order(job, request.slot_name, request.seed), slot
    assert isinstance(job.request, dict)
    match job.request[_ORDER]:
        case {"name": str(name), "seed": int(seed), "slot": data}:
            return _order(job, name, seed), from_data(Slot, data, "slot")
        case {"name": str(name), "seed": int(seed)} if now is not None:
            # As earlier versions wrote it.
            return _order(job, name, seed), now
    raise GenerateError(f"The order of {job.job_id} cannot be read.", kept="It stays in the ledger")


def _as_asked(slot: Slot, request: Request) -> Slot:
    source = request.source
    if source is None:
        return replace(slot, prompt=request.prompt, negative=request.negative)
    return replace(
        slot,
        provider=request.provider,
        model=request.model,
        prompt=(source.operation is Operation.EXTEND and slot.prompt) or request.prompt,
        seed=None,
        seconds=request.seconds,
        source=TakeSource(source.operation, source.take_id),
    )


def _order(job: LedgerJob, name: str, seed: int) -> Order:
    return Order(
        slot_id=job.slot_id,
        slot_name=name,
        number=job.take_number or 1,
        seed=seed,
        job_id=job.job_id,
    )


def project_with(project: Project, slot: Slot) -> Project:
    """The film as if the slot were as it was when it was asked for."""
    return replace(project, slots=project.slots.put(slot))
