"""The window of one film. It puts the parts together, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QWidget

from sorastudio import __version__
from sorastudio.errors import SoraError
from sorastudio.project.project import Project
from sorastudio.settings import SettingsFile
from sorastudio.store.recovery import discard
from sorastudio.ui.actions.command import Command
from sorastudio.ui.actions.keys import KeyMap, preset_named
from sorastudio.ui.actions.menus import fill_menus
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.export.exporting import Exporting, Running
from sorastudio.ui.film.building import Building
from sorastudio.ui.film.safety import Autosave
from sorastudio.ui.film.save_as import SaveAs
from sorastudio.ui.film.session import Session
from sorastudio.ui.questions import Unsaved, ask_overwrite, ask_stop_export, ask_unsaved
from sorastudio.ui.welcome import choose_film
from sorastudio.ui.window.docks import Docked, Docks
from sorastudio.ui.window.focus import KeyboardFocus
from sorastudio.ui.window.read_only import show_read_only
from sorastudio.ui.window.status import Status
from sorastudio.ui.window.toolbar import Toolbar

_WIDTH_PX, _HEIGHT_PX = 1480, 900
_LEAST_PX = (960, 600)
_ON_TOOLBAR = ("slot.generate", "slot.generate-stale", "file.export")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What is shown of a film, and what can be done with it."""

    centre: QWidget
    docks: tuple[Docked, ...]
    commands: Callable[[MainWindow], tuple[Command, ...]]
    wire: Callable[[MainWindow], None]
    """Called once the window stands."""
    fill: Callable[[], None]
    """Queues a take for every slot that has none."""
    close: Callable[[], None]
    """Ends their threads; called before the session is closed."""
    is_generating: Callable[[], bool] = bool
    """Whether takes are on their way."""


