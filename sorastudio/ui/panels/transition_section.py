"""The transition into a clip, as fields."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from sorastudio.errors import SoraError
from sorastudio.project.clip import Transition
from sorastudio.project.edits.lookup import title
from sorastudio.project.edits.transitions import (
    CROSSFADE,
    Alignment,
    Handles,
    change_transition,
    remove_transition,
    resize_transition,
)
from sorastudio.project.edits.zoom_follow import change_point
from sorastudio.project.ids import ClipId
from sorastudio.project.media import MediaKind, Option, Size
from sorastudio.project.project import Project
from sorastudio.render.picture import blank
from sorastudio.render.plan import OWN_PICTURE
from sorastudio.render.transitions import Kind, Param, kinds
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import (
    CheckField,
    ChoiceField,
    Form,
    Heading,
    TextField,
    number_text,
    read_whole,
)
from sorastudio.ui.panels.kind_finder import title as kind_title

MOST_FRAMES = 10_000

_ALIGNMENTS = (
    (Alignment.CENTER.value, "About the cut"),
    (Alignment.START.value, "From the cut on"),
    (Alignment.END.value, "Up to the cut"),
)
_HANDLES = (
    (Handles.TRIM.value, "Trim both clips"),
    (Handles.KEEP.value, "Trim both, keep the film's length"),
    (Handles.HOLD.value, "Hold the edge picture"),
    (Handles.LONGER.value, "Ask for a longer take"),
)
_TRIAL = Size(32, 18)


class TransitionSection(QWidget):
    """Kind, length, alignment and the kind's own parameters."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._clip_id: ClipId | None = None
        self._heading = Heading("Transition", self)
        self.kind = ChoiceField("Kind", _kinds(), self._set_kind, self)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setProperty("small", True)
        self.length = TextField("Length in frames", self._set_length, self, step=Fraction(1))
        self.alignment = ChoiceField("Alignment", _ALIGNMENTS, self._set_alignment, self)
        self.handles = ChoiceField("Where frames are missing", _HANDLES, self._keep_handles, self)
        self.params: dict[str, TextField | CheckField | ChoiceField] = {}
        self._form = Form(self)
        self._param_form = Form(self)
        self._shown_kind = ""
        self.remove_button = QPushButton("Remove transition", self)
        self._lay_out()

    def _lay_out(self) -> None:
        self._form.add("Kind", self.kind)
        self._form.add("Frames", self.length)
        self._form.add("Lies", self.alignment)
        self._form.add("Missing", self.handles)
        self.handles.setToolTip("What to do where a clip has no frames beyond the cut")
        self.remove_button.clicked.connect(lambda _checked=False: self._remove())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        for part in (self._heading, self._form, self.words, self._param_form):
            self._column.addWidget(part)
        self._column.addWidget(self.remove_button)

    def add_note(self, note: QWidget) -> None:
        """Something more to say about the transition, under its fields."""
        self._column.insertWidget(self._column.count() - 1, note)

    def finish(self) -> None:
        """What is being typed counts for the transition that is shown."""
        for field in (self.length, *self.params.values()):
            if isinstance(field, TextField):
                field.finish()

    def show_transition(self, project: Project, clip_id: ClipId, enter: Transition) -> None:
        fresh, self._clip_id = clip_id != self._clip_id, clip_id
        placed = project.timeline.find(clip_id)
        if placed is not None:
            self._heading.setText(f"Transition into {title(project, placed.clip)}")
        known = kinds().get(enter.kind)
        self.kind.setEnabled(enter.kind != CROSSFADE)
        self.kind.setPlaceholderText(enter.kind)
        self.kind.setCurrentIndex(self.kind.findData(enter.kind))
        self.words.setText(known.words if known else "Fades one sound into the other")
        show = self.length.reset if fresh else self.length.show_value
        show(str(enter.length))
        aligned = alignment_of(enter)
        self.alignment.show_value(aligned.value if aligned else None)
        if placed is not None:
            self.handles.show_value(self._session.answer_for(placed.clip).value)
        if enter.kind != self._shown_kind or fresh:
            self._build_params(known)
            self._shown_kind = enter.kind
        if known is not None:
            self._show_params(known, dict(enter.params))

    def _build_params(self, kind: Kind | None) -> None:
        self._column.removeWidget(self._param_form)
        self._param_form.deleteLater()
        self._param_form = Form(self)
        self.params = {}
        for param in kind.params if kind else ():
            field = self._param_field(param)
            self.params[param.name] = field
            self._param_form.add(param.name.replace("_", " ").capitalize(), field)
        self._column.insertWidget(3, self._param_form)

    def _param_field(self, param: Param) -> TextField | CheckField | ChoiceField:
        if isinstance(param.default, bool):
            return CheckField(param.words, lambda on: self._set_param(param, on), self)
        if param.name == OWN_PICTURE:
            return ChoiceField(
                param.words, self._pictures(), lambda chosen: self._set_param(param, chosen), self
            )
        if param.choices:
            choices = [(choice, kind_title(choice)) for choice in param.choices]
            return ChoiceField(
                param.words, choices, lambda choice: self._set_param(param, choice), self
            )
        step = Fraction(1, 100) if isinstance(param.default, float) else Fraction(1)
        return TextField(
            param.words, lambda text: self._set_param(param, param.parse(text)), self, step=step
        )

    def _show_params(self, kind: Kind, values: dict[str, Option]) -> None:
        for param in kind.params:
            value, field = values.get(param.name, param.default), self.params[param.name]
            if not param.fits(value):
                value = param.default
            if isinstance(field, CheckField):
                field.setChecked(bool(value))
            elif isinstance(field, ChoiceField):
                if param.name == OWN_PICTURE:
                    field.offer(self._pictures())
                field.show_value(str(value))
            else:
                field.show_value(str(value) if isinstance(value, str) else number_text(value))

    def _pictures(self) -> list[tuple[str, str]]:
        """The files of the film that have a picture, stills first."""
        found = [media for media in self._session.project.pool.media if media.video]
        found.sort(key=lambda media: (media.kind is not MediaKind.STILL, media.name))
        first = "None yet" if found else "Import a picture first"
        return [("", first), *((media.id, media.name) for media in found)]

    def _set_kind(self, name: str) -> None:
        """Parameters of the old kind mean nothing to the new one."""
        if self._clip_id is not None:
            self._session.apply(
                f"Transition {name}", change_transition, self._clip_id, kind=name, params=()
            )

    def _set_param(self, param: Param, value: Option) -> None:
        """Raises UsageError for a value the kind cannot be run with."""
        enter = self._transition()
        if enter is None or self._clip_id is None:
            return
        changed = dict(enter.params) | {param.name: value}
        black = blank(_TRIAL)
        kinds()[enter.kind].blend(black, black, 0.25, changed)
        self._session.document.apply(
            f"Transition {param.name}",
            change_point,
            self._clip_id,
            tuple(changed.items()),
        )

    def _set_length(self, text: str) -> None:
        frames = read_whole(text, lowest=1, highest=MOST_FRAMES)
        self._resize(frames, alignment_of(self._transition()) or Alignment.CENTER)

    def _set_alignment(self, value: str) -> None:
        enter = self._transition()
        if enter is not None:
            self._resize_or_tell(enter.length, Alignment(value))

    def _keep_handles(self, _value: str) -> None:
        enter = self._transition()
        if enter is not None and self._clip_id is not None:
            self._answer(self._clip_id, enter)

    def _answer(self, clip_id: ClipId, enter: Transition) -> None:
        answers = self._session.answers
        before = answers.get(clip_id, self._session.handles)
        answers[clip_id] = self._chosen_handles()
        aligned = alignment_of(enter) or Alignment.CENTER
        if not self._resize_or_tell(enter.length, aligned):
            answers[clip_id] = before
            self._show_as_it_is()

    def _resize_or_tell(self, frames: int, alignment: Alignment) -> bool:
        """Whether it was done."""
        try:
            self._resize(frames, alignment)
        except SoraError as error:
            self._session.told.emit("error", str(error))
            self._show_as_it_is()
            return False
        return True

    def _resize(self, frames: int, alignment: Alignment) -> None:
        """Raises EditRefused; the field says why."""
        if self._clip_id is None:
            return
        before = self._session.project.timeline.length
        after = self._session.document.apply(
            "Transition",
            resize_transition,
            self._clip_id,
            frames,
            alignment=alignment,
            handles=self._chosen_handles(),
        )
        shorter = before - after.timeline.length
        if shorter > 0:
            self._session.told.emit(
                "info", f"The film is {shorter} frames shorter for the transition."
            )

    def _show_as_it_is(self) -> None:
        """As it is, where a choice was refused."""
        enter = self._transition()
        if enter is not None and self._clip_id is not None:
            self.show_transition(self._session.project, self._clip_id, enter)

    def _chosen_handles(self) -> Handles:
        return Handles(self.handles.currentData() or Handles.TRIM.value)

    def _remove(self) -> None:
        if self._clip_id is not None:
            self._session.apply("Remove transition", remove_transition, self._clip_id)

    def _transition(self) -> Transition | None:
        placed = self._session.project.timeline.find(self._clip_id) if self._clip_id else None
        return placed.clip.enter if placed else None


def alignment_of(enter: Transition | None) -> Alignment | None:
    """None where it lies otherwise, or there is none."""
    if enter is None:
        return None
    if enter.in_offset == enter.length // 2:
        return Alignment.CENTER
    if enter.in_offset == 0:
        return Alignment.START
    return Alignment.END if enter.out_offset == 0 else None


def _kinds() -> list[tuple[str, str]]:
    return [(name, kind_title(name)) for name in kinds()]
