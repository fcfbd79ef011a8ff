"""What the film has cost: as a whole, by slot with its takes, and by day."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.generate.costs import Costs, billed_of, costs, job_words, money_words
from sorastudio.generate.providers import provider_titles
from sorastudio.jobs.job import Context
from sorastudio.project.project import Project
from sorastudio.store.ledger_job import LedgerJob, LedgerState
from sorastudio.ui.film.session import Session

_WIDTH_PX, _HEIGHT_PX = 560, 480


class CostsDialog(QDialog):
    """Read in the background; as it was when it was asked for."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Costs of the film")
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        self.whole = QLabel("Adding up…", self)
        self.whole.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Costs by slot and day")
        self.tree.setHeaderLabels(["", "Cost"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        column = QVBoxLayout(self)
        column.addWidget(self.whole)
        column.addWidget(self.tree, 1)
        project, ledger = session.project, session.ledger

        def work(_: Context) -> tuple[Costs, tuple[LedgerJob, ...]]:
            jobs = ledger.jobs()
            return costs(project, jobs), jobs

        session.scheduler.submit(
            "media",
            work,
            label="costs",
            on_done=lambda found: self._show(project, *found),
            on_error=self._could_not,
        )

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, SoraError):
            raise error
        self.whole.setText(str(error))

    def _show(self, project: Project, found: Costs, jobs: tuple[LedgerJob, ...]) -> None:
        self.whole.setText("\n".join(_whole(found)))
        slots, titles = _branch(self.tree, "By slot", ""), provider_titles()
        for slot in project.slots:
            mine = [job for job in jobs if job.slot_id == slot.id and job.submitted_at]
            if mine:
                item = _branch(
                    slots, slot.name, money_words(found.by_slot[slot.id], billed_of(mine))
                )
                for job in mine:
                    _branch(item, _take_words(job, titles), job_words(job))
        days = _branch(self.tree, "By day (UTC)", "")
        for day, spent in found.by_day.items():
            mine = [job for job in jobs if job.submitted_at.startswith(day)]
            _branch(days, day, money_words(spent, billed_of(mine)))
        slots.setExpanded(True)
        days.setExpanded(True)


def _whole(found: Costs) -> list[str]:
    ratio = found.ratio
    used = "no take is used" if ratio is None else f"{float(ratio):.3g} made for one used"
    seconds = [
        f"{amount} {currency} for a second on screen"
        for currency in found.whole
        if (amount := found.per_second(currency)) is not None
    ]
    unknown = [f"What {found.unknown} takes cost is unknown."] if found.unknown else []
    return [
        f"Whole film: {money_words(found.whole, found.billed)}",
        f"{found.made} takes, {found.used} used: {used}",
        f"{float(found.made_seconds):.1f} s made, {float(found.used_seconds):.1f} s seen",
        *seconds,
        *unknown,
    ]


def _take_words(job: LedgerJob, titles: Mapping[str, str]) -> str:
    came = "" if job.state is LedgerState.SUCCEEDED else f" · {job.state}"
    return f"take {job.take_number} · {titles.get(job.provider, job.provider)}{came}"


def _branch(parent: QTreeWidget | QTreeWidgetItem, words: str, cost: str) -> QTreeWidgetItem:
    return QTreeWidgetItem(parent, [words, cost])
