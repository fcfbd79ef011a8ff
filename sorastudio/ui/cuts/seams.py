"""What jars at the cuts of the film: a list to go through, with what mends it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.project.edits.cuts import drop_repeated, settle_colour, smooth_cut
from sorastudio.project.edits.lookup import title
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.render.measure.seam import Seam, cut_into, cuts, measure_seam
from sorastudio.render.measure.strip import Strip
from sorastudio.render.measure.words import jars_in_colour, seam_words
from sorastudio.ui.cuts.pairs import Pair, PairList, pixels
from sorastudio.ui.film.session import Selection, Session

Measured = tuple[Seam, Pair]
_FRAMES = 8


class SeamsDialog(QDialog):
    """Cuts are measured one after another; a row goes to its cut."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Seams")
        self.setMinimumSize(560, 460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._found: list[Measured] = []
        self._job: Job[Measured] | None = None
        self._waiting: list[ClipId] = []
        self._project: Project = session.project
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.rows = PairList("Cuts", self)
        self.frames = QSpinBox(self, minimum=2, maximum=96, value=_FRAMES, suffix=" frames")
        self.frames.setAccessibleName("Frames of colour and blend")
        self.drop_button = self._button("Drop repeated frames", self._drop)
        self.colour_button = self._button("Match colour", self._settle)
        self.blend_button = self._button("Smooth cut", self._blend)
        self._lay_out()
        self._measure_all()

    def _button(self, words: str, act: Callable[[Seam], None]) -> QPushButton:
        button = QPushButton(words, self, autoDefault=False)
        button.clicked.connect(lambda _checked=False: self._mend(act))
        return button

    def _lay_out(self) -> None:
        mending = QHBoxLayout()
        for part in (self.drop_button, self.colour_button, self.blend_button, self.frames):
            mending.addWidget(part)
        mending.addStretch(1)
        close = QPushButton("Close", self, default=True)
        close.clicked.connect(lambda _checked=False: self.close())
        mending.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.words)
        column.addWidget(self.rows, 1)
        column.addLayout(mending)
        self.rows.currentRowChanged.connect(self._go)
        self._show_buttons()

    def done(self, result: int) -> None:
        self._waiting = []
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().done(result)

    def _measure_all(self) -> None:
        self._project = self._session.project
        self._found = []
        self.rows.clear()
        self._waiting = [placed.clip.id for placed in cuts(self._project)]
        self._measure_next()

    def _measure_next(self) -> None:
        if not self._waiting:
            self._job = None
            self.words.setText(_summary(self._found))
            return
        self.words.setText(f"Measuring: {len(self._waiting)} cuts to go…")
        session, project, clip_id = self._session, self._project, self._waiting.pop(0)
        self._job = session.scheduler.submit(
            "media",
            lambda context: _measured(session, project, clip_id, context),
            label="Seams",
            on_done=self._take,
            on_error=self._fail,
        )

    def _take(self, measured: Measured) -> None:
        if self._job is None:
            return
        self._found.append(measured)
        seam, pair = measured
        self.rows.add(_row_words(self._project, seam), pair)
        self._measure_next()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, SoraError):
            raise error
        if self._job is not None:
            self._session.told.emit("error", str(error))
            self._measure_next()

    def _chosen(self) -> Seam | None:
        row = self.rows.currentRow()
        return self._found[row][0] if 0 <= row < len(self._found) else None

    def _go(self, _row: int) -> None:
        seam = self._chosen()
        self._show_buttons()
        placed = self._session.project.timeline.find(seam.clip_id) if seam else None
        if placed is not None:
            self._session.move_playhead(placed.start)
            self._session.select(Selection(clips=frozenset({placed.clip.id})))

    def _show_buttons(self) -> None:
        seam = self._chosen()
        self.drop_button.setEnabled(seam is not None and seam.repeated > 0)
        self.colour_button.setEnabled(seam is not None and jars_in_colour(seam))
        self.blend_button.setEnabled(seam is not None)

    def _mend(self, act: Callable[[Seam], None]) -> None:
        """Another look at all of it follows: a mended cut measures otherwise."""
        seam, before = self._chosen(), self._session.project
        if seam is None:
            return
        act(seam)
        if self._session.project is not before:
            self._measure_all()

    def _drop(self, seam: Seam) -> None:
        self._session.apply("Drop repeated frames", drop_repeated, seam.clip_id, seam.repeated)

    def _settle(self, seam: Seam) -> None:
        self._session.apply("Match colour", settle_colour, seam.clip_id, self.frames.value())

    def _blend(self, seam: Seam) -> None:
        self._session.apply("Smooth cut", smooth_cut, seam.clip_id, self.frames.value())


def _row_words(project: Project, seam: Seam) -> str:
    placed = project.timeline.find(seam.clip_id)
    name = title(project, placed.clip) if placed else ""
    found = " ".join(seam_words(seam)) or ("Goes on well." if seam.one_scene else "Another scene.")
    mended = f" · {placed.clip.enter.kind}" if placed and placed.clip.enter else ""
    return f"{timecode(seam.frame, project.rate)}  into {name}{mended}\n{found}"


def _summary(found: list[Measured]) -> str:
    if not found:
        return "The film has no cut where two clips touch."
    jarring = sum(bool(seam_words(seam)) for seam, _ in found)
    if not jarring:
        return f"{len(found)} cuts, and nothing jars."
    return f"{jarring} of {len(found)} cuts could be better. Click one to go there."


def _measured(session: Session, project: Project, clip_id: ClipId, context: Context) -> Measured:
    """Raises MediaError."""
    from sorastudio.media.pool import ReaderPool

    context.check()
    before, placed = cut_into(project, clip_id)
    with ReaderPool(session.locate) as frames:
        seam = measure_seam(project, clip_id, frames)
        out, into = (Strip(project, each, frames, longer_px=176) for each in (before, placed))
        pair = Pair(last=pixels(out.picture(out.length - 1)), first=pixels(into.picture(0)))
    return seam, pair
