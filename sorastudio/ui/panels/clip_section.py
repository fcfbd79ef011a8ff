"""How the selected clips look, move and sound, as fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sorastudio.project.clip import Clip, Crop, Fit, Placement
from sorastudio.project.edits.look import (
    LOUDEST_DB,
    QUIETEST_DB,
    set_enabled,
    set_fades,
    set_gain,
    set_placement,
)
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.speed import FASTEST, set_speed
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.panels.fields import (
    CheckField,
    ChoiceField,
    Form,
    Heading,
    TextField,
    number_text,
    read_number,
    read_whole,
    same,
)
from sorastudio.ui.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number of the placement; it is shown `factor` times as large."""

    words: str
    unit: str
    lowest: float
    highest: float
    step: Fraction
    factor: int
    get: Callable[[Placement], object]
    put: Callable[[Placement, float], Placement]


def _number(
    words: str,
    unit: str,
    bounds: tuple[float, float],
    get: Callable[[Placement], object],
    put: Callable[[Placement, float], Placement],
    *,
    factor: int = 100,
) -> _Number:
    lowest, highest = bounds
    return _Number(
        words=words,
        unit=unit,
        lowest=lowest,
        highest=highest,
        step=Fraction(1),
        factor=factor,
        get=get,
        put=put,
    )


def _side(words: str, get: Callable[[Crop], float], put: Callable[[Crop, float], Crop]) -> _Number:
    return _number(
        words,
        "%",
        (0, 99),
        lambda place: get(place.crop),
        lambda place, value: replace(place, crop=put(place.crop, value)),
    )


_SCALE = _number(
    "Scale", "%", (1, 10_000), lambda p: p.scale, lambda p, value: replace(p, scale=value)
)
_ROTATION = _number(
    "Rotation",
    "°",
    (-3600, 3600),
    lambda p: p.rotation_degrees,
    lambda p, value: replace(p, rotation_degrees=value),
    factor=1,
)
_OPACITY = _number(
    "Opacity", "%", (0, 100), lambda p: p.opacity, lambda p, value: replace(p, opacity=value)
)
_PLACE = (
    _number("X", "%", (-1000, 1000), lambda p: p.x, lambda p, value: replace(p, x=value)),
    _number("Y", "%", (-1000, 1000), lambda p: p.y, lambda p, value: replace(p, y=value)),
)
_ACROSS = (
    _side("Crop left", lambda c: c.left, lambda c, value: replace(c, left=value)),
    _side("Crop right", lambda c: c.right, lambda c, value: replace(c, right=value)),
)
_DOWN = (
    _side("Crop top", lambda c: c.top, lambda c, value: replace(c, top=value)),
    _side("Crop bottom", lambda c: c.bottom, lambda c, value: replace(c, bottom=value)),
)
_NUMBERS = (_SCALE, *_PLACE, _ROTATION, _OPACITY, *_ACROSS, *_DOWN)

_FITS = (
    ("", "As the film"),
    (Fit.FIT.value, "Fit: all of it, with bars"),
    (Fit.FILL.value, "Fill: no bars, cut off"),
    (Fit.STRETCH.value, "Stretch"),
)


