"""What the faces of clips show beside the film itself: filmstrips, waveforms, whether a slot is
stale, how far a generation is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sorastudio.project.clip import Clip, SlotSource
from sorastudio.project.ids import MediaId, SlotId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.project.state import SlotState, slot_state
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.cuts.fits import CutFits
from sorastudio.ui.cuts.seam_watch import SeamWatch
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.face import Face, Making
from sorastudio.ui.timeline.fetching import Filmstrips, Waveforms

if TYPE_CHECKING:
    from sorastudio.render.measure.fit import Fit
    from sorastudio.render.measure.seam import Seam

_SLICE_STATES = 4


class SlotFaces(QObject):
    """What each slot's state is. To find out takes a look at the whole film, so that in long films
    it is done for a few slots at a time, those that are seen."""

    came = Signal()
    missed = False
    """Whether something that was asked for was not there, or may be out of date."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: dict[SlotId, tuple[Project, SlotState]] = {}
        self._waiting: dict[SlotId, None] = {}
        self._project: Project | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._look)

    def show(self, project: Project) -> None:
        """The film whose slots are asked for from now on."""
        self._project = project
        gone = [slot_id for slot_id in self._known if slot_id not in project.slots]
        for slot_id in gone:
            del self._known[slot_id]

    def state(self, slot_id: SlotId) -> SlotState | None:
        """As it was found last; None before the first time."""
        project, state = self._known.get(slot_id, (None, None))
        if project is not self._project:
            self.missed = True
            self._waiting[slot_id] = None
            if not self._later.isActive():
                self._later.start()
        return state

    def _look(self) -> None:
        project, changed = self._project, False
        for slot_id in self._next():
            if project is None or slot_id not in project.slots:
                continue
            state = slot_state(project, slot_id)
            changed |= self._known.get(slot_id, (None, None))[1] != state
            self._known[slot_id] = (project, state)
        if self._waiting:
            self._later.start()
        if changed or not self._waiting:
            self.came.emit()

    def _next(self) -> Iterable[SlotId]:
        some = list(self._waiting)[:_SLICE_STATES]
        for slot_id in some:
            del self._waiting[slot_id]
        return some


class Faces(QObject):
    """All of it."""

    came = Signal()
    """Something that was missed is there."""
    changed = Signal()
    """Generations got farther, have begun or ended."""
    reset = Signal()
    """Any face may look different."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.filmstrips = Filmstrips(session, self)
        self.waveforms = Waveforms(session, self)
        self.slots = SlotFaces(self)
        for source in (self.filmstrips, self.waveforms, self.slots):
            source.came.connect(self.came)
        self.shares: dict[SlotId, Making | None] = {}
        """What was under way, for the slots that were asked for."""
        self._progress: Callable[[SlotId], Making | None] = lambda _: None
        self._fits: CutFits | None = None
        self._seams: SeamWatch | None = None
        self._missing: frozenset[MediaId] = frozenset()

    def show(self, project: Project) -> None:
        """The film whose faces are asked for from now on."""
        self.slots.show(project)

    def forget_missed(self) -> None:
        self.filmstrips.missed = self.waveforms.missed = self.slots.missed = False
        self.shares = {}

    @property
    def missed(self) -> bool:
        """Whether a face that was asked for since then is not yet as it will be."""
        return self.filmstrips.missed or self.waveforms.missed or self.slots.missed

    def face(self, project: Project, clip: Clip, kind: TrackKind) -> Face:
        """How a clip on such a track stands."""
        media = project.media_of(clip)
        files = self.waveforms if kind is TrackKind.AUDIO else self.filmstrips
        lost = media is not None and (media.id in self._missing or files.is_lost(media))
        if not isinstance(clip.source, SlotSource):
            return Face(lost=lost)
        slot_id = clip.source.slot_id
        making = self.shares[slot_id] = self.share_of(slot_id)
        return Face(state=self.slots.state(slot_id), making=making, lost=lost)

    def is_lost(self, media: Media) -> bool:
        """Whether a file is gone, or could not be read."""
        return (
            media.id in self._missing
            or self.filmstrips.is_lost(media)
            or self.waveforms.is_lost(media)
        )

    def share_of(self, slot_id: SlotId) -> Making | None:
        """What is under way for a slot, without its face being asked for."""
        return self._progress(slot_id)

    def follow(self, progress: Callable[[SlotId], Making | None]) -> None:
        """Who knows what is under way; they emit `changed` when there is news."""
        self._progress = progress

    def follow_fits(self, fits: CutFits) -> None:
        """Who knows how far transitions can be believed."""
        self._fits = fits
        fits.changed.connect(self.reset)

    def fit(self, project: Project, placed: Placed) -> Fit | None:
        """How far the transition into a clip can be believed; None where nobody measures it, or it
        is not known yet."""
        return self._fits.fit(project, placed) if self._fits else None

    def follow_seams(self, seams: SeamWatch) -> None:
        """Who knows what jars at cuts."""
        self._seams = seams
        seams.changed.connect(self.reset)

    def seam(self, project: Project, placed: Placed) -> Seam | None:
        """What jars where a clip begins; None where nobody measures it, or it is not known yet."""
        return self._seams.seam(project, placed) if self._seams else None

    def show_missing(self, missing: frozenset[MediaId]) -> None:
        """Files that are gone, and others that may be back."""
        is_news = missing != self._missing
        self._missing = missing
        if is_news or self.filmstrips.has_losses or self.waveforms.has_losses:
            self.look_again()

    def look_again(self) -> None:
        """Files that could not be read may have come back."""
        self.filmstrips.forget_losses()
        self.waveforms.forget_losses()
        self.reset.emit()
