"""`show --costs`: what a film has cost, and how much of it is seen."""

from __future__ import annotations

from sorastudio.cli.film_access import OpenFilm
from sorastudio.cli.output import Output
from sorastudio.generate.costs import Costs, costs, job_words, money_words
from sorastudio.generate.providers import title_of
from sorastudio.project.project import Project
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState


def show_costs(film: OpenFilm, out: Output) -> None:
    """Whole film, then slots with their takes, then days."""
    with Ledger(film.folder.ledger_path) as ledger:
        jobs, cap = ledger.jobs(), ledger.cap
    found = costs(film.project, jobs)
    _show_whole(found, out, cap=None if cap is None else format(cap, "f"))
    for slot in film.project.slots:
        mine = [job for job in jobs if job.slot_id == slot.id and job.submitted_at]
        if mine:
            words = money_words(found.by_slot[slot.id])
            out.result(f"  {slot.name}  {words}", "slot_costs", slot=slot.name, cost=words)
            for job in mine:
                _show_take(film.project, job, out)
    for day, money in found.by_day.items():
        words = money_words(money)
        out.result(f"  {day}  {words}", "day_costs", day=day, cost=words)


def _show_whole(found: Costs, out: Output, *, cap: str | None) -> None:
    each = found.ratio
    ratio = "no take is used" if each is None else f"{float(each):.3g} made for one used"
    seconds = [
        f"{amount} {currency} for a second on screen"
        for currency in found.whole
        if (amount := found.per_second(currency)) is not None
    ]
    unknown = f"; what {found.unknown} of them cost is unknown" if found.unknown else ""
    out.result(
        f"\nCosts\n  {money_words(found.whole, found.billed)}{unknown}"
        f"\n  {found.made} takes, {found.used} used: {ratio}"
        f"\n  {float(found.made_seconds):.1f} s made, {float(found.used_seconds):.1f} s seen"
        + "".join(f"\n  {each}" for each in seconds)
        + (f"\n  cap {cap} USD" if cap else ""),
        "costs",
        spent={name: format(money.spent, "f") for name, money in found.whole.items()},
        possible={name: format(money.possible, "f") for name, money in found.whole.items()},
        billed={name: format(amount, "f") for name, amount in found.billed.items()},
        unknown=found.unknown,
        made=found.made,
        used=found.used,
        made_seconds=str(found.made_seconds),
        used_seconds=str(found.used_seconds),
        per_second={name: str(found.per_second(name)) for name in found.whole},
        cap=cap,
    )


def _show_take(project: Project, job: LedgerJob, out: Output) -> None:
    used = project.chosen_take(job.slot_id)
    mark = " used" if used is not None and used.job_id == job.job_id else ""
    came = "" if job.state is LedgerState.SUCCEEDED else f" {job.state}"
    out.result(
        f"    take {job.take_number}{came}{mark}  {title_of(job.provider)}  {job_words(job)}",
        "take_costs",
        job=job.job_id,
        take=job.take_number,
        state=str(job.state),
        used=bool(mark),
        provider=job.provider,
        cost=job_words(job),
    )