class ClipSection(QWidget):
    """Shows what is common to the clips; what is typed goes to all of them."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._ids: tuple[ClipId, ...] = ()
        self._heading = Heading("", self)
        self.enabled = CheckField("Enabled", self._set_enabled, self)
        self.fit = ChoiceField("Fit", _FITS, self._set_fit, self)
        self.numbers = {number.words: self._number_field(number) for number in _NUMBERS}
        self.speed = TextField("Speed", self._set_speed, self, step=Fraction(1, 10))
        self.fade_in = self._fade_field("Fade in", "fade_in")
        self.fade_out = self._fade_field("Fade out", "fade_out")
        self.gain = TextField("Gain", self._set_gain, self, step=Fraction(1, 2))
        self._picture = Form(self)
        self._sound = Form(self)
        self._time = Form(self)
        self._lay_out()

    def _lay_out(self) -> None:
        numbers, rows = self.numbers, self._picture
        rows.add("Fit", self.fit)
        rows.add("Scale %", numbers["Scale"])
        rows.add("X, Y %", *(numbers[each.words] for each in _PLACE))
        rows.add("Rotation °", numbers["Rotation"])
        rows.add("Opacity %", numbers["Opacity"])
        rows.add("Crop ← → %", *(numbers[each.words] for each in _ACROSS))
        rows.add("Crop ↑ ↓ %", *(numbers[each.words] for each in _DOWN))
        self._time.add("Speed ×", self.speed)
        self._time.add("Fade frames", self.fade_in, self.fade_out)
        self._sound.add("Gain dB", self.gain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._heading, self.enabled, self._picture, self._time, self._sound):
            column.addWidget(part)

    @property
    def _texts(self) -> tuple[TextField, ...]:
        return (*self.numbers.values(), self.speed, self.fade_in, self.fade_out, self.gain)

    def finish(self) -> None:
        """What is being typed counts for the clips that are shown."""
        for field in self._texts:
            field.finish()

    def show_clips(self, project: Project, clip_ids: Iterable[ClipId]) -> None:
        """Which must be in the film, and at least one."""
        ids = tuple(sorted(clip_ids))
        fresh, self._ids = ids != self._ids, ids
        placed = with_partners(project, ids, alone=True)
        sounds = self._sounding(project)
        pictures = [each.clip for each in placed if each.track.kind is TrackKind.VIDEO]
        self._heading.setText(_heading(project, placed))
        self._picture.setVisible(bool(pictures))
        self._sound.setVisible(bool(sounds))
        for field, text in self._values(placed, pictures, sounds):
            (field.reset if fresh else field.show_value)(text)
        fits = [each.placement.fit.value if each.placement.fit else "" for each in pictures]
        self.fit.show_value(same(fits))
        self.enabled.setChecked(all(each.clip.enabled for each in placed))

    def _values(
        self, placed: Iterable[Placed], pictures: list[Clip], sounds: list[Clip]
    ) -> list[tuple[TextField, str | None]]:
        clips = [each.clip for each in placed]
        values: list[tuple[TextField, str | None]] = [
            (
                self.numbers[number.words],
                same([_shown(number.get(clip.placement), number.factor) for clip in pictures]),
            )
            for number in _NUMBERS
        ]
        values += [
            (self.speed, same([number_text(clip.speed) for clip in clips])),
            (self.fade_in, same([str(clip.fade_in) for clip in clips])),
            (self.fade_out, same([str(clip.fade_out) for clip in clips])),
            (self.gain, same([number_text(clip.gain_db) for clip in sounds])),
        ]
        return values

    def _number_field(self, number: _Number) -> TextField:
        def commit(text: str) -> None:
            given = read_number(
                text, lowest=number.lowest, highest=number.highest, unit=number.unit
            )
            value = float(given / number.factor)
            self._apply(number.words, _placed_anew, lambda placement: number.put(placement, value))

        return TextField(number.words, commit, self, step=number.step)

    def _fade_field(self, words: str, name: str) -> TextField:
        def commit(text: str) -> None:
            frames = read_whole(text, lowest=0, highest=100_000)

            def edit(project: Project, ids: tuple[ClipId, ...]) -> Project:
                for clip_id in ids:
                    project = set_fades(project, clip_id, **{name: frames})
                return project

            self._apply(words, edit)

        return TextField(words, commit, self, step=Fraction(1))

    def _set_speed(self, text: str) -> None:
        speed = read_number(text, lowest=-FASTEST, highest=FASTEST, unit="×")

        def edit(project: Project, ids: tuple[ClipId, ...]) -> Project:
            for clip_id in ids:
                project = set_speed(project, clip_id, speed)
            return project

        self._apply("Speed", edit)

    def _set_gain(self, text: str) -> None:
        gain_db = float(read_number(text, lowest=QUIETEST_DB, highest=LOUDEST_DB, unit="dB"))
        ids = [clip.id for clip in self._sounding(self._session.project)]
        self._session.document.apply("Gain", set_gain, ids, gain_db)

    def _set_fit(self, value: str) -> None:
        fit = Fit(value) if value else None
        self._apply("Fit", _placed_anew, lambda placement: replace(placement, fit=fit))

    def _set_enabled(self, enabled: bool) -> None:
        words = "Enable clips" if enabled else "Disable clips"
        self._session.apply(words, set_enabled, self._ids, enabled=enabled)

    def _sounding(self, project: Project) -> list[Clip]:
        """The clips on audio tracks, and the linked sound of pictures."""
        group = with_partners(project, self._ids)
        return [each.clip for each in group if each.track.kind is TrackKind.AUDIO]

    def _apply(self, words: str, edit: Callable[..., Project], *more: object) -> None:
        """Raises EditRefused; the field says why."""
        self._session.document.apply(words, edit, self._ids, *more)


def _placed_anew(
    project: Project, ids: Iterable[ClipId], change: Callable[[Placement], Placement]
) -> Project:
    for clip_id in ids:
        placed = clip_of(project, clip_id)
        if placed.track.kind is TrackKind.VIDEO:
            project = set_placement(project, [clip_id], change(placed.clip.placement))
    return project


def _shown(value: object, factor: int) -> str:
    return number_text(value * factor) if isinstance(value, int | float) else "animated"


def _heading(project: Project, placed: tuple[Placed, ...]) -> str:
    names = list(dict.fromkeys(title(project, each.clip) for each in placed))
    return names[0] if len(names) == 1 else f"{len(placed)} clips"
