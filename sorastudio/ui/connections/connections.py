"""The connections as every window of the program sees them, and what was heard of each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.generate import published
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.offers import Offer, offer_of
from sorastudio.generate.records import shipped
from sorastudio.jobs.job import Context
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.store.account import Account
from sorastudio.store.secrets import NoKeyring, Secrets, has_keyring
from sorastudio.ui.connections.asking import Heard, freshened, refreshed, tested


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """`source` is where the key was found, empty where there is none."""

    source: str = ""
    from_environment: bool = False
    has_keyring: bool = False


@dataclass(slots=True)
class _Known:
    key: KeyState | None = None
    offer: Offer | None = None
    heard: Heard | None = None
    spent: str = ""
    asked: set[str] = field(default_factory=set)


class Connections(QObject):
    """On the main thread. Changes hold at once, and are told to all windows; so are those that
    another program makes."""

    changed = Signal()
    """The list, a key, or the models of one."""
    heard = Signal()
    """More is known of one."""
    told = Signal(str)
    """What went wrong with one that is gone."""
    not_kept = Signal(str, str, str)
    """The keyring cannot keep a key: the connection's name, the key, and why."""
    learnt = Signal(str)
    """The service of one has said what it offers, here or to another program."""

    def __init__(self, scheduler: Scheduler, parent: QObject) -> None:
        super().__init__(parent)
        self._scheduler = scheduler
        self._file = ConnectionsFile()
        self._known: dict[str, _Known] = {}
        self._fresh: set[str] = set()
        self._seen = self._content()
        self._stamps = published.stamps()
        self._watch = QFileSystemWatcher(self)
        self._watch.directoryChanged.connect(self._look)
        self._watch.fileChanged.connect(self._look)
        self._follow()

    @property
    def keys_path(self) -> str:
        """Of the file for keys, where there is no keyring."""
        return str(Secrets().path)

    def load(self) -> tuple[Connection, ...]:
        """Raises SoraError for a file that cannot be read; it stays as it is."""
        self._follow()
        return self._file.load()

    def put(self, connection: Connection) -> None:
        """Raises SoraError, and then nothing has changed."""
        self._file.put(connection)
        self._tell()

    def rename(self, name: str, title: str) -> None:
        """Raises SoraError, and then nothing has changed."""
        self._file.rename(name, title)
        self._tell()

    def remove(self, name: str) -> None:
        """With its key. Raises SoraError."""
        self._file.remove(name)
        published.forget(name)
        self._tell()

        def failed(error: BaseException) -> None:
            if not isinstance(error, SoraError):
                raise error
            self.told.emit(str(error))

        words = f"forget the key of {name}"
        self._submit(lambda _: Secrets().forget(name), words, lambda _: None, failed)

    def key_of(self, connection: Connection) -> KeyState | None:
        """None while it is looked up; then `heard` follows."""
        known = self._of(connection.name)
        if known.key is None and "key" not in known.asked:
            known.asked.add("key")

            def work(_: Context) -> KeyState:
                facts = shipped(connection.kind).facts
                variables = (connection.key_variable, facts.key_variable)
                secret = Secrets().find(connection.name, *variables)
                return KeyState(
                    source=secret.source if secret else "",
                    from_environment=bool(secret and secret.from_environment),
                    has_keyring=has_keyring(),
                )

            self._ask(known, "key", work)
        return known.key

    def offer_of(self, name: str) -> Offer | None:
        """None while it is looked up, or where it cannot be said."""
        known = self._of(name)
        if known.offer is None and "offer" not in known.asked:
            known.asked.add("offer")
            self._look_up_offer(name)
        return known.offer

    def _look_up_offer(self, name: str) -> None:
        self._ask(self._of(name), "offer", lambda _: offer_of(name))

    def heard_of(self, name: str) -> Heard | None:
        return self._of(name).heard

    def spent_by(self, name: str) -> str:
        """What it has cost under its cap; empty while it is looked up."""
        known = self._of(name)
        if not known.spent and "spent" not in known.asked:
            known.asked.add("spent")
            self._ask(known, "spent", lambda _: f"${Account().spent(name).spent}")
        return known.spent

    def keep_key(self, name: str, key: str, *, in_file: bool = False) -> None:
        """In the keyring, or in a file that only the person can read; `not_kept` follows where
        there is no such keyring."""

        def work(_: Context) -> str | NoKeyring:
            if in_file:
                path = Secrets().keep_in_file(name, key)
                return f"The key is kept in {path}. It is not encrypted there."
            try:
                Secrets().keep(name, key)
            except NoKeyring as error:
                return error
            return "The key is kept in the system’s keyring."

        def done(came: str | NoKeyring) -> None:
            if isinstance(came, NoKeyring):
                self._end(name, Heard(words=came.what, is_trouble=True))
                self.not_kept.emit(name, key, came.what)
                return
            self._end(name, Heard(words=came))
            self._tell()

        self._do(name, "Keeping the key…", work, done)

    def forget_key(self, name: str) -> None:
        def done(_: None) -> None:
            self._end(name, Heard(words="The key is gone."))
            self._tell()

        self._do(name, "Removing the key…", lambda _: Secrets().forget(name), done)

    def test(self, name: str) -> None:
        """Asks something that is free; where that works, also what it offers."""
        self._do(name, "Testing…", lambda _: tested(name), partial(self._end, name))

    def refresh(self, name: str) -> None:
        """Asks the service what its models can do and cost, where it says."""
        self._do(
            name, "Asking what it offers…", lambda _: refreshed(name), partial(self._end, name)
        )

    @Slot(str)
    def keep_fresh(self, name: str) -> None:
        """The same without a word, the first time one is used; not twice on a day."""
        if name not in self._fresh:
            self._fresh.add(name)
            self._submit(lambda _: freshened(name), f"freshen {name}", lambda _: self._compare())

    def _do(
        self,
        name: str,
        words: str,
        work: Callable[[Context], object],
        done: Callable[..., None],
    ) -> None:
        self._of(name).heard = Heard(words=words, busy=True)
        self.heard.emit()

        def failed(error: BaseException) -> None:
            self._end(name, Heard(words=str(error), is_trouble=True))
            if not isinstance(error, SoraError):
                raise error

        self._submit(work, f"{words} {name}", done, failed)

    def _end(self, name: str, heard: Heard) -> None:
        self._of(name).heard = heard
        self.heard.emit()
        self._compare()

    def _compare(self) -> None:
        """Tells of every connection whose service has said something new."""
        before, self._stamps = self._stamps, published.stamps()
        for name in before.keys() | self._stamps.keys():
            if before.get(name) != self._stamps.get(name):
                if "offer" in self._of(name).asked:
                    self._look_up_offer(name)
                self.learnt.emit(name)
        self._follow()

    def _ask(self, known: _Known, what: str, work: Callable[[Context], object]) -> None:
        def done(found: object) -> None:
            setattr(known, what, found)
            self.heard.emit()

        def failed(error: BaseException) -> None:
            if not isinstance(error, SoraError):
                raise error

        self._submit(work, what, done, failed)

    def _submit(
        self,
        work: Callable[[Context], object],
        label: str,
        done: Callable[..., None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._scheduler.submit("network", work, label=label, on_done=done, on_error=failed)

    def _of(self, name: str) -> _Known:
        return self._known.setdefault(name, _Known())

    def _tell(self) -> None:
        """What was looked up may be otherwise by now; what was last heard stays."""
        self._known = {name: _Known(heard=each.heard) for name, each in self._known.items()}
        self._seen = self._content()
        self._follow()
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        self._follow()
        if self._content() != self._seen:
            self._tell()
        self._compare()

    def _content(self) -> bytes:
        with suppress(OSError):
            return self._file.path.read_bytes()
        return b""

    def _follow(self) -> None:
        """The folder tells of a file that is put in the place of the old, the file of the rest."""
        watched = {*self._watch.directories(), *self._watch.files()}
        for path in (self._file.path.parent, self._file.path, published.folder()):
            if path.exists() and str(path) not in watched:
                self._watch.addPath(str(path))
