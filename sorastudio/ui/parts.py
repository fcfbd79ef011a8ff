"""What the window is made of: every part, and which of them hears which."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from sorastudio.playback.player import Player
from sorastudio.playback.wall import Cell
from sorastudio.project.book import EntryKind
from sorastudio.project.ids import SlotId, TrackId
from sorastudio.ui.actions.arrange import arrange_commands
from sorastudio.ui.actions.book import book_commands
from sorastudio.ui.actions.clip import clip_commands
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.cuts import cut_commands
from sorastudio.ui.actions.placement import placement_commands
from sorastudio.ui.actions.play import play_commands
from sorastudio.ui.actions.sequence import sequence_commands
from sorastudio.ui.actions.sides import side_commands
from sorastudio.ui.actions.slots import slot_commands
from sorastudio.ui.actions.zoom import zoom_commands
from sorastudio.ui.compare_keys import CompareKeys
from sorastudio.ui.comparing import Comparing
from sorastudio.ui.context import open_menu, open_slot_menu, open_track_menu
from sorastudio.ui.cuts.fit_note import FitNote
from sorastudio.ui.cuts.fits import CutFits
from sorastudio.ui.cuts.handles_bar import offer_handles
from sorastudio.ui.docks import Docked
from sorastudio.ui.focus import KEEPS_KEYS
from sorastudio.ui.generation import Generation, Queued, Running
from sorastudio.ui.main_window import MainWindow, Parts
from sorastudio.ui.panels.history import HistoryPanel
from sorastudio.ui.panels.inspector import Inspector
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.queue import QueuePanel
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.placing import Placing
from sorastudio.ui.prices import Prices
from sorastudio.ui.session import Session
from sorastudio.ui.staleness import Staleness
from sorastudio.ui.timeline.geometry import Hit, OnClip
from sorastudio.ui.timeline.rehearsal import Rehearsal
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.tool_row import TimelinePane
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.overlay import lay_over
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.viewer.sides import Sides
from sorastudio.ui.viewer.wall_labels import Label
from sorastudio.ui.viewer.walls import Hung

Area = Qt.DockWidgetArea
_TAKE_CACHE_BYTES = 128 * 2**20

HELP = {
    "library": "All there is to make the film of. Drag slots, files and transitions to the "
    "timeline; name the characters, styles and places of the book in prompts.",
    "history": "Every step. Click one to go back or forward to it; takes that were made stay.",
    "slot": "A slot is a prompt and all the takes ever made of it. Type what is to be seen and "
    "press Enter. Made again, it stays in its place: the cut does not move.",
    "inspector": "What can be changed about what is selected: place, speed, sound, transition.",
    "queue": "Takes on their way. Drag those that wait into the order you need; pause, cancel, "
    "or try again.",
    "timeline": "The cut. Drag clips to move them and their edges to trim; drop files, slots and "
    "transitions on it; type here while it is empty to begin the first slot.",
}
"""What each part is there for, as it says when it is asked."""


def build_parts(session: Session, window: QWidget) -> Parts:
    made = _Made(session, window)
    return Parts(
        centre=made.sides,
        docks=made.docks(),
        commands=made.commands(),
        wire=made.wire,
        fill=made.fill,
        close=made.sides.shut,
        is_generating=lambda: any(job.open for job in made.generation.jobs),
    )


class _Made:
    """The parts, as they know nothing of one another."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session, self.window = session, window
        self.generation = Generation(session, session)
        self.staleness = Staleness(session)
        self.prices = Prices(session)
        self.viewer = Viewer(session, Player(session.locate), window)
        self.reel = Reel(session, window)
        self.sides = Sides(session, self.viewer, self.reel, self._take_player, window)
        self.placing = Placing(session, self.reel, window)
        self.overlay = lay_over(session, self.viewer)
        self.comparing = Comparing(session, self.viewer)
        CompareKeys(self.comparing, self.viewer.screen_view, window)
        self.timeline = Timeline(session, window)
        self.pane = TimelinePane(self.timeline, window)
        self.slot = SlotPanel(session, self.generation, window)
        self.takes = TakesStrip(session, window)
        self.takes.cards.setProperty(KEEPS_KEYS, True)
        self.inspector = Inspector(session, window)
        self.library = Library(session, self.generation, window)
        self.history = HistoryPanel(session, window)
        self.queue = QueuePanel(session, self.generation, self.prices, window)
        self.timeline.faces.follow(self._share)
        self.fits = CutFits(session)
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

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                id="file.import",
                words="Import Media…",
                menu=Menu.FILE,
                icon="import",
                run=self._import,
                leads_group=True,
            ),
            *clip_commands(self.session, self.timeline, self.placing),
            *side_commands(self.session, self.sides),
            *placement_commands(self.session, self.overlay),
            *arrange_commands(self.session, self.window),
            *zoom_commands(self.session, self.window),
            *slot_commands(
                self.session,
                self.slot,
                self.takes,
                self.generation,
                self.staleness,
                self.comparing,
                self.prices,
            ),
            *book_commands(self.library),
            *cut_commands(self.session, self.timeline, self.window),
            *sequence_commands(self.session, self.timeline, lambda: self.sides.active_film),
            *play_commands(self.sides, self.timeline, self.window),
        )

    def wire(self, window: MainWindow) -> None:
        """Connect what one part says with what another does."""
        registry, timeline = window.registry, self.timeline
        self.pane.show_tools(registry)
        offer_handles(self.session, timeline, window.settings)
        timeline.faces.follow_fits(self.fits)
        for signal in (
            timeline.tool_changed,
            timeline.snapping_changed,
            self.sides.playing_changed,
            self.sides.active_changed,
            self.sides.panes.beside_changed,
            self.reel.range_changed,
            self.placing.changed,
            self.overlay.placing_changed,
            self.session.targets_changed,
            self.staleness.changed,
            self.generation.changed,
            self.comparing.changed,
            self.prices.changed,
        ):
            signal.connect(registry.refresh_soon)
        self._wire_sides(window)
        self.generation.changed.connect(lambda: self._queue_changed(window))
        self.library.wanted.connect(lambda: window.docks.show("library"))
        self.slot.book_wanted.connect(partial(self.library.add_to_book, EntryKind.CHARACTER))
        self.library.imported.connect(lambda _: timeline.faces.look_again())
        timeline.rehearsed.connect(self._rehearse)
        self.takes.compare_wanted.connect(self.comparing.toggle)
        self.library.transitions.rows.opened.connect(timeline.add_transition)
        timeline.files_dropped.connect(self._files_dropped)
        timeline.prompt_wanted.connect(lambda text: self._begin_prompt(window, text))
        timeline.opened.connect(lambda hit: self._open(window, hit))
        self.library.slots.menu_wanted.connect(
            lambda slot, at: open_slot_menu(
                registry, at, window, partial(self.library.slots.offer, SlotId(slot))
            )
        )
        timeline.context_menu_requested.connect(
            lambda hit, at: open_menu(
                registry, self.session, hit, at, window, partial(window.docks.show, "inspector")
            )
        )
        timeline.track_menu_requested.connect(
            lambda track, at: open_track_menu(self.session, track, at, window)
        )
        place = self.inspector.clips.picture.place
        place.toggled.connect(self.overlay.set_placing)
        self.overlay.placing_changed.connect(place.setChecked)
        if not self.session.project.timeline.length:
            # An empty film begins with words: they must not be taken for keys.
            QTimer.singleShot(0, window, self.slot.focus_prompt)

    def _wire_sides(self, window: MainWindow) -> None:
        sides, settings = self.sides, window.settings
        for signal in (self.library.look_wanted, self.takes.look_wanted):
            signal.connect(sides.open)
        sides.works_on_program(self.pane)
        sides.take.put_wanted.connect(lambda into: self.placing.put_reel(into=into))
        sides.panes.set_beside(settings.value.side_by_side)
        sides.panes.beside_changed.connect(
            lambda beside: settings.change(replace(settings.value, side_by_side=beside))
        )

    def _take_player(self) -> Player:
        return Player(self.session.locate, cache_bytes=_TAKE_CACHE_BYTES)

    def fill(self) -> None:
        slots = self.session.project.slots
        self.generation.generate(slot.id for slot in slots if slot.chosen is None)

    def _share(self, slot_id: SlotId) -> float | None:
        job = self.generation.job_of(slot_id)
        return job.stage.share if job and isinstance(job.stage, Running) else None

    def _queue_changed(self, window: MainWindow) -> None:
        self.timeline.faces.changed.emit()
        window.status.show_queue(queue_words(self.generation))

    def _rehearse(self, told: Rehearsal | None) -> None:
        """While an edge is dragged, the viewer shows the pictures that meet there."""
        hung = None
        if told is not None:
            cells = tuple(Cell(told.project, frame) for frame in told.frames)
            hung = Hung(cells, tuple(Label(words=words) for words in told.words))
        self.viewer.walls.rehearse(hung)

    def _files_dropped(self, paths: list[str], track: str, frame: int, into: bool) -> None:
        files = [Path(path) for path in paths]
        on = TrackId(track) if track else None
        self.library.add_to_timeline(files, on, frame, into=into)

    def _begin_prompt(self, window: MainWindow, text: str) -> None:
        """What is typed into the empty timeline begins the first slot."""
        window.docks.show("slot")
        self.slot.start_new()
        self.slot.prompt.insertPlainText(text)

    def _open(self, window: MainWindow, hit: Hit) -> None:
        """A double click shows what can be changed there."""
        if isinstance(hit, OnClip) and self.session.project.slot_of(hit.placed.clip):
            window.docks.show("slot")
            self.slot.focus_prompt()
        else:
            window.docks.show("inspector")

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window, "Import media", str(self.session.folder.root)
        )
        if chosen:
            self.library.import_files([Path(path) for path in chosen])


def queue_words(generation: Generation) -> str:
    """`2 generating · 5 waiting`; empty while nothing is under way."""
    running = sum(isinstance(job.stage, Running) for job in generation.jobs)
    waiting = sum(isinstance(job.stage, Queued) for job in generation.jobs)
    parts = [f"{running} generating" if running else "", f"{waiting} waiting" if waiting else ""]
    return " · ".join(part for part in parts if part)