class MainWindow(QMainWindow):
    """Owns the session, and closes it."""

    welcome_wanted = Signal()
    open_wanted = Signal(object)
    leaving_wanted = Signal()
    """Close the film, but let the program go on."""
    connections_wanted = Signal()
    connections_changed = Signal()
    """Generators can be reached otherwise than before."""
    connection_learnt = Signal(str)
    """More is known of what this one offers."""
    connection_used = Signal(str)
    again_wanted = Signal()
    """Take the film over, to change it."""
    closed = Signal()
    """For good: the session is closed."""

    def __init__(
        self,
        session: Session,
        build: Callable[[Session, QWidget], Parts],
        settings: SettingsFile,
    ) -> None:
        super().__init__()
        session.setParent(self)
        self.session, self._settings = session, settings
        self._is_shut = False
        self.exporting = Exporting(session)
        self.building = Building(session, self.exporting, settings)
        self._autosave = Autosave(session)
        self._parts = build(session, self)
        self.setCentralWidget(self._parts.centre)
        self.docks = Docks(self, self._parts.docks, settings)
        self.save_as = SaveAs(session, self, self._parts.is_generating)
        self.registry = Registry(self._parts.commands(self), self._known_keys(), self)
        fill_menus(self.menuBar(), self.registry)
        self._toolbar = Toolbar(self.registry, _ON_TOOLBAR, self)
        self.addToolBar(self._toolbar)
        if session.read_only:
            show_read_only(self, session.read_only, self.again_wanted.emit)
        self.status = Status(session, self.exporting, self)
        self.setStatusBar(self.status)
        KeyboardFocus(self)
        self._connect()
        self._size()
        self._parts.wire(self)
        self._show_title()

    @property
    def settings(self) -> SettingsFile:
        return self._settings

    def _connect(self) -> None:
        session = self.session
        session.changed.connect(self._film_changed)
        session.saved.connect(self._show_title)
        for signal in (session.selection_changed, session.range_changed):
            signal.connect(self.registry.refresh_soon)
        self.exporting.changed.connect(self.registry.refresh_soon)
        self.registry.keys_changed.connect(self._remember_keys)
        self.status.export_wanted.connect(self.show_export)
        self.status.queue_wanted.connect(self.show_queue)

    def _size(self) -> None:
        self.setMinimumSize(*_LEAST_PX)
        if not self.docks.restore():
            room = self.screen().availableGeometry()
            self.resize(min(_WIDTH_PX, room.width()), min(_HEIGHT_PX, room.height()))
            self.docks.reset()

    def save(self) -> bool:
        """Whether the film is on disk; if not, the person knows why."""
        session = self.session
        return session.save(lambda: ask_overwrite(session.project.name, self))

    def fill(self) -> None:
        """Make what the film has only prompts for."""
        self._parts.fill()

    def choose_film(self) -> None:
        path = choose_film(self, self.session.folder.root.parent)
        if path is not None:
            self.open_wanted.emit(path)

    def show_export(self) -> None:
        # Loads the encoders, which the window does without until here.
        from sorastudio.ui.export.dialog import ExportDialog

        dialog = self.findChild(ExportDialog)
        if dialog is None:
            dialog = ExportDialog(self.session, self.exporting, self, self._settings)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        self.exporting.expect()

    def show_queue(self) -> None:
        self.docks.show("queue")

    def show_palette(self) -> None:
        from sorastudio.ui.actions.palette import Palette

        Palette(self.registry, self).show()

    def show_keys(self) -> None:
        from sorastudio.ui.actions.key_editor import KeyEditor

        KeyEditor(self.registry, self).show()

    def show_cheat_sheet(self) -> None:
        from sorastudio.ui.actions.cheat_sheet import CheatSheet

        sheet = self.findChild(CheatSheet) or CheatSheet(self.registry, self)
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def show_about(self) -> None:
        QMessageBox.about(
            self,
            "About Sora Studio",
            f"<b>Sora Studio {__version__}</b><br>An editor for films made of generated clips."
            "<br><br>Free software under the GPL, version 3 or later.",
        )

    def close_film(self) -> None:
        """Back to the welcome page."""
        self.leaving_wanted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_shut:
            return
        if not self._may_close():
            event.ignore()
            return
        self.docks.remember()
        self.shut_down(keep_recovery=False)
        event.accept()
        self.closed.emit()

    def shut_down(self, *, keep_recovery: bool) -> None:
        """End all work and threads; unsaved changes are kept for the next start only if asked."""
        self._is_shut = True
        self._autosave.stop()
        self.building.stop()
        self._parts.close()
        self.session.close()
        with suppress(SoraError):  # there is nobody left to tell
            if keep_recovery:
                self._autosave.keep_now()
            elif not self.session.read_only:
                discard(self.session.file.path)

    def _may_close(self) -> bool:
        running = self.exporting.state
        if isinstance(running, Running) and not ask_stop_export(running.words, self):
            return False
        # What has come by itself is no question.
        self.session.keep_now()
        if self.session.read_only or not self.session.document.is_changed:
            return True
        match ask_unsaved(self.session.project.name, self):
            case Unsaved.SAVE:
                return self.save()
            case Unsaved.DISCARD:
                return True
            case Unsaved.CANCEL:
                return False

    def _film_changed(self, _: Project) -> None:
        self._show_title()
        self.registry.refresh_soon()

    def _show_title(self) -> None:
        name = self.session.project.name
        shown = f"{name} •" if self.session.document.is_changed else name
        self._toolbar.show_title(shown)
        shown += " (read only)" if self.session.read_only else ""
        self.setWindowTitle(f"{shown} — Sora Studio")
        self.registry.refresh_soon()

    def _known_keys(self) -> KeyMap:
        value = self._settings.value
        return KeyMap(preset=preset_named(value.key_preset), own=value.own_keys)

    def _remember_keys(self) -> None:
        keys = self.registry.keys
        self._settings.change(
            replace(self._settings.value, key_preset=keys.preset.name, own_keys=dict(keys.own))
        )
