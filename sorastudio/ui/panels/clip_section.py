"""How the selected clips look, move and sound, as fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sorastudio.errors import SoraError
from sorastudio.project.clip import Clip
from sorastudio.project.edits.look import (
    LOUDEST_DB,
    QUIETEST_DB,
    rename_clip,
    set_enabled,
    set_fades,
    set_gain,
)
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.speed import FASTEST, freeze, set_speed, thaw
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stroke import Stroke
from sorastudio.ui.panels.fields import (
    CheckField,
    Form,
    Heading,
    TextField,
    number_text,
    read_number,
    read_whole,
    same,
)
from sorastudio.ui.panels.picture_section import PictureSection
from sorastudio.ui.panels.scrub import ScrubLabel
from sorastudio.ui.panels.slide import Slide

_SLIDE_DB = (-60, 24)
"""Below it is as good as silent, and can be typed."""
_LONGEST_NAME = 200


class ClipSection(QWidget):
    """Shows what is common to the clips; what is typed goes to all of them."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._stroke = stroke = Stroke(session.document)
        self._ids: tuple[ClipId, ...] = ()
        self._heading = Heading("", self)
        self.name = TextField("Name", self._set_name, self)
        self.enabled = CheckField("Enabled", self._set_enabled, self)
        self.picture = PictureSection(session, stroke, self)
        self.speed = TextField("Speed", self._set_speed, self, step=Fraction(1, 10), stroke=stroke)
        self.backwards = CheckField("Backwards", self._turn, self)
        self.frozen = CheckField("Freeze", self._freeze, self)
        self.keeps_length = CheckField("Keep the length", lambda _: None, self)
        self.fade_in = self._fade_field("Fade in", "fade_in")
        self.fade_out = self._fade_field("Fade out", "fade_out")
        self.gain = TextField("Gain", self._set_gain, self, step=Fraction(1, 2), stroke=stroke)
        self.gain_slide = Slide(
            self.gain, stroke, lowest=_SLIDE_DB[0], highest=_SLIDE_DB[1], per_one=2
        )
        self._about, self._time, self._sound = Form(self), Form(self), Form(self)
        self._lay_out()

    def _lay_out(self) -> None:
        self._about.add("Name", self.name)
        self.frozen.setToolTip("The picture at the playhead stands for all of the clip")
        self.keeps_length.setToolTip(
            "A change of speed shows more or less of the source, and nothing moves"
        )
        time = self._time
        time.add_row(ScrubLabel("Speed ×", (self.speed,), time), self.speed)
        time.add("", self.backwards, self.frozen)
        time.add("", self.keeps_length)
        fades = (self.fade_in, self.fade_out)
        time.add_row(ScrubLabel("Fade frames", fades, time), *fades)
        self._sound.add_row(
            ScrubLabel("Gain dB", (self.gain,), self._sound), self.gain, self.gain_slide
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        parts = (self._heading, self._about, self.enabled, self.picture, self._time, self._sound)
        for part in parts:
            column.addWidget(part)

    def finish(self) -> None:
        """What is being typed counts for the clips that are shown."""
        for field in (*self.picture.texts, *self._texts):
            field.finish()

    @property
    def _texts(self) -> tuple[TextField, ...]:
        return (self.name, self.speed, self.fade_in, self.fade_out, self.gain)

    def show_clips(self, project: Project, clip_ids: Iterable[ClipId]) -> None:
        """Which must be in the film, and at least one."""
        ids = tuple(sorted(clip_ids))
        fresh, self._ids = ids != self._ids, ids
        placed = with_partners(project, ids, alone=True)
        sounds = self._sounding(project)
        pictures = tuple(each for each in placed if each.track.kind is TrackKind.VIDEO)
        self._heading.setText(_heading(project, placed))
        self._sound.setVisible(bool(sounds))
        self.picture.show_pictures(project, pictures, fresh=fresh)
        clips = [each.clip for each in placed]
        values = (
            same([clip.name for clip in clips]),
            same([number_text(clip.speed) for clip in clips]),
            same([str(clip.fade_in) for clip in clips]),
            same([str(clip.fade_out) for clip in clips]),
            same([number_text(clip.gain_db) for clip in sounds]),
        )
        self.name.hint(same([_own_name(project, clip) for clip in clips]) or "")
        for field, text in zip(self._texts, values, strict=True):
            (field.reset if fresh else field.show_value)(text)
        self.enabled.setChecked(all(clip.enabled for clip in clips))
        self.backwards.setChecked(all(clip.speed < 0 for clip in clips))
        self.frozen.setChecked(all(clip.speed == 0 for clip in clips))
        self.backwards.setEnabled(not self.frozen.isChecked())

    def _fade_field(self, words: str, name: str) -> TextField:
        def commit(text: str) -> None:
            frames = read_whole(text, lowest=0, highest=100_000)
            self._for_each(words, lambda project, each: set_fades(project, each, **{name: frames}))

        return TextField(words, commit, self, step=Fraction(1), stroke=self._stroke)

    def _set_name(self, text: str) -> None:
        name = text[:_LONGEST_NAME]
        self._for_each("Rename clip", lambda project, each: rename_clip(project, each, name))

    def _set_speed(self, text: str) -> None:
        speed = read_number(text, lowest=-FASTEST, highest=FASTEST, unit="×")
        self._for_each("Speed", lambda project, each: self._at_speed(project, each, speed))

    def _turn(self, backwards: bool) -> None:
        def edit(project: Project, clip_id: ClipId) -> Project:
            speed = abs(_clip(project, clip_id).speed)
            return self._at_speed(project, clip_id, -speed if backwards else speed)

        self._tell(lambda: self._for_each("Play backwards" if backwards else "Play on", edit))

    def _freeze(self, frozen: bool) -> None:
        frame = self._session.playhead

        def edit(project: Project, clip_id: ClipId) -> Project:
            return freeze(project, clip_id, frame) if frozen else thaw(project, clip_id)

        self._tell(lambda: self._for_each("Freeze" if frozen else "End freeze", edit))

    def _at_speed(self, project: Project, clip_id: ClipId, speed: Fraction) -> Project:
        keeps = self.keeps_length.isChecked()
        return set_speed(project, clip_id, speed, keep_length=keeps)

    def _set_gain(self, text: str) -> None:
        gain_db = float(read_number(text, lowest=QUIETEST_DB, highest=LOUDEST_DB, unit="dB"))
        ids = [clip.id for clip in self._sounding(self._session.project)]
        self._stroke.apply("Gain", set_gain, ids, gain_db)

    def _set_enabled(self, enabled: bool) -> None:
        words = "Enable clips" if enabled else "Disable clips"
        self._session.apply(words, set_enabled, self._ids, enabled=enabled)

    def _sounding(self, project: Project) -> list[Clip]:
        """The clips on audio tracks, and the linked sound of pictures."""
        group = with_partners(project, self._ids)
        return [each.clip for each in group if each.track.kind is TrackKind.AUDIO]

    def _for_each(self, words: str, edit: Callable[[Project, ClipId], Project]) -> None:
        """All clips in one step. Raises EditRefused; the field says why."""
        ids = self._ids

        def all_of_them(project: Project) -> Project:
            for clip_id in ids:
                project = edit(project, clip_id)
            return project

        self._stroke.apply(words, all_of_them)

    def _tell(self, act: Callable[[], None]) -> None:
        """A box that cannot be ticked has no place for words: they go to the status bar."""
        try:
            act()
        except SoraError as error:
            self._session.told.emit("error", str(error))
            self.show_clips(self._session.project, self._ids)


def _clip(project: Project, clip_id: ClipId) -> Clip:
    return clip_of(project, clip_id).clip


def _own_name(project: Project, clip: Clip) -> str:
    """What the clip is called while it has no name of its own."""
    return title(project, replace(clip, name=""))


def _heading(project: Project, placed: tuple[Placed, ...]) -> str:
    names = list(dict.fromkeys(title(project, each.clip) for each in placed))
    return names[0] if len(names) == 1 else f"{len(placed)} clips"
