"""Asks how the camera of a zoom run goes, and says beforehand what comes of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sorastudio.errors import EditRefused
from sorastudio.project.edits.transitions import Handles
from sorastudio.project.edits.zoom_path import CENTRE
from sorastudio.project.edits.zoom_run import (
    FASTEST,
    GREATEST_FACTOR,
    LEAST_FACTOR,
    SLOWEST,
    USUAL_RATE,
    ZoomRun,
    greatest_scale,
    rate_for,
    run_over,
    suggested_length,
    zoom_run,
)
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import (
    CheckField,
    ChoiceField,
    Form,
    TextField,
    number_text,
    read_number,
    read_whole,
)
from sorastudio.ui.timeline.drops import apply_overlap

SOFT_FROM = 3.0
"""Enlarged by more than this, most pictures are seen to be soft."""
_MOST_FRAMES = 1000
_WAYS = (("in", "Into the picture"), ("out", "Out of the picture"))
_HANDLES = (
    (Handles.TRIM.value, "Trim the clips"),
    (Handles.HOLD.value, "Hold the edge pictures"),
    (Handles.LONGER.value, "Ask for longer takes"),
)


class ZoomRunDialog(QDialog):
    """About the clips that are chosen when it opens. What they have already is where it begins."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Zoom run")
        self.setMinimumWidth(460)
        self._session = session
        self._clips = session.selection.clips
        self._had = run_over(session.project, self._clips)
        self._run = self._had or ZoomRun(
            rate=USUAL_RATE, length=suggested_length(session.project, self._clips)
        )
        self.rate = TextField("Times larger in a second", self._set_rate, self, step=_HUNDREDTH)
        self.factor = TextField(
            "How many times smaller each scene is born", self._set_factor, self, step=_HUNDREDTH
        )
        self.length = TextField("Frames of each transition", self._set_length, self, step=_ONE)
        self.direction = ChoiceField("Where the camera goes", _WAYS, self._set_direction, self)
        self.across = TextField(
            "Point to zoom about, from the left", self._set_x, self, step=_HUNDREDTH
        )
        self.down = TextField(
            "Point to zoom about, from the top", self._set_y, self, step=_HUNDREDTH
        )
        self.keep = CheckField("Keep the points that the cuts have", self._keep_points, self)
        self.loop = CheckField("End where it begins, as a loop", self._set_loop, self)
        self.rest = TextField(
            "Frames in which the camera comes to rest in the last scene, 0 if it goes on",
            self._set_rest,
            self,
            step=_ONE,
        )
        self.handles = ChoiceField("Where frames are missing", _HANDLES, self._set_handles, self)
        self.outcome = QLabel(self, wordWrap=True)
        self.outcome.setMinimumHeight(56)
        # Enter is for the field it is pressed in.
        self.go = QPushButton("Zoom", self, autoDefault=False)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        count = sum(
            placed.track.kind is TrackKind.VIDEO
            for clip_id in self._clips
            if (placed := self._session.project.timeline.find(clip_id))
        )
        heading = QLabel(
            f"One camera that never stops, through {count} clips and the cuts between them.", self
        )
        form = Form(self)
        form.add("Per second ×", self.rate)
        form.add("Per cut ×", self.factor)
        form.add("Frames", self.length)
        form.add("Direction", self.direction)
        form.add("Point x, y", self.across, self.down)
        if self._had is None:
            self.keep.hide()
        else:
            form.add("", self.keep)
            self.keep.setChecked(True)
        form.add("Comes to rest", self.rest)
        form.add("", self.loop)
        form.add("Missing", self.handles)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        for part in (heading, form, self.outcome):
            column.addWidget(part)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton("Cancel", self, autoDefault=False)
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(lambda _checked=False: self._zoom())
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    def _refresh(self) -> None:
        run, rate = self._run, self._session.project.rate
        self.rate.show_value(number_text(run.rate))
        self.factor.show_value(number_text(run.factor(rate)))
        self.length.show_value(str(run.length))
        self.direction.show_value("out" if run.outwards else "in")
        x, y = run.anchors[0] if run.anchors else CENTRE
        self.across.show_value(number_text(x))
        self.down.show_value(number_text(y))
        for field in (self.across, self.down):
            field.setEnabled(not self.keep.isChecked())
        self.rest.show_value(str(run.rest))
        self.rest.setEnabled(not run.loop)
        self.handles.show_value(run.handles.value)
        self._foresee()

    def _foresee(self) -> None:
        """Tries it on the film as it is: an edit is a value, so that costs nothing."""
        before = self._session.project
        try:
            after = zoom_run(before, self._clips, self._run)
        except EditRefused as refusal:
            self._say(str(refusal), is_error=True)
            return
        scale = greatest_scale(after, self._clips)
        words = [f"Pictures are enlarged up to {number_text(scale, 1)} times."]
        if scale > SOFT_FROM:
            words.append("That looks soft: zoom slower, or make the transitions longer.")
        shorter = before.timeline.length - after.timeline.length
        if shorter > 0:
            words.append(f"The clips overlap, so the film is {shorter} frames shorter.")
        elif shorter < 0:
            words.append(f"The film is {-shorter} frames longer.")
        self._say(" ".join(words), is_error=False)

    def _say(self, words: str, *, is_error: bool) -> None:
        self.outcome.setText(words)
        self.outcome.setProperty("error", is_error)
        # A style that depends on a property is only looked up anew when it is asked to.
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.go.setEnabled(not is_error)

    def _change(self, run: ZoomRun) -> None:
        self._run = run
        self._refresh()

    def _set_rate(self, text: str) -> None:
        rate = float(read_number(text, lowest=SLOWEST, highest=FASTEST))
        self._change(replace(self._run, rate=rate))

    def _set_factor(self, text: str) -> None:
        factor = float(read_number(text, lowest=LEAST_FACTOR, highest=GREATEST_FACTOR))
        rate = rate_for(factor, self._run.length, self._session.project.rate)
        self._change(replace(self._run, rate=rate))

    def _set_length(self, text: str) -> None:
        length = read_whole(text, lowest=1, highest=_MOST_FRAMES)
        self._change(replace(self._run, length=length))

    def _set_direction(self, way: str) -> None:
        self._change(replace(self._run, outwards=way == "out"))

    def _set_x(self, text: str) -> None:
        x = float(read_number(text, lowest=0, highest=1))
        self._change(replace(self._run, anchors=((x, self._point()[1]),)))

    def _set_y(self, text: str) -> None:
        y = float(read_number(text, lowest=0, highest=1))
        self._change(replace(self._run, anchors=((self._point()[0], y),)))

    def _point(self) -> tuple[float, float]:
        return self._run.anchors[0] if self._run.anchors else CENTRE

    def _keep_points(self, keep: bool) -> None:
        had = self._had.anchors if self._had else ()
        self._change(replace(self._run, anchors=had if keep else (self._point(),)))

    def _set_rest(self, text: str) -> None:
        self._change(replace(self._run, rest=read_whole(text, lowest=0, highest=_MOST_FRAMES)))

    def _set_loop(self, loop: bool) -> None:
        self._change(replace(self._run, loop=loop, rest=0 if loop else self._run.rest))

    def _set_handles(self, value: str) -> None:
        self._change(replace(self._run, handles=Handles(value)))

    def _zoom(self) -> None:
        fields = (self.rate, self.factor, self.length, self.across, self.down, self.rest)
        for field in fields:
            field.finish()
        if any(field.edit.isModified() for field in fields):
            return  # What was typed there means nothing, and its note says so.
        clips, run = self._clips, self._run
        if apply_overlap(self._session, "Zoom run", lambda film: zoom_run(film, clips, run)):
            self.accept()


_ONE, _HUNDREDTH = Fraction(1), Fraction(1, 100)
