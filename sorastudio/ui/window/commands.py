"""All that can be done in a film's window, in the order of the menus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from sorastudio.ui.actions.arrange import arrange_commands
from sorastudio.ui.actions.book import book_commands
from sorastudio.ui.actions.caches import cache_commands
from sorastudio.ui.actions.clip import clip_commands
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.cuts import cut_commands
from sorastudio.ui.actions.placement import placement_commands
from sorastudio.ui.actions.play import play_commands
from sorastudio.ui.actions.relink import relink_commands
from sorastudio.ui.actions.sequence import sequence_commands
from sorastudio.ui.actions.sides import side_commands
from sorastudio.ui.actions.slots import slot_commands
from sorastudio.ui.actions.zoom import zoom_commands
from sorastudio.ui.window.frame_commands import frame_commands
from sorastudio.ui.window.made import Made
from sorastudio.ui.window.main_window import MainWindow


def commands_of(made: Made, frame: MainWindow) -> tuple[Command, ...]:
    session, timeline, window = made.session, made.timeline, made.window
    return (
        *frame_commands(frame),
        Command(
            id="file.import",
            words="Import Media…",
            menu=Menu.FILE,
            icon="import",
            run=lambda: _import(made),
            leads_group=True,
        ),
        *clip_commands(session, timeline, made.placing),
        *side_commands(session, made.sides),
        *placement_commands(session, made.overlay),
        *arrange_commands(session, window),
        *relink_commands(session, timeline.faces, made.library.media),
        *zoom_commands(session, window),
        *slot_commands(
            session,
            made.slot,
            made.takes,
            made.generation,
            made.staleness,
            made.comparing,
            made.prices,
        ),
        Command(
            id="slot.retry-all",
            words="Retry All Failed Takes",
            menu=Menu.SLOT,
            help="Ask once more for every take that failed, with its slot as it is by now",
            run=made.generation.care.retry_all,
            enabled=lambda: bool(made.generation.care.dead()),
        ),
        Command(
            id="slot.notify",
            words="Notify When Takes Are Done",
            menu=Menu.SLOT,
            help="On the desktop, while this window is not in front",
            run=lambda: made.notices.set_on(not made.notices.is_on),
            checked=lambda: made.notices.is_on,
        ),
        *book_commands(made.library),
        *cut_commands(session, timeline, made.seams, window),
        *sequence_commands(session, timeline, lambda: made.sides.active_film),
        *play_commands(made.sides, timeline, window),
        *cache_commands(made.caching),
    )


def _import(made: Made) -> None:
    folder = str(made.session.folder.root)
    chosen, _ = QFileDialog.getOpenFileNames(made.window, "Import media", folder)
    if chosen:
        made.library.import_files([Path(path) for path in chosen])
