"""Which part of the window hears which."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from sorastudio.playback.wall import Cell
from sorastudio.project.book import EntryKind
from sorastudio.project.ids import SlotId, TrackId
from sorastudio.ui.cuts.handles_bar import offer_handles
from sorastudio.ui.film.generation import Elsewhere, Running
from sorastudio.ui.panels.queue_words import money_line, queue_line
from sorastudio.ui.panels.states import standing_of_job
from sorastudio.ui.timeline.face import Making
from sorastudio.ui.timeline.geometry import Hit, OnClip
from sorastudio.ui.timeline.rehearsal import Rehearsal
from sorastudio.ui.viewer.panes import Side
from sorastudio.ui.viewer.wall_labels import Label
from sorastudio.ui.viewer.walls import Hung
from sorastudio.ui.window.context import open_menu, open_slot_menu, open_track_menu
from sorastudio.ui.window.made import Made
from sorastudio.ui.window.main_window import MainWindow


def wire(made: Made, window: MainWindow) -> None:
    """Connect what one part says with what another does."""
    _refresh_commands(made, window)
    _wire_timeline(made, window)
    _wire_viewer(made, window)
    _wire_library(made, window)
    _wire_work(made, window)
    if not made.session.project.timeline.length:
        # An empty film begins with words: they must not be taken for keys.
        QTimer.singleShot(0, window, made.slot.focus_prompt)


def _refresh_commands(made: Made, window: MainWindow) -> None:
    for signal in (
        made.timeline.tool_changed,
        made.timeline.snapping_changed,
        made.sides.playing_changed,
        made.sides.active_changed,
        made.sides.panes.beside_changed,
        made.reel.range_changed,
        made.placing.changed,
        made.overlay.placing_changed,
        made.session.targets_changed,
        made.staleness.changed,
        made.generation.changed,
        made.comparing.changed,
        made.prices.changed,
        made.offers.changed,
        made.takes.cards.current_changed,
        made.seams.changed,
    ):
        signal.connect(window.registry.refresh_soon)


def _wire_timeline(made: Made, window: MainWindow) -> None:
    registry, timeline, session = window.registry, made.timeline, made.session
    made.pane.show_tools(registry)
    offer_handles(session, timeline, window.settings)
    timeline.faces.follow(lambda slot_id: _making(made, slot_id))
    timeline.faces.follow_fits(made.fits)
    _wire_seams(made, window)
    timeline.rehearsed.connect(lambda told: _rehearse(made, told))
    timeline.files_dropped.connect(
        lambda paths, track, frame, into: made.library.add_to_timeline(
            [Path(path) for path in paths], TrackId(track) if track else None, frame, into=into
        )
    )
    timeline.prompt_wanted.connect(lambda text: _begin_prompt(made, window, text))
    timeline.opened.connect(lambda hit: _open(made, window, hit))
    inspect = partial(window.docks.show, "inspector")
    timeline.context_menu_requested.connect(
        lambda hit, at: open_menu(registry, session, hit, at, window, inspect)
    )
    timeline.track_menu_requested.connect(
        lambda track, at: open_track_menu(session, track, at, window)
    )


def _wire_seams(made: Made, window: MainWindow) -> None:
    seams, settings = made.seams, window.settings
    seams.set_on(settings.value.seams)
    made.timeline.faces.follow_seams(seams)
    seams.changed.connect(lambda: settings.change(replace(settings.value, seams=seams.on)))


def _wire_viewer(made: Made, window: MainWindow) -> None:
    sides, settings = made.sides, window.settings
    made.viewer.playing_changed.connect(made.meters.set_playing)
    for wanted in (made.library.look_wanted, made.takes.look_wanted):
        wanted.connect(sides.open)
    sides.works_on_program(made.pane)
    sides.take.put_wanted.connect(lambda into: made.placing.put_reel(into=into))
    sides.panes.set_beside(settings.value.side_by_side)
    sides.panes.beside_changed.connect(
        lambda beside: settings.change(replace(settings.value, side_by_side=beside))
    )
    made.takes.compare_wanted.connect(made.comparing.toggle)
    made.comparing.changed.connect(lambda: _show_compared(made))
    place = made.inspector.clips.picture.place
    place.toggled.connect(made.overlay.set_placing)
    made.overlay.placing_changed.connect(place.setChecked)


def _wire_library(made: Made, window: MainWindow) -> None:
    library = made.library
    library.wanted.connect(lambda: window.docks.show("library"))
    for there in (library.imported, library.importer.relinked):
        there.connect(lambda _: made.timeline.faces.look_again())
    library.importer.relinked.connect(lambda _: made.missing.look())
    made.missing.looked.connect(made.timeline.faces.show_missing)
    library.transitions.rows.opened.connect(made.timeline.add_transition)
    library.slots.menu_wanted.connect(
        lambda slot, at: open_slot_menu(
            window.registry, at, window, partial(library.slots.offer, SlotId(slot))
        )
    )
    made.slot.connections_wanted.connect(window.connections_wanted)
    window.connections_changed.connect(made.offers.forget)
    window.connection_learnt.connect(made.offers.renew)
    made.offers.used.connect(window.connection_used)
    window.connections_changed.connect(made.generation.reopen)
    made.slot.book_wanted.connect(partial(library.add_to_book, EntryKind.CHARACTER))


def _wire_work(made: Made, window: MainWindow) -> None:
    """What goes on in the background, told where it is seen."""
    notices, settings = made.notices, window.settings
    notices.set_on(settings.value.notifies)
    notices.changed.connect(
        lambda: settings.change(replace(settings.value, notifies=notices.is_on))
    )
    made.generation.changed.connect(lambda: _show_queue(made, window))
    made.caching.waits_while(lambda: window.exporting.is_running or made.is_generating)
    made.caching.changed.connect(lambda: _show_caches(made, window))
    for is_busy in (
        lambda: made.sides.active.is_playing,
        lambda: made.is_generating,
        lambda: made.caching.is_working,
    ):
        window.building.waits_while(is_busy)
    window.building.changed.connect(lambda: _show_built(made, window))


def _making(made: Made, slot_id: SlotId) -> Making | None:
    job = made.generation.job_of(slot_id)
    if job is None:
        return None
    told = standing_of_job(job)
    share = job.stage.share if isinstance(job.stage, Running | Elsewhere) else None
    share = None if share is None else round(share, 2)
    return Making(look=told.look, words=told.words, share=share, reasons=told.reasons)


def _show_queue(made: Made, window: MainWindow) -> None:
    made.timeline.faces.changed.emit()
    money = made.generation.watch.money
    window.status.show_queue(
        queue_line(made.generation),
        money_line(money) if money else "",
        money_line(money, long=True) if money else "",
    )


def _show_caches(made: Made, window: MainWindow) -> None:
    made.timeline.ruler.show_marks(made.caching.marks)
    window.status.show_cache(made.caching.filling)


def _show_built(made: Made, window: MainWindow) -> None:
    made.timeline.ruler.show_built(window.building.spans, window.building.label)


def _show_compared(made: Made) -> None:
    if made.comparing.is_on:
        made.sides.show_side(Side.PROGRAM)


def _rehearse(made: Made, told: Rehearsal | None) -> None:
    """While an edge is dragged, the viewer shows the pictures that meet there."""
    hung = None
    if told is not None:
        cells = tuple(Cell(told.project, frame) for frame in told.frames)
        hung = Hung(cells, tuple(Label(words=words) for words in told.words))
    made.viewer.walls.rehearse(hung)


def _begin_prompt(made: Made, window: MainWindow, text: str) -> None:
    """What is typed into the empty timeline begins the first slot."""
    window.docks.show("slot")
    made.slot.start_new()
    made.slot.prompt.insertPlainText(text)


def _open(made: Made, window: MainWindow, hit: Hit) -> None:
    """A double click shows what can be changed there."""
    if isinstance(hit, OnClip) and made.session.project.slot_of(hit.placed.clip):
        window.docks.show("slot")
        made.slot.focus_prompt()
    else:
        window.docks.show("inspector")
