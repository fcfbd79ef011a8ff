"""`jobs`: every job of a film, and what can be done with those that are not at their end."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.generate import Queued, paused
from sorastudio.cli.output import Output
from sorastudio.errors import UsageError
from sorastudio.generate.pickup import again, forget, unfinished
from sorastudio.generate.providers import provider_named
from sorastudio.generate.runner import withdraw
from sorastudio.generate.workshop import Workshop, place_words
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState
from sorastudio.store.ledger_queue import LedgerQueue

_LEAST_LETTERS = 4
_ALL = "all"
"""In the place of jobs: every one that failed and was not tried again."""


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio jobs`."""
    film = open_film(arguments.film)
    with Ledger(film.folder.ledger_path) as ledger:
        if arguments.act in _PAUSES:
            _pause(ledger, arguments.connection, out, paused=_PAUSES[arguments.act])
            return
        chosen = _chosen(ledger, arguments.job)
        _ACTS[arguments.act](film, ledger, chosen, out)


def _chosen(ledger: Ledger, names: Sequence[str]) -> Sequence[LedgerJob]:
    if list(names) == [_ALL]:
        found = LedgerQueue(ledger).dead_letters()
        if not found:
            raise UsageError("Nothing has failed that was not tried again.")
        return found
    return [_job(ledger, name) for name in names]


def _pause(ledger: Ledger, connection: str, out: Output, *, paused: bool) -> None:
    LedgerQueue(ledger).pause(connection, paused=paused)
    where = f" of {connection}" if connection else ""
    words = (
        f"The queue{where} is paused: what has begun comes to its end, nothing new begins."
        if paused
        else f"The queue{where} is not paused any more. “jobs FILM resume” goes on, unless a "
        "program is at work on it already."
    )
    out.result(words, "paused" if paused else "unpaused", connection=connection)


