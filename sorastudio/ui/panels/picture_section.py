"""Where the pictures of the selected clips lie, and how that changes over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Crop, Fit
from sorastudio.project.curve import Curve, Ease, value_at
from sorastudio.project.edits.keyframes import (
    Field,
    add_key,
    key_at,
    key_frames,
    moment,
    push,
    remove_key,
    set_ease,
    set_values,
)
from sorastudio.project.edits.keyframes import set_crop as set_crop_of
from sorastudio.project.edits.look import set_fit
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stroke import Stroke
from sorastudio.ui.panels.fields import (
    ChoiceField,
    Form,
    TextField,
    number_text,
    read_number,
    same,
)
from sorastudio.ui.panels.key_buttons import KeyButtons
from sorastudio.ui.panels.key_lane import FIELD_WORDS, KeyLane
from sorastudio.ui.panels.scrub import ScrubLabel
from sorastudio.ui.panels.slide import Slide

FITS = (
    (Fit.FIT.value, "Fit: all of it, with bars"),
    (Fit.FILL.value, "Fill: no bars, cut off"),
    (Fit.STRETCH.value, "Stretch"),
)
_EASES = (
    (Ease.LINEAR.value, "Linear"),
    (Ease.SMOOTH.value, "Smooth: slow, fast, slow"),
    (Ease.EXPONENTIAL.value, "Exponential: a steady zoom"),
    (Ease.HOLD.value, "Hold until the next key"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """How a field of the placement is shown: `factor` times as large."""

    unit: str
    lowest: float
    highest: float
    factor: int = 100


_NUMBERS = {
    Field.SCALE: _Number(unit="%", lowest=1, highest=10_000),
    Field.X: _Number(unit="%", lowest=-1000, highest=1000),
    Field.Y: _Number(unit="%", lowest=-1000, highest=1000),
    Field.ROTATION: _Number(unit="°", lowest=-3600, highest=3600, factor=1),
    Field.OPACITY: _Number(unit="%", lowest=0, highest=100),
}
_SIDES = ("left", "right", "top", "bottom")
_HIGHEST_CROP = 99


class PictureSection(QWidget):
    """Shows what is common to the pictures at the playhead; what is typed goes to all of them."""

    def __init__(self, session: Session, stroke: Stroke, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._stroke = session, stroke
        self._ids: tuple[ClipId, ...] = ()
        self.fit = ChoiceField("Fit", (("", "As the film"), *FITS), self._set_fit, self)
        self.numbers = {FIELD_WORDS[field]: self._number_field(field) for field in Field}
        self.numbers |= {f"Crop {side}": self._crop_field(side) for side in _SIDES}
        self.opacity_slide = Slide(self.numbers["Opacity"], stroke, lowest=0, highest=100)
        self.keys = {field: self._key_buttons(field) for field in Field}
        self.lane = KeyLane(session, stroke, self)
        self.ease = ChoiceField("Ease of the keys at the playhead", _EASES, self._set_ease, self)
        self.away = QLabel(
            "The playhead is elsewhere: this is the clip’s frame nearest to it.", self
        )
        self.away.setProperty("small", True)
        self.away.setWordWrap(True)
        self.push_in = QPushButton("Slow push in", self)
        self.pull_out = QPushButton("Slow pull out", self)
        self.place = QPushButton("Place in the picture", self)
        self.place.setCheckable(True)
        self._form, self._ease_form = Form(self), Form(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        rows, numbers = self._form, self.numbers
        rows.add("Fit", self.fit)
        for field in Field:
            words = FIELD_WORDS[field]
            label = ScrubLabel(f"{words} {_NUMBERS[field].unit}", (numbers[words],), self)
            more = (self.opacity_slide,) if field is Field.OPACITY else ()
            rows.add_row(label, _row(numbers[words], *more, self.keys[field]))
        for words, sides in (("Crop ← → %", _SIDES[:2]), ("Crop ↑ ↓ %", _SIDES[2:])):
            fields = tuple(numbers[f"Crop {side}"] for side in sides)
            rows.add_row(ScrubLabel(words, fields, self), *fields)
        self._ease_form.add("Ease", self.ease)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._form, self.lane, self.away, self._ease_form):
            column.addWidget(part)
        column.addWidget(_row(self.push_in, self.pull_out))
        column.addWidget(self.place)

    def _connect(self) -> None:
        self.lane.frame_wanted.connect(self._session.move_playhead)
        self._session.playhead_changed.connect(self._follow)
        self.push_in.setToolTip("Closer and closer, from the clip’s start to its end")
        self.pull_out.setToolTip("From closer out to where the clip lies now")
        self.place.setToolTip("Move, scale, turn and crop with the mouse, in the viewer")
        for button, inward in ((self.push_in, True), (self.pull_out, False)):
            button.clicked.connect(lambda _checked=False, inward=inward: self._push(inward=inward))

    @property
    def texts(self) -> tuple[TextField, ...]:
        return tuple(self.numbers.values())

    def show_pictures(self, project: Project, pictures: tuple[Placed, ...], *, fresh: bool) -> None:
        """fresh: they are others than before."""
        self._ids = tuple(each.clip.id for each in pictures)
        self.setVisible(bool(pictures))
        if not pictures:
            return
        frame = self._session.playhead
        for field in Field:
            number = _NUMBERS[field]
            values = [_value(each, field, frame, project) * number.factor for each in pictures]
            text = self.numbers[FIELD_WORDS[field]]
            (text.reset if fresh else text.show_value)(same([number_text(v) for v in values]))
            self._show_keys(field, pictures, project)
        for side in _SIDES:
            cuts = [getattr(each.clip.placement.crop, side) * 100 for each in pictures]
            text = self.numbers[f"Crop {side}"]
            (text.reset if fresh else text.show_value)(same([number_text(v) for v in cuts]))
        self._show_choices(project, pictures)

    def _show_choices(self, project: Project, pictures: tuple[Placed, ...]) -> None:
        fits = [each.clip.placement.fit for each in pictures]
        self.fit.show_value(same([fit.value if fit else "" for fit in fits]))
        self.lane.show_clip(project, pictures[0] if len(pictures) == 1 else None)
        frame = self._session.playhead
        found = (key_at(each, field, frame, project.rate) for each in pictures for field in Field)
        eases = [key.ease.value for key in found if key is not None]
        moving = [each for each in pictures if _is_moving(each)]
        self._ease_form.setVisible(bool(moving))
        self.away.setVisible(any(not each.start <= frame < each.end for each in moving[:1]))
        self.ease.setEnabled(bool(eases))
        self.ease.show_value(same(eases) if eases else None)
        if not eases:
            self.ease.setPlaceholderText("no key at the playhead")

    def _show_keys(self, field: Field, pictures: tuple[Placed, ...], project: Project) -> None:
        frames = {f for each in pictures for f in key_frames(each, field, project.rate)}
        frame = self._session.playhead
        has_key = any(key_at(each, field, frame, project.rate) for each in pictures)
        self.keys[field].show_keys(tuple(sorted(frames)), frame, has_key=has_key)

    @Slot()
    def _follow(self) -> None:
        """Where something moves, the numbers are others at another frame."""
        project = self._session.project
        found = (project.timeline.find(each) for each in self._ids)
        pictures = tuple(each for each in found if each is not None)
        if self.isVisible() and any(_is_moving(each) for each in pictures):
            self.show_pictures(project, pictures, fresh=False)

    def _number_field(self, field: Field) -> TextField:
        number = _NUMBERS[field]
        words = FIELD_WORDS[field]

        def commit(text: str) -> None:
            given = read_number(
                text, lowest=number.lowest, highest=number.highest, unit=number.unit
            )
            values = {field: float(given / number.factor)}
            frame = self._session.playhead
            self._stroke.apply(words, set_values, self._ids, values, frame=frame)

        return TextField(words, commit, self, step=Fraction(1), stroke=self._stroke)

    def _crop_field(self, side: str) -> TextField:
        def commit(text: str) -> None:
            given = read_number(text, lowest=0, highest=_HIGHEST_CROP, unit="%")
            self._stroke.apply("Crop", _cropped, self._ids, side, float(given / 100))

        words = f"Crop {side}"
        return TextField(words, commit, self, step=Fraction(1), stroke=self._stroke)

    def _key_buttons(self, field: Field) -> KeyButtons:
        def toggle() -> None:
            frame, words = self._session.playhead, FIELD_WORDS[field].lower()
            if self.keys[field].key.filled:
                self._session.apply(
                    f"Remove key of {words}", remove_key, self._ids, field, frame=frame
                )
            else:
                self._session.apply(f"Key of {words}", add_key, self._ids, field, frame=frame)

        def step(direction: int) -> None:
            self._go_to_key(field, direction)

        return KeyButtons(FIELD_WORDS[field], toggle=toggle, step=step, parent=self)

    def _go_to_key(self, field: Field, direction: int) -> None:
        project, at = self._session.project, self._session.playhead
        found = (project.timeline.find(each) for each in self._ids)
        frames = {f for each in found if each for f in key_frames(each, field, project.rate)}
        beyond = [frame for frame in frames if (frame - at) * direction > 0]
        if beyond:
            self._session.move_playhead(min(beyond, key=lambda frame: abs(frame - at)))

    def _set_fit(self, value: str) -> None:
        fit = Fit(value) if value else None
        self._session.apply("Fit", set_fit, self._ids, fit)

    def _set_ease(self, value: str) -> None:
        frame = self._session.playhead
        self._session.apply("Ease", set_ease, self._ids, Ease(value), frame=frame)
        self._follow()

    def _push(self, *, inward: bool) -> None:
        words = "Slow push in" if inward else "Slow pull out"
        self._session.apply(words, push, self._ids, inward=inward)


def _cropped(project: Project, ids: Iterable[ClipId], side: str, share: float) -> Project:
    for clip_id in ids:
        placed = project.timeline.find(clip_id)
        if placed is None:
            raise EditRefused(f"There is no clip {clip_id} in the film.")
        crop = _with_side(placed.clip.placement.crop, side, share)
        project = set_crop_of(project, clip_id, crop)
    return project


def _with_side(crop: Crop, side: str, share: float) -> Crop:
    changes: dict[str, Callable[[], Crop]] = {
        "left": lambda: replace(crop, left=share),
        "right": lambda: replace(crop, right=share),
        "top": lambda: replace(crop, top=share),
        "bottom": lambda: replace(crop, bottom=share),
    }
    return changes[side]()


def _value(placed: Placed, field: Field, frame: int, project: Project) -> float:
    return value_at(field.of(placed.clip.placement), moment(placed, frame, project.rate))


def _is_moving(placed: Placed) -> bool:
    return any(isinstance(field.of(placed.clip.placement), Curve) for field in Field)


def _row(*parts: QWidget) -> QWidget:
    """Side by side; the first ones share the width."""
    parent = parts[0].parent()
    made = QWidget(parent if isinstance(parent, QWidget) else None)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for part in parts:
        row.addWidget(part, 0 if isinstance(part, KeyButtons) else 1)
    return made
