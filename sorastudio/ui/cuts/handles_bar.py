"""What becomes of the frames a new transition lacks: said and offered at the cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Transition
from sorastudio.project.edits.handles import Missing, missing_handles
from sorastudio.project.edits.transitions import Alignment, Handles, add_transition
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.settings import SettingsFile
from sorastudio.ui.film.session import Session
from sorastudio.ui.icons import icon
from sorastudio.ui.panels.transition_section import alignment_of
from sorastudio.ui.timeline.view import Timeline

_OFFERS = {
    Handles.TRIM: ("Shorter film", "Both clips give up the frames; what follows moves up"),
    Handles.KEEP: ("Same length", "Both clips give up the frames, and show more at their far ends"),
    Handles.HOLD: ("Hold pictures", "The edge pictures stand still while they blend"),
    Handles.LONGER: ("Longer take", "The slot's next take is asked for with the frames"),
}


class HandlesBar(QFrame):
    """The transition is there already, as is usual; another answer takes its place in one step.

    It goes with the next change of the film.
    """

    def __init__(
        self, session: Session, timeline: Timeline, keep_default: Callable[[Handles], None]
    ) -> None:
        super().__init__(timeline)
        self._session, self._timeline, self._keep_default = session, timeline, keep_default
        self._before: Project | None = None
        self._after: Project | None = None
        self._placed: Placed | None = None
        self.words = QLabel(self)
        self.buttons = {handles: self._button(handles) for handles in _OFFERS}
        self.always = QCheckBox("Always", self)
        self.always.setToolTip("Do the same with every new transition")
        self._lay_out()
        self.hide()
        session.blended.connect(self._blended)
        session.changed.connect(self._film_changed)
        timeline.stage.moved.connect(self._place)

    def _button(self, handles: Handles) -> QPushButton:
        words, tip = _OFFERS[handles]
        button = QPushButton(words, self, autoDefault=False)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: self._choose(handles))
        return button

    def _lay_out(self) -> None:
        self.setObjectName("offer")
        self.setAccessibleName("Missing frames")
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        close = QPushButton(icon("close"), "", self, flat=True, autoDefault=False)
        close.setAccessibleName("Close")
        close.setToolTip("Leave it as it is (Esc)")
        close.clicked.connect(lambda _checked=False: self.hide())
        first, row = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.words, 1)
        first.addWidget(close)
        for each in (*self.buttons.values(), self.always):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 6, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._timeline.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def _blended(self, before: Project) -> None:
        after = self._session.project
        placed = _new_transition(before, after)
        missing = _missing(before, placed) if placed else Missing(0, 0)
        if placed is None or not missing.total:
            self.hide()
            return
        self._before, self._after, self._placed = before, after, placed
        self.words.setText(missing_words(missing))
        self.always.setChecked(False)
        self._show_answers()
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def _show_answers(self) -> None:
        for handles, button in self.buttons.items():
            refusal = self._refusal(handles)
            button.setEnabled(not refusal)
            button.setToolTip(refusal or _OFFERS[handles][1])
            is_so = not refusal and self._result(handles) == self._after
            button.setChecked(is_so)
            button.setIcon(icon("check") if is_so else QIcon())

    def _edit(self, handles: Handles) -> Callable[[Project], Project]:
        assert self._placed is not None, "only while a transition is offered"
        enter = _entered(self._placed)
        return partial(
            add_transition,
            clip_id=self._placed.clip.id,
            kind=enter.kind,
            length=enter.length,
            alignment=alignment_of(enter) or Alignment.CENTER,
            params=enter.params,
            handles=handles,
        )

    def _result(self, handles: Handles) -> Project:
        """Raises EditRefused."""
        assert self._before is not None, "only while a transition is offered"
        return self._edit(handles)(self._before)

    def _refusal(self, handles: Handles) -> str:
        try:
            self._result(handles)
        except EditRefused as refusal:
            return str(refusal)
        return ""

    def _choose(self, handles: Handles) -> None:
        if self._session.project is not self._after:
            self.hide()
            return
        if self.always.isChecked():
            self._session.handles = handles
            self._keep_default(handles)
        if self._placed is not None:
            self._session.answers[self._placed.clip.id] = handles
        if self._result(handles) != self._after:
            before, self._after = self._before, None
            self._session.undo()
            if self._session.project == before:
                self._session.apply("Add transition", self._edit(handles))
            self._after = self._session.project
            self._placed = self._after.timeline.find(self._placed.clip.id) if self._placed else None
        self._show_answers()
        self._place()
        if self.always.isChecked():
            self.hide()

    def _film_changed(self, project: Project) -> None:
        if self.isVisible() and self._after is not None and project is not self._after:
            self.hide()

    def _place(self) -> None:
        """Under the cut, and inside of the timeline."""
        if self._placed is None:
            return
        timeline, canvas = self._timeline, self._timeline.canvas
        x = canvas.x() + round(timeline.stage.scale.x(self._placed.start)) - self.width() // 2
        x = min(max(x, canvas.x() + 4), max(canvas.x() + 4, timeline.width() - self.width() - 20))
        row = next((r for r in timeline.stage.rows if r.track.id == self._placed.track.id), None)
        y = canvas.y() + (row.bottom - timeline.stage.scroll_y if row else 0) + 4
        self.move(x, min(y, max(0, timeline.height() - self.height() - 4)))


def offer_handles(session: Session, timeline: Timeline, settings: SettingsFile) -> HandlesBar:
    """New transitions do as the person chose last time."""
    known = {each.value for each in Handles}
    kept = settings.value.handles
    session.handles = Handles(kept) if kept in known else Handles.TRIM

    def keep(handles: Handles) -> None:
        settings.change(replace(settings.value, handles=handles.value))

    return HandlesBar(session, timeline, keep)


def missing_words(missing: Missing) -> str:
    """How many frames a transition lacks, and of which clip."""
    sides = [
        (missing.outgoing, "at the end of the first clip"),
        (missing.incoming, "at the start of the second"),
    ]
    parts = [f"{frames} {where}" for frames, where in sides if frames]
    count = "1 frame is" if missing.total == 1 else f"{missing.total} frames are"
    return f"{count} missing for this transition: {' and '.join(parts)}."


def _new_transition(before: Project, after: Project) -> Placed | None:
    old = {placed.clip.id: placed.clip.enter for placed in before.timeline.clips()}
    return next(
        (
            placed
            for placed in after.timeline.clips()
            if placed.clip.enter is not None and placed.clip.enter != old.get(placed.clip.id)
        ),
        None,
    )


def _missing(before: Project, placed: Placed) -> Missing:
    """A slot without a take lacks nothing: its take is made with the frames."""
    missing = missing_handles(before, placed.clip.id, _entered(placed))
    return missing if before.media_of(placed.clip) else replace(missing, incoming=0)


def _entered(placed: Placed) -> Transition:
    assert placed.clip.enter is not None, "it is looked for by its transition"
    return placed.clip.enter
