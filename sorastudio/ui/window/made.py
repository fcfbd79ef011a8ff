"""The parts of a film's window, as they know nothing of one another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sorastudio.playback.caches import Caches
from sorastudio.playback.player import Player
from sorastudio.ui.cuts.fit_note import FitNote
from sorastudio.ui.cuts.fits import CutFits
from sorastudio.ui.cuts.seam_watch import SeamWatch
from sorastudio.ui.film.caching import Caching
from sorastudio.ui.film.generation import Generation, Running
from sorastudio.ui.film.missing import MissingFiles
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.placing import Placing
from sorastudio.ui.film.poster import Poster
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.staleness import Staleness
from sorastudio.ui.panels.history import HistoryPanel
from sorastudio.ui.panels.inspector import Inspector
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.queue import QueuePanel
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.compare_keys import CompareKeys
from sorastudio.ui.viewer.comparing import Comparing
from sorastudio.ui.viewer.overlay import lay_over
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.viewer.sides import Sides
from sorastudio.ui.window.docks import Docked
from sorastudio.ui.window.focus import KEEPS_KEYS
from sorastudio.ui.window.meters import Meters
from sorastudio.ui.window.notices import Notices
from sorastudio.ui.window.tool_row import TimelinePane

Area = Qt.DockWidgetArea
_TAKE_CACHE_BYTES = 128 * 2**20

HELP = {
    "library": "All there is to make the film of. Drag slots, files and transitions to the "
    "timeline; name the characters, styles and places of the book in prompts.",
    "history": "Every step. Click one to go back or forward to it; takes that were made stay.",
    "slot": "A slot is a prompt and all the takes ever made of it. Type what is to be seen and "
    "press Enter. Made again, it stays in its place: the cut does not move.",
    "inspector": "What can be changed about what is selected: place, speed, sound, transition.",
    "queue": "Takes on their way, also those of earlier sittings and of other programs. Drag those "
    "that wait into the order you need; pause, cancel, or try again. It stops before more is spent "
    "than the cap allows.",
    "timeline": "The cut. Drag clips to move them and their edges to trim; drop files, slots and "
    "transitions on it; type here while it is empty to begin the first slot.",
}
"""What each part is there for, as it says when it is asked."""


class Made:
    """Every part of the window of one film."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session, self.window = session, window
        self.generation = Generation(session, session)
        self.staleness = Staleness(session)
        self.poster = Poster(session, window)
        self.missing = MissingFiles(session, window)
        self.offers = Offers(session)
        self.prices = Prices(session, self.offers)
        self._caches = Caches(session.folder.cache_dir)
        player = Player(session.locate, caches=self._caches)
        self.caching = Caching(session, self._caches, player)
        self.viewer = Viewer(session, player, window)
        self.reel = Reel(session, window)
        self.sides = Sides(session, self.viewer, self.reel, self._take_player, window)
        self.placing = Placing(session, self.reel, window)
        self.overlay = lay_over(session, self.viewer)
        self.comparing = Comparing(session, self.viewer)
        CompareKeys(self.comparing, self.viewer.screen_view, window)
        self.timeline = Timeline(session, window)
        self.meters = Meters(player.levels, window)
        self.pane = TimelinePane(self.timeline, self.meters, window)
        self.slot = SlotPanel(session, self.generation, self.offers, window)
        self.takes = TakesStrip(session, self.generation, self.offers, window)
        self.takes.cards.setProperty(KEEPS_KEYS, True)
        self.inspector = Inspector(session, window)
        self.library = Library(session, self.generation, window)
        self.history = HistoryPanel(session, window)
        self.queue = QueuePanel(session, self.generation, self.prices, window)
        self.notices = Notices(self.generation, lambda: session.project.name, window)
        self.fits = CutFits(session)
        self.seams = SeamWatch(session)
        self.inspector.transition.add_note(FitNote(session, self.fits, self.inspector.transition))

    def docks(self) -> tuple[Docked, ...]:
        left, right, low = (
            Area.LeftDockWidgetArea,
            Area.RightDockWidgetArea,
            Area.BottomDockWidgetArea,
        )
        self.slot.hold(self.takes)
        placed = (
            ("library", "Library", self.library, left),
            ("history", "History", self.history, left),
            ("slot", "Slot", self.slot, right),
            ("inspector", "Inspector", self.inspector, right),
            ("queue", "Queue", self.queue, right),
            ("timeline", "Timeline", self.pane, low),
        )
        return tuple(
            Docked(name=name, title=title, widget=widget, area=area, help=HELP[name])
            for name, title, widget, area in placed
        )

    @property
    def is_generating(self) -> bool:
        return any(isinstance(job.stage, Running) for job in self.generation.jobs)

    def fill(self) -> None:
        """A take of every slot that has none."""
        slots = self.session.project.slots
        self.generation.generate(slot.id for slot in slots if slot.chosen is None)

    def close(self) -> None:
        """Ends their threads."""
        self.caching.stop()
        self.sides.shut()

    def _take_player(self) -> Player:
        return Player(self.session.locate, cache_bytes=_TAKE_CACHE_BYTES, caches=self._caches)
