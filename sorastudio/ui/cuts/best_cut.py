"""Where two clips would meet better: a list to try, each with one click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job, Progress
from sorastudio.project.edits.cuts import move_cut
from sorastudio.project.edits.lookup import title
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.render.measure.overlap import Proposal, find_overlaps
from sorastudio.render.measure.seam import cut_into
from sorastudio.render.measure.strip import Strip
from sorastudio.ui.cuts.pairs import Pair, PairList, pixels
from sorastudio.ui.film.session import Selection, Session

Found = list[tuple[Proposal, Pair]]


class BestCutDialog(QDialog):
    """A row moves the cut; the next one moves it from where it was, so all of it is one step."""

    def __init__(self, session: Session, placed: Placed, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find Best Cut")
        self.setMinimumSize(560, 460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._clip_id = session, placed.clip.id
        self._base, self._tried = session.project, session.project
        self._found: Found = []
        name = title(session.project, placed.clip)
        self.words = QLabel(f"Comparing the pictures about the cut into “{name}”…", self)
        self.words.setWordWrap(True)
        self._bar = QProgressBar(self, maximum=1000, textVisible=False)
        self._bar.setAccessibleName("Comparing")
        self.rows = PairList("Proposals", self)
        self.back_button = QPushButton("Put it back", self, autoDefault=False)
        self.close_button = QPushButton("Close", self, default=True)
        self._lay_out()
        self._job: Job[Found] | None = self._start()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        for part in (self.words, self._bar, self.rows):
            column.addWidget(part)
        column.addLayout(buttons)
        self.rows.itemClicked.connect(lambda item: self._try(self.rows.row(item)))
        self.rows.itemActivated.connect(lambda item: self._try(self.rows.row(item)))
        self.back_button.clicked.connect(lambda _checked=False: self._put_back())
        self.close_button.clicked.connect(lambda _checked=False: self.close())
        self.back_button.setEnabled(False)

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().done(result)

    def _start(self) -> Job[Found]:
        session, project, clip_id = self._session, self._base, self._clip_id
        return session.scheduler.submit(
            "media",
            lambda context: _found(session, project, clip_id, context),
            label="Best cut",
            on_done=self._show,
            on_error=self._fail,
            on_progress=self._show_progress,
        )

    def _show_progress(self, progress: Progress) -> None:
        if self._job is not None:
            self._bar.setValue(round(1000 * progress.fraction))

    def _show(self, found: Found) -> None:
        if self._job is None:
            return
        self._job, self._found = None, found
        self._bar.hide()
        self.words.setText("Click a proposal to try it; the cut goes there at once.")
        for proposal, pair in found:
            self.rows.add(proposal_words(proposal), pair)
        self.rows.setFocus()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, SoraError):
            raise error
        if self._job is not None:
            self._job = None
            self._bar.hide()
            self.words.setText(str(error))

    def _try(self, row: int) -> None:
        if not 0 <= row < len(self._found):
            return
        proposal, _ = self._found[row]
        if not self._put_back():
            return
        if proposal.tail or proposal.head:
            self._session.apply("Move cut", move_cut, self._clip_id, proposal.tail, proposal.head)
        self._tried = self._session.project
        self.back_button.setEnabled(self._tried is not self._base)
        placed = self._tried.timeline.find(self._clip_id)
        if placed is not None:
            self._session.move_playhead(placed.start)
            into = placed.clip.id if placed.clip.enter else None
            chosen = frozenset() if into else frozenset({placed.clip.id})
            self._session.select(Selection(clips=chosen, transition_into=into))

    def _put_back(self) -> bool:
        """Whether the film is as it was when the proposals were made."""
        if self._session.project is self._base:
            return True
        if self._session.project is self._tried:
            self._session.undo()
        same = self._session.project is self._base
        if not same:
            self.words.setText("The film was changed meanwhile. Close this and look again.")
        self.back_button.setEnabled(False)
        return same


def proposal_words(proposal: Proposal) -> str:
    agreement = f"{proposal.agreement:.0%} alike"
    if proposal.tail == proposal.head == 0:
        return f"{agreement}\nThe cut as it is"
    edges = (("Out", proposal.tail), ("In", proposal.head))
    return f"{agreement}\n{' · '.join(_moved(name, by) for name, by in edges if by)}"


def _moved(edge: str, frames: int) -> str:
    count = "1 frame" if abs(frames) == 1 else f"{abs(frames)} frames"
    return f"{edge} {count} {'later' if frames > 0 else 'earlier'}"


def _found(session: Session, project: Project, clip_id: ClipId, context: Context) -> Found:
    """Raises MediaError."""
    from sorastudio.media.pool import ReaderPool

    def between(share: float) -> None:
        context.check()
        context.progress(share)

    before, placed = cut_into(project, clip_id)
    with ReaderPool(session.locate) as frames:
        proposals = find_overlaps(project, clip_id, frames, between=between)
        out, into = (Strip(project, each, frames, longer_px=176) for each in (before, placed))
        return [
            (
                each,
                Pair(
                    last=pixels(out.picture(out.length - 1 + each.tail)),
                    first=pixels(into.picture(each.head)),
                ),
            )
            for each in proposals
        ]
