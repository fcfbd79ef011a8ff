"""A slot: what is asked for, how it stands, and the button that makes it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import EditRefused
from sorastudio.project.edits.lookup import first_track, targeted
from sorastudio.project.edits.slots import add_slot, change_slot, set_prompt
from sorastudio.project.ids import SlotId, new_slot_id
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot as FilmSlot
from sorastudio.project.state import slot_state
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.film.generation import Generation, Running
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.abilities import ANYTHING, Abilities
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.fields import TextField, read_whole, scroll_over
from sorastudio.ui.panels.names import NameOffer, UnknownNames
from sorastudio.ui.panels.prompt import PromptEdit
from sorastudio.ui.panels.remark import Remark
from sorastudio.ui.panels.slot_form import SlotForm
from sorastudio.ui.panels.states import Look, Standing, StateMark, standing
from sorastudio.ui.panels.thumbs import Thumbs

FIRST_SECONDS = Fraction(4)
"""How long the first slot of a film is unless told; later ones are as long as the last."""

MOST_AT_ONCE = 50
_NEW = SlotId("")


class SlotPanel(QWidget):
    """Shows the slot that is selected; with none, it is where the next one is typed."""

    book_wanted = Signal(str)
    """A name that is to be added to the book."""
    connections_wanted = Signal()

    def __init__(
        self,
        session: Session,
        generation: Generation,
        offers: Offers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._generation = generation
        self._slots: tuple[SlotId, ...] = ()
        self._draft = FilmSlot(id=_NEW, name="", prompt="", seconds=_usual_seconds(session.project))
        self._thumbs = Thumbs(session, 36, self)
        self.mark = StateMark(self)
        self.state = QLabel(self)
        self.reasons = QLabel(self)
        self.prompt = PromptEdit(self)
        self.names = NameOffer(self.prompt, lambda: (e.id for e in session.project.book.entries))
        self.unknown = UnknownNames(self)
        self.generate_button = QPushButton("Generate", self)
        self.many_button = QPushButton(self)
        self.count = TextField("How many takes", self._set_count, self, step=Fraction(1))
        self._takes = 4
        self.price = Remark(self)
        self.prompt_remark = Remark(self)
        self.form = SlotForm(session, offers, self._change, self)
        self._prepare()
        self._lay_out()
        self._connect()
        self._refresh()

    def hold(self, part: QWidget) -> None:
        """Shows another part, such as the takes, between the prompt and the settings, and scrolls
        with it where there is little room."""
        inner = part.layout()
        if inner is not None:
            inner.setContentsMargins(0, 0, 0, 0)
        self._column.insertWidget(self._column.indexOf(self.form), part)

    def focus_prompt(self) -> None:
        """Ready for typing, with all of it selected."""
        self.prompt.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.prompt.selectAll()

    @Slot()
    def generate(self) -> None:
        """One new take of what is selected; with nothing selected, of a new slot."""
        self.generate_many(1)

    def generate_many(self, takes: int) -> None:
        self.form.finish()
        self._session.document.end_merge()
        slots = self._slots or self._made_slot()
        if slots:
            self._generation.generate(slots, takes)

    def start_new(self) -> None:
        """Ready for the prompt of another slot."""
        self._session.select(Selection())
        self.focus_prompt()

    def _prepare(self) -> None:
        self.reasons.setProperty("small", True)
        for label in (self.state, self.reasons):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state.setAccessibleName("State of the slot")
        self.generate_button.setProperty("primary", True)
        self.generate_button.setToolTip("Make a new take (Ctrl+R)")
        self.count.reset(str(self._takes))
        self.count.setFixedWidth(52)
        self.many_button.setToolTip("Make several takes with different seeds (Ctrl+Shift+R)")

    def _lay_out(self) -> None:
        inside = QWidget(self)
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.mark)
        head.addWidget(self.state, 1)
        column.addLayout(head)
        column.addWidget(self.reasons)
        column.addWidget(self.prompt)
        column.addWidget(self.prompt_remark)
        column.addWidget(self.unknown)
        acts = QHBoxLayout()
        acts.setSpacing(4)
        acts.addWidget(self.generate_button, 1)
        acts.addWidget(self.many_button)
        acts.addWidget(self.count)
        column.addLayout(acts)
        column.addWidget(self.count.note)
        column.addWidget(self.price)
        column.addWidget(self.form)
        column.addStretch(1)
        scroll_over(self, inside)

    def _connect(self) -> None:
        self.prompt.entered.connect(self.generate)
        self.unknown.add_wanted.connect(self.book_wanted)
        self.prompt.typed.connect(self._type)
        self.prompt.left.connect(self._session.document.end_merge)
        self.prompt.undo_wanted.connect(self._session.undo)
        self.prompt.redo_wanted.connect(self._session.redo)
        self.generate_button.clicked.connect(lambda _checked=False: self.generate())
        self.many_button.clicked.connect(lambda _checked=False: self._generate_several())
        self._session.changed.connect(self._refresh)
        self._session.selection_changed.connect(self._follow)
        self._session.targets_changed.connect(self._show_state)
        self._generation.changed.connect(self._show_state)
        self._thumbs.came.connect(self._show_state)
        self.form.judged.connect(self._show_abilities)
        self.form.generator.connections.clicked.connect(
            lambda _checked=False: self.connections_wanted.emit()
        )
        self._name_many()

    def _set_count(self, text: str) -> None:
        self._takes = read_whole(text, lowest=2, highest=MOST_AT_ONCE)
        self.count.show_value(str(self._takes))
        self._name_many()

    def _name_many(self) -> None:
        self.many_button.setText(f"Generate {self._takes}")

    def _generate_several(self) -> None:
        self.count.finish()
        self.generate_many(self._takes)

    @Slot()
    def _follow(self) -> None:
        """Another selection; what was being typed counts for the one before."""
        self.form.finish()
        self._session.document.end_merge()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        project = self._session.project
        self._slots = chosen_slots(project, self._session.selection)
        several = len(self._slots) > 1
        slot = project.slots[self._slots[0]] if self._slots else self._draft
        self.prompt.setVisible(not several)
        self.unknown.show_for(project.book, *(() if several else (slot.prompt, slot.negative)))
        self.form.setVisible(not several)
        if several:
            self._show_abilities(ANYTHING)
        if not several:
            self.prompt.show_prompt(slot.prompt, fresh=not self._slots)
            self.form.show_slot(slot)
        self._show_state()

    @Slot(object)
    def _show_abilities(self, found: Abilities) -> None:
        """What a take will cost; or, before it is asked for, why there will be none."""
        self.prompt_remark.say(found.prompt.shown, is_trouble=bool(found.prompt.trouble))
        in_the_way = found.troubles
        self.price.say(in_the_way[0] if in_the_way else found.price, is_trouble=bool(in_the_way))

    @Slot()
    def _show_state(self) -> None:
        shown = self._standing()
        self.state.setText(shown.words)
        self.reasons.setText("\n".join(shown.reasons))
        self.reasons.setVisible(bool(shown.reasons))
        job = self._generation.job_of(self._slots[0]) if len(self._slots) == 1 else None
        share = job.stage.share if job and isinstance(job.stage, Running) else None
        self.mark.show_look(shown.look, share or 0.0)
        self.mark.setVisible(len(self._slots) == 1)
        self.generate_button.setEnabled(bool(self._slots or self._draft.prompt.strip()))
        self.many_button.setEnabled(self.generate_button.isEnabled())

    def _standing(self) -> Standing:
        if not self._slots:
            target = targeted(self._session.project, self._session.targets, TrackKind.VIDEO)
            where = target.name if target else "the film"
            return Standing(look=Look.DRAFT, words=f"New slot, at the end of {where}")
        if len(self._slots) > 1:
            return Standing(look=Look.DRAFT, words=f"{len(self._slots)} slots are selected")
        project, slot_id = self._session.project, self._slots[0]
        take = project.chosen_take(slot_id)
        missing = None
        if take is not None:
            media = project.pool.media[take.media_id]
            self._thumbs.image(media)
            missing = self._thumbs.failure(media)
        return standing(slot_state(project, slot_id), self._generation.job_of(slot_id), missing)

    @Slot(str)
    def _type(self, text: str) -> None:
        if not self._slots:
            self._draft = replace(self._draft, prompt=text)
            self._refresh()
            return
        slot = self._session.project.slots[self._slots[0]]
        self._session.document.apply_merged(
            ("prompt", slot.id), f"Prompt of {slot.name}", set_prompt, slot.id, text
        )

    def _change(self, label: str, slot: FilmSlot) -> None:
        if slot.id == _NEW:
            self._draft = slot
            self._refresh()
        else:
            self._session.document.apply(label, change_slot, slot)

    def _made_slot(self) -> tuple[SlotId, ...]:
        """The new slot, at the end of the targeted or the lowest video track; the next one can be
        typed."""
        project, draft = self._session.project, self._draft
        if not draft.prompt.strip():
            return ()
        name = draft.name or free_name(project)
        slot = replace(draft, id=new_slot_id(), name=name, prompt=draft.prompt.strip())
        target = targeted(project, self._session.targets, TrackKind.VIDEO)
        start = target.length if target else _end_of_first_track(project)
        track = target.id if target else None
        if not self._session.apply(f"New slot {name}", add_slot, slot, track, sound=True):
            return ()
        self._draft = replace(draft, name="", prompt="", first_frame=None, last_frame=None)
        self._refresh()
        self._session.move_playhead(start)
        return (slot.id,)


def free_name(project: Project) -> str:
    """The next `shot-N` that no slot has."""
    taken = {slot.name for slot in project.slots}
    return next(name for n in range(1, len(taken) + 2) if (name := f"shot-{n}") not in taken)


def _usual_seconds(project: Project) -> Fraction:
    slots = list(project.slots)
    return slots[-1].seconds if slots else FIRST_SECONDS


def _end_of_first_track(project: Project) -> int:
    try:
        return first_track(project, TrackKind.VIDEO).length
    except EditRefused:
        return project.timeline.length
