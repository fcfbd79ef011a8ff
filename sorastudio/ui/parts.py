"""What the window is made of: every part, and which of them hears which."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from sorastudio.playback.caches import Caches
from sorastudio.playback.player import Player
from sorastudio.project.ids import SlotId, TrackId
from sorastudio.ui.actions.caches import cache_commands
from sorastudio.ui.actions.clip import clip_commands
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.play import play_commands
from sorastudio.ui.actions.sequence import sequence_commands
from sorastudio.ui.actions.slots import slot_commands
from sorastudio.ui.caching import Caching
from sorastudio.ui.context import open_menu, open_track_menu
from sorastudio.ui.docks import Docked
from sorastudio.ui.focus import KEEPS_KEYS
from sorastudio.ui.generation import Generation, Queued, Running
from sorastudio.ui.main_window import MainWindow, Parts
from sorastudio.ui.meters import Meters
from sorastudio.ui.panels.inspector import Inspector
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.queue import QueuePanel
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.session import Session
from sorastudio.ui.staleness import Staleness
from sorastudio.ui.timeline.geometry import Hit, OnClip
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.tool_row import TimelinePane
from sorastudio.ui.viewer import Viewer

Area = Qt.DockWidgetArea


def build_parts(session: Session, window: QWidget) -> Parts:
    made = _Made(session, window)
    return Parts(
        centre=made.viewer,
        docks=made.docks(),
        commands=made.commands(),
        wire=made.wire,
        fill=made.fill,
        close=made.close,
    )


class _Made:
    """The parts, as they know nothing of one another."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session, self.window = session, window
        self.generation = Generation(session, session)
        self.staleness = Staleness(session)
        caches = Caches(session.folder.cache_dir)
        player = Player(session.locate, caches=caches)
        self.caching = Caching(session, caches, player)
        self.viewer = Viewer(session, player, window)
        self.timeline = Timeline(session, window)
        self.meters = Meters(player.levels, window)
        self.viewer.playing_changed.connect(self.meters.set_playing)
        self.pane = TimelinePane(self.timeline, self.meters, window)
        self.slot = SlotPanel(session, self.generation, window)
        self.takes = TakesStrip(session, window)
        self.takes.cards.setProperty(KEEPS_KEYS, True)
        self.inspector = Inspector(session, window)
        self.library = Library(session, self.generation, window)
        self.queue = QueuePanel(self.generation, window)
        self.timeline.faces.follow(self._share)

    def docks(self) -> tuple[Docked, ...]:
        left, right, low = (
            Area.LeftDockWidgetArea,
            Area.RightDockWidgetArea,
            Area.BottomDockWidgetArea,
        )
        self.slot.hold(self.takes)
        return (
            Docked(name="library", title="Library", widget=self.library, area=left),
            Docked(name="slot", title="Slot", widget=self.slot, area=right),
            Docked(name="inspector", title="Inspector", widget=self.inspector, area=right),
            Docked(name="queue", title="Queue", widget=self.queue, area=right),
            Docked(name="timeline", title="Timeline", widget=self.pane, area=low),
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
            *clip_commands(self.session, self.timeline),
            *slot_commands(self.session, self.slot, self.takes, self.generation, self.staleness),
            *sequence_commands(self.session, self.timeline),
            *play_commands(self.viewer, self.timeline, self.window),
            *cache_commands(self.caching),
        )

    def wire(self, window: MainWindow) -> None:
        """Connect what one part says with what another does."""
        registry, timeline = window.registry, self.timeline
        self.pane.show_tools(registry)
        for signal in (
            timeline.tool_changed,
            timeline.snapping_changed,
            self.viewer.playing_changed,
            self.staleness.changed,
            self.generation.changed,
        ):
            signal.connect(registry.refresh_soon)
        self.generation.changed.connect(lambda: self._queue_changed(window))
        self.caching.waits_while(lambda: window.exporting.is_running or self._is_generating())
        self.caching.changed.connect(lambda: self._caches_changed(window))
        self.library.imported.connect(lambda _: timeline.faces.look_again())
        timeline.files_dropped.connect(self._files_dropped)
        timeline.prompt_wanted.connect(lambda text: self._begin_prompt(window, text))
        timeline.opened.connect(lambda hit: self._open(window, hit))
        timeline.context_menu_requested.connect(
            lambda hit, at: open_menu(registry, self.session, hit, at, window)
        )
        timeline.track_menu_requested.connect(
            lambda track, at: open_track_menu(self.session, track, at, window)
        )

    def close(self) -> None:
        self.caching.stop()
        self.viewer.shut()

    def fill(self) -> None:
        slots = self.session.project.slots
        self.generation.generate(slot.id for slot in slots if slot.chosen is None)

    def _share(self, slot_id: SlotId) -> float | None:
        job = self.generation.job_of(slot_id)
        return job.stage.share if job and isinstance(job.stage, Running) else None

    def _is_generating(self) -> bool:
        return any(isinstance(job.stage, Running) for job in self.generation.jobs)

    def _caches_changed(self, window: MainWindow) -> None:
        self.timeline.ruler.show_marks(self.caching.marks)
        window.status.show_cache(self.caching.filling)

    def _queue_changed(self, window: MainWindow) -> None:
        self.timeline.faces.changed.emit()
        window.status.show_queue(queue_words(self.generation))

    def _files_dropped(self, paths: list[str], track: str, frame: int) -> None:
        files = [Path(path) for path in paths]
        self.library.add_to_timeline(files, TrackId(track) if track else None, frame)

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
