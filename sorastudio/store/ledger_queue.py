"""The queue of a film's ledger: what waits, in which order, what is paused, and who works on it.

Several programs may work on one film. Each takes jobs on (`take_on`) under a name of its own, and
holds that name as a lock for as long as it lives; so no two begin the same job, and what a dead one
had taken on is free again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sorastudio.store import ledger_rows
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState, hash_of

EVERYTHING = ""
"""In the place of a connection: all of them."""


class LedgerQueue:
    """Any thread may use it. All methods raise FilmFileError if the database cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen = -1

    def arrange(self, job_ids: Sequence[str]) -> None:
        """Let jobs that wait stand in this order, in the places they have among all others. What
        does not wait any more is left out."""
        with self._ledger.writing() as database:
            waiting = {job.job_id: job for job in ledger_rows.in_states(database, _WAITING)}
            jobs = [waiting[each] for each in dict.fromkeys(job_ids) if each in waiting]
            places = sorted(job.place for job in jobs)
            for job, place in zip(jobs, places, strict=True):
                ledger_rows.update(database, job, replace(job, place=place))

    def revise(self, job: LedgerJob) -> bool:
        """Ask for something else with a job that waits; False, and nothing is changed, for one that
        does not wait any more."""
        with self._ledger.writing() as database:
            before = ledger_rows.find(database, job.job_id)
            if before is None or before.state is not LedgerState.DRAFT:
                return False
            after = replace(
                before,
                request=job.request,
                request_sha256=hash_of(job.request),
                provider=job.provider,
                model=job.model,
                base_url=job.base_url,
                cost_estimated=job.cost_estimated,
                currency=job.currency,
            )
            ledger_rows.update(database, before, after)
        return True

    def dismiss(self, job_ids: Iterable[str]) -> None:
        """The person has seen that these failed, and wants no more of them."""
        with self._ledger.writing() as database:
            for job_id in job_ids:
                job = ledger_rows.find(database, job_id)
                if job is not None:
                    ledger_rows.update(database, job, replace(job, dismissed=True))

    def take_on(
        self, job_ids: Iterable[str], worker: str, is_alive: Callable[[str], bool]
    ) -> tuple[LedgerJob, ...]:
        """Those of the jobs that are not at their end and that no other living program has: this
        one has them from here on."""
        wanted, taken = set(job_ids), []
        with self._ledger.writing() as database:
            for job in ledger_rows.in_states(database, _OPEN):
                if job.job_id not in wanted:
                    continue
                if job.worker not in ("", worker) and is_alive(job.worker):
                    continue
                mine = replace(job, worker=worker)
                ledger_rows.update(database, job, mine)
                taken.append(mine)
        return tuple(taken)

    def dead_letters(self) -> tuple[LedgerJob, ...]:
        """What failed, was not tried again, and was not dismissed; in the order it was asked
        for."""
        with self._ledger.reading() as database:
            return ledger_rows.dead(database)

    def came(self, since: str) -> tuple[LedgerJob, ...]:
        """What has succeeded since a moment (ISO 8601, UTC; empty: ever)."""
        with self._ledger.reading() as database:
            return ledger_rows.came(database, since)

    @property
    def paused(self) -> frozenset[str]:
        """The connections for which nothing new is begun; `EVERYTHING` for all."""
        with self._ledger.reading() as database:
            return frozenset(name for (name,) in database.execute("SELECT connection FROM pauses"))

    def pause(self, connection: str, *, paused: bool) -> None:
        """Outlives the program: nothing new is begun there before it is lifted."""
        with self._ledger.writing() as database:
            database.execute("DELETE FROM pauses WHERE connection = ?", [connection])
            if paused:
                database.execute("INSERT INTO pauses VALUES (?)", [connection])

    def is_news(self) -> bool:
        """Whether another program, or another part of this one that has opened the ledger for
        itself, has written since this was asked last."""
        with self._ledger.reading() as database:
            (version,) = database.execute("PRAGMA data_version").fetchone()
        before, self._seen = self._seen, version
        return bool(version != before)


_WAITING = (LedgerState.DRAFT,)
_OPEN = tuple(state for state in LedgerState if not state.final)