def _list(film: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    found = unfinished(film.folder, ledger)
    elsewhere = {job.job_id for job in found.elsewhere}
    jobs = chosen or ledger.jobs()
    for job in jobs:
        job = ledger.find(job.job_id) or job
        _say(film, job, out, elsewhere=job.job_id in elsewhere)
    if found.unconfirmed:
        out.say(
            f"{len(found.unconfirmed)} may have been charged: their answer never came. Look for "
            "them at the service; then “jobs FILM forget JOB”, or “jobs FILM retry JOB” to send "
            "it again and perhaps pay twice. “jobs FILM resume” asks the service, if it can say."
        )
    queue = LedgerQueue(ledger)
    for name in sorted(queue.paused):
        out.say(str(paused(name)))
    if found.waiting or found.going:
        out.say("“sorastudio jobs FILM resume” goes on with what waits.")
    dead = queue.dead_letters()
    if dead:
        out.say(f"{len(dead)} failed and were not tried again: “sorastudio jobs FILM failed”.")
    if not jobs:
        out.say("No job was ever sent for this film.")


def _say(film: OpenFilm, job: LedgerJob, out: Output, *, elsewhere: bool) -> None:
    slot = film.project.slots.get(job.slot_id)
    name = slot.name if slot else job.slot_id
    words = _state_words(job, elsewhere=elsewhere)
    out.result(
        f"{job.job_id[:12]}  {name} {job.take_number or ''}  {job.provider}  {words}"
        f"{_cost_words(job)}{f'  {job.error.message}' if job.error else ''}",
        "job",
        id=job.job_id,
        slot=name,
        take=job.take_number,
        provider=job.provider,
        model=job.model,
        state=str(job.state),
        elsewhere=elsewhere,
        progress=job.progress,
        ahead=job.ahead,
        provider_job_id=job.provider_job_id,
        cost_estimated=None if job.cost_estimated is None else format(job.cost_estimated, "f"),
        cost_actual=None if job.cost_actual is None else format(job.cost_actual, "f"),
        currency=job.currency,
        billed=job.billed,
        error=job.error and {"category": job.error.category, "charged": str(job.error.charged)},
        reason=job.error.message if job.error else "",
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


def _state_words(job: LedgerJob, *, elsewhere: bool) -> str:
    match job.state:
        case LedgerState.UNCONFIRMED:
            words = "may have been charged"
        case LedgerState.DRAFT:
            words = "waits"
        case _:
            words = str(job.state)
    share = f" {job.progress:.0%}" if job.progress and not job.state.final else ""
    place = "" if job.ahead is None else f", {place_words(job.ahead)}"
    return f"{words}{share}{place}{' (in another program)' if elsewhere else ''}"


def _cost_words(job: LedgerJob) -> str:
    if job.cost_actual is not None:
        return f"  {job.cost_actual} {job.currency} {'billed' if job.billed else 'estimated'}"
    if job.cost_estimated:
        return f"  {job.cost_estimated} {job.currency} estimated"
    return ""


def _resume(film: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    queued = Queued(film, ledger, out)
    queued.work_off(_still_open(chosen) if chosen else None)


def _still_open(chosen: Sequence[LedgerJob]) -> list[LedgerJob]:
    ended = next((job for job in chosen if job.state.final), None)
    if ended is not None:
        raise UsageError(
            f"{ended.job_id} has ended: it is {ended.state}.", todo="Retry it to make it again."
        )
    return list(chosen)


def _cancel(film: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    for job in _named(chosen):
        provider = provider_named(job.provider)
        shop = Workshop(folder=film.folder, ledger=ledger, provider=provider)
        stops = withdraw(shop, job)
        out.result(f"{job.job_id}: this {stops}.", "canceled", id=job.job_id, stops=str(stops))


def _forget(_: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    for job in _named(chosen):
        forget(ledger, job)
        out.result(
            f"{job.job_id} is given up. What it may have cost stays counted.",
            "forgotten",
            id=job.job_id,
        )


def _retry(film: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    fresh = [again(ledger, job) for job in _named(chosen)]
    Queued(film, ledger, out).work_off(fresh)


def _failed(film: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    """What failed and was not tried again, with its reason."""
    wanted = {job.job_id for job in chosen}
    dead = LedgerQueue(ledger).dead_letters()
    shown = [job for job in dead if not wanted or job.job_id in wanted]
    for job in shown:
        _say(film, job, out, elsewhere=False)
    if shown:
        out.say(
            "“sorastudio jobs FILM retry JOB” (or “all”) asks once more; “jobs FILM dismiss JOB” "
            "takes it off this list."
        )
    else:
        out.say("Nothing has failed that was not tried again.")


def _dismiss(_: OpenFilm, ledger: Ledger, chosen: Sequence[LedgerJob], out: Output) -> None:
    going = next((job for job in _named(chosen) if not job.state.final), None)
    if going is not None:
        raise UsageError(f"{going.job_id} has not failed: it is {going.state}.")
    LedgerQueue(ledger).dismiss(job.job_id for job in chosen)
    for job in chosen:
        out.result(f"{job.job_id} is off the list.", "dismissed", id=job.job_id)


def _named(chosen: Sequence[LedgerJob]) -> Sequence[LedgerJob]:
    if not chosen:
        raise UsageError("Say which job.", todo="“sorastudio jobs FILM” lists them.")
    return chosen


def _job(ledger: Ledger, name: str) -> LedgerJob:
    """By the beginning of its id, with or without `job-`."""
    wanted = name if name.startswith("job-") else f"job-{name}"
    if len(wanted) < len("job-") + _LEAST_LETTERS:
        raise UsageError(f"'{name}' is too short for the name of a job.")
    found = [job for job in ledger.jobs() if job.job_id.startswith(wanted)]
    if len(found) != 1:
        words = "is no job" if not found else f"could be {len(found)} jobs"
        raise UsageError(f"'{name}' {words} of this film.")
    return found[0]


_Act = Callable[[OpenFilm, Ledger, Sequence[LedgerJob], Output], None]
_ACTS: dict[str, _Act] = {
    "list": _list,
    "resume": _resume,
    "cancel": _cancel,
    "forget": _forget,
    "retry": _retry,
    "failed": _failed,
    "dismiss": _dismiss,
}
_PAUSES = {"pause": True, "unpause": False}
