"""What insert and overwrite put on the timeline, and where."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.errors import EditRefused
from sorastudio.project.edits.landing import excerpt_of_stretch, land, landing
from sorastudio.project.edits.place import Excerpt
from sorastudio.project.edits.slots import excerpt_of_slot
from sorastudio.project.footage import Footage, Stretch, footage_name
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.viewer.reel import Reel


class Placing(QObject):
    """Whatever was chosen last: in the library, or on the take side of the viewer."""

    changed = Signal()

    def __init__(self, session: Session, reel: Reel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._reel = session, reel
        self._prefers_reel = False
        session.selection_changed.connect(self._on_selection)
        for signal in (reel.playhead_changed, reel.range_changed):
            signal.connect(self.prefer_reel)
        reel.named.connect(self.changed)

    @property
    def name(self) -> str:
        """What would be put; empty if there is nothing."""
        project, selection = self._session.project, self._session.selection
        if self._from_reel:
            return self._reel.name
        if selection.media is not None and selection.media in project.pool.media:
            return footage_name(project, Footage(media_id=selection.media))
        slot = project.slots.get(selection.slot) if selection.slot else None
        return slot.name if slot else ""

    def put(self, *, into: bool) -> None:
        """At the playhead or where the marks say, over what lies there, or with `into` before it.
        The playhead goes behind it, so that the next one follows."""
        try:
            what = self._excerpt()
        except EditRefused as refusal:
            self._session.told.emit("error", str(refusal))
            return
        if what is not None:
            self._put(what, into=into, out_marked=self._from_reel and self._reel.has_out)

    def put_reel(self, *, into: bool) -> None:
        """What is marked on the take side."""
        self.prefer_reel()
        self.put(into=into)

    @Slot()
    def prefer_reel(self) -> None:
        """From now on it is about the take side, until something is chosen in the library."""
        if not self._prefers_reel:
            self._prefers_reel = True
            self.changed.emit()

    @property
    def _from_reel(self) -> bool:
        return self._reel.footage is not None and (self._prefers_reel or not self._has_chosen)

    @property
    def _has_chosen(self) -> bool:
        selection = self._session.selection
        return selection.media is not None or selection.slot is not None

    def _excerpt(self) -> Excerpt | None:
        project, selection = self._session.project, self._session.selection
        stretch: Stretch | None = None
        if self._from_reel:
            stretch = self._reel.stretch
        elif selection.media is not None and selection.media in project.pool.media:
            stretch = Stretch(footage=Footage(media_id=selection.media))
        elif selection.slot is not None and selection.slot in project.slots:
            return excerpt_of_slot(project, selection.slot)
        return excerpt_of_stretch(project, stretch) if stretch else None

    def _put(self, what: Excerpt, *, into: bool, out_marked: bool) -> None:
        session = self._session
        where = landing(
            session.project,
            what,
            playhead=session.playhead,
            marks=session.range,
            out_marked=out_marked,
        )
        label = "Insert" if into else "Overwrite"
        if not session.apply(label, land, where, into=into, targets=session.targets):
            return
        session.move_playhead(where.after)
        if where.marked:
            session.mark_range(None)
        if where.note:
            session.told.emit("info", where.note)

    @Slot(object)
    def _on_selection(self, selection: Selection) -> None:
        if selection.media is not None or selection.slot is not None:
            self._prefers_reel = False
        self.changed.emit()
