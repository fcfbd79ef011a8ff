"""Which window is shown: the welcome page, or that of a film."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import receive_takes
from sorastudio.project.project import Project
from sorastudio.settings import SettingsFile
from sorastudio.store.folder import FilmFolder
from sorastudio.store.occupancy import ask_for, is_open_in_window
from sorastudio.store.opening import Loaded, load
from sorastudio.store.recovery import Recovered
from sorastudio.ui.connections.connections import Connections
from sorastudio.ui.export.exporting import Running as Exporting
from sorastudio.ui.film.session import Session
from sorastudio.ui.questions import ask_recover, show_error
from sorastudio.ui.welcome import Welcome, films_folder
from sorastudio.ui.window.main_window import MainWindow, Parts

DEMO = Path("Demo", "demo.sora")

_TAKEN_OVER = (
    "Another window has taken this film over, with what was open here, so it can only be looked at."
)
_PATIENCE_MS, _GLANCE_MS = 15_000, 250

Build = Callable[[Session, QWidget], Parts]


class Studio(QObject):
    """One film is open at a time. `make_demo` writes the demo film where it is not there yet."""

    _woken = Signal()

    def __init__(
        self,
        make_demo: Callable[[Path], None],
        parent: QObject,
        *,
        build: Build | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_demo = make_demo
        self._build = build or _standard
        self._settings = SettingsFile()
        self._window: MainWindow | None = None
        self._welcome: Welcome | None = None
        self._wanted: Path | None = None
        self._scheduler = Scheduler(wake=self._woken.emit)
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self.connections = Connections(self._scheduler, self)

    @property
    def window(self) -> MainWindow | None:
        return self._window

    @property
    def welcome(self) -> Welcome | None:
        return self._welcome

    def tell(self, kind: str, words: str) -> None:
        if self._window is not None:
            self._window.session.told.emit(kind, words)
        elif self._welcome is not None:
            self._welcome.show_trouble(words)

    def open(self, path: Path) -> bool:
        """Open a film in place of the one that is open, now; whether that was done."""
        if self._is_open(path):
            return True
        try:
            return self._show_loaded(path, load(path))
        except SoraError as error:
            self._complain(str(error), path)
            return False

    def open_soon(self, path: Path) -> None:
        """The same, read in the background: a long film takes a while. Of several the last one is
        shown."""
        self._wanted = path
        if self._is_open(path):
            return
        self._say_busy(f"Opening {path.stem}…")

        def work(_: Context) -> Loaded:
            return load(path)

        self._scheduler.submit(
            "media",
            work,
            label=f"open {path.stem}",
            on_done=lambda loaded: self._read(path, loaded),
            on_error=lambda error: self._failed(path, error),
        )

    def _read(self, path: Path, loaded: Loaded) -> None:
        if path != self._wanted:
            return
        self._say_busy("")
        try:
            self._show_loaded(path, loaded)
        except SoraError as error:
            self._complain(str(error), path)

    def _is_open(self, path: Path) -> bool:
        """Whether the film is the one that is open; then its window comes to the front."""
        window = self._window
        if window is None or window.session.file.path != path.resolve():
            return False
        window.activateWindow()
        return True

    def _show_loaded(self, path: Path, loaded: Loaded, *, recover: bool = False) -> bool:
        """Whether it is shown: the person may keep the film that is open. `recover`: work that was
        put aside is wanted, without a question. Raises SoraError."""
        old = self._window
        session = Session(path, loaded=loaded)
        # What another window has put aside is its own.
        found = None if session.read_only else loaded.found
        if found and not recover and not ask_recover(path.stem, found, old or self._welcome):
            found = None
        if old is not None and not old.close():
            session.close()
            return False
        self._show(session, found)
        return True

    def create(self, path: Path, project: Project) -> None:
        """Put a new film on disk, and open it."""
        try:
            FilmFolder.create(path, project)
        except SoraError as error:
            self._complain(str(error), path)
            return
        self.open(path)

    def show_welcome(self) -> None:
        if self._welcome is None:
            welcome = Welcome(self._settings.value.recent)
            welcome.new_wanted.connect(self.create)
            welcome.open_wanted.connect(self.open_soon)
            welcome.demo_wanted.connect(self.open_demo)
            welcome.connections_wanted.connect(self.show_connections)
            self._welcome = welcome
        self._welcome.show_recent(self._settings.value.recent)
        self._welcome.show()
        self._welcome.raise_()
        self._welcome.activateWindow()

    @Slot()
    def show_connections(self) -> None:
        """Over whatever is shown."""
        from sorastudio.ui.connections.dialog import ConnectionsDialog

        parent = self._window or self._welcome
        dialog = parent.findChild(ConnectionsDialog) if parent else None
        if dialog is None:
            session = self._window.session if self._window else None
            dialog = ConnectionsDialog(self.connections, session, parent)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def open_demo(self) -> None:
        """Make the demo film in the background if it is not there, and open it."""
        path = films_folder() / DEMO
        if path.exists():
            self.open_soon(path)
            return
        self.show_welcome()
        self._say_busy("Making the demo film…")

        def work(_: Context) -> None:
            self._make_demo(path)

        self._scheduler.submit(
            "media",
            work,
            label="demo",
            on_done=lambda _: self._demo_made(path),
            on_error=lambda error: self._failed(path, error),
        )

    def end(self) -> None:
        """Close the film at once without a question, as the system wants it; what is not saved is
        offered at the next start."""
        if self._window is not None:
            self._window.shut_down(keep_recovery=True)
            self._forget_window()

    def shut_down(self) -> None:
        """After the event loop."""
        self._scheduler.shutdown()
        for window in (self._window, self._welcome):
            if window is not None:
                window.deleteLater()
        self._window = self._welcome = None

    @Slot()
    def _drain(self) -> None:
        self._scheduler.drain()

    def _demo_made(self, path: Path) -> None:
        self._say_busy("")
        if self.open(path) and self._window is not None:
            self._window.fill()

    def _failed(self, path: Path, error: BaseException) -> None:
        self._say_busy("")
        self._complain(str(error), path)
        if not isinstance(error, SoraError):
            raise error

    def _say_busy(self, words: str) -> None:
        if self._welcome is not None:
            self._welcome.show_busy(words)
        elif words:
            self.tell("info", words)

    def _show(self, session: Session, found: Recovered | None) -> None:
        window = MainWindow(session, self._build, self._settings)
        window.welcome_wanted.connect(self.show_welcome)
        window.open_wanted.connect(self.open_soon)
        window.leaving_wanted.connect(self._leave_film)
        window.again_wanted.connect(self._take_over)
        session.wanted.connect(self._give_way, Qt.ConnectionType.QueuedConnection)
        window.closed.connect(self._forget_window)
        window.connections_wanted.connect(self.show_connections)
        self.connections.changed.connect(window.connections_changed)
        self.connections.learnt.connect(window.connection_learnt)
        window.connection_used.connect(self.connections.keep_fresh)
        window.save_as.went_on.connect(self._remember)
        self._window = window
        window.show()
        self._remember(session.file.path)
        if found is not None:
            session.apply("Recover unsaved work", _recovered(found))
        if self._welcome is not None:
            self._welcome.close()

    @Slot(object)
    def _remember(self, film: Path) -> None:
        self._settings.change(self._settings.value.opened(film))

    def _take_over(self) -> None:
        """Asks the window that has the film to give way, and opens it here once it has."""
        if self._window is None:
            return
        path = self._window.session.file.path
        if is_open_in_window(path):
            with suppress(OSError):
                ask_for(path)
            self.tell("info", "The other window is asked for the film…")
        self._wait_for(path, _PATIENCE_MS)

    def _wait_for(self, path: Path, left_ms: int) -> None:
        if self._window is None or self._window.session.file.path != path:
            return
        if not is_open_in_window(path):
            try:
                self._show_loaded(path, load(path), recover=True)
            except SoraError as error:
                self._complain(str(error), path)
        elif left_ms > 0:
            QTimer.singleShot(_GLANCE_MS, self, lambda: self._wait_for(path, left_ms - _GLANCE_MS))
        else:
            with suppress(OSError):
                ask_for(path, wanted=False)
            self.tell(
                "error",
                "The other window does not give way: it exports, asks something, or hangs. "
                "Close it there.",
            )

    @Slot()
    def _give_way(self) -> None:
        """Another window asks for the film: what is open here is put aside for it, and here it may
        only be looked at. Not in the middle of an export or a question."""
        window = self._window
        if window is None or window.session.read_only or QApplication.activeModalWidget():
            return
        if isinstance(window.exporting.state, Exporting):
            self.tell("info", "Another window asks for this film; it waits for the export.")
            return
        path = window.session.file.path
        window.shut_down(keep_recovery=True)
        try:
            session = Session(path, read_only=_TAKEN_OVER)
        except SoraError as error:
            self.show_welcome()
            self._complain(str(error), path)
        else:
            self._show(session, None)
        window.deleteLater()

    def _leave_film(self) -> None:
        # Qt ends the program with the last window, so the next one comes first.
        self.show_welcome()
        if self._window is not None and not self._window.close() and self._welcome is not None:
            self._welcome.close()

    def _forget_window(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.deleteLater()

    def _complain(self, words: str, path: Path) -> None:
        if not path.exists():
            self._settings.change(self._settings.value.forgotten(path))
        if self._welcome is not None and self._welcome.isVisible():
            self._welcome.show_trouble(words)
            self._welcome.show_recent(self._settings.value.recent)
        else:
            show_error(words, self._window)


def _recovered(found: Recovered) -> Callable[[Project], Project]:
    """Takes that came after it was put aside are in the film on disk, and stay."""
    return lambda saved: receive_takes(found.project, saved)


def _standard(session: Session, window: QWidget) -> Parts:
    # Loads the decoders; a welcome page does without.
    from sorastudio.ui.window.parts import build_parts

    return build_parts(session, window)
