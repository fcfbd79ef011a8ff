"""All connections, and the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.generate.connections import Connection
from sorastudio.generate.records import shipped
from sorastudio.ui.connections.connections import Connections
from sorastudio.ui.connections.form import ConnectionForm
from sorastudio.ui.connections.kinds import NewConnection
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import Note
from sorastudio.ui.questions import ask_remove_connection

_NAME = Qt.ItemDataRole.UserRole
_SIZE = (980, 680)


class ConnectionsDialog(QDialog):
    """Every change holds at once. `session`: the film that is open, which may use them."""

    def __init__(
        self, connections: Connections, session: Session | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Connections")
        self.resize(*_SIZE)
        self._connections = connections
        self._session = session
        self._all: tuple[Connection, ...] = ()
        self.list = QListWidget(self)
        self.list.setAccessibleName("Connections")
        self.list.setFixedWidth(200)
        self.add = QPushButton("Add…", self, autoDefault=False)
        self.remove = QPushButton("Remove…", self, autoDefault=False)
        self.trouble = Note(self)
        self.form = ConnectionForm(connections, self._rename, self)
        self.new = NewConnection(connections.put, self)
        self._pages = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._refresh()
        if self.list.count() == 0 and not self.trouble.text():
            self._begin_new()

    def _lay_out(self) -> None:
        for page in (self.form, self.new):
            self._pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.remove, 1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left)
        row.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.trouble)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.add.clicked.connect(lambda _checked=False: self._begin_new())
        self.remove.clicked.connect(lambda _checked=False: self._remove())
        self.new.added.connect(self._show_added)
        self.new.left.connect(self._show_chosen)
        self._connections.changed.connect(self._refresh)
        self._connections.heard.connect(self.form.show_heard)
        self._connections.told.connect(self.trouble.say)
        self._connections.not_kept.connect(self.form.offer_file)

    def _refresh(self) -> None:
        """As the list is now; where it cannot be read nothing can be changed either."""
        try:
            self._all = self._connections.load()
            self.trouble.say("")
        except SoraError as error:
            self._all = ()
            self.trouble.say(str(error))
        self.add.setEnabled(not self.trouble.text())
        chosen = self._chosen_name()
        self.list.blockSignals(True)
        self.list.clear()
        for each in self._all:
            item = QListWidgetItem(each.title, self.list)
            item.setData(_NAME, each.name)
            item.setToolTip(shipped(each.kind).facts.label)
        self.list.blockSignals(False)
        self._choose(chosen)
        self._show_chosen()

    def _choose(self, name: str) -> None:
        rows = [each.name for each in self._all]
        self.list.setCurrentRow(rows.index(name) if name in rows else 0)

    def _chosen_name(self) -> str:
        item = self.list.currentItem()
        return "" if self.list.currentRow() < 0 else str(item.data(_NAME))

    def _show_chosen(self) -> None:
        name = self._chosen_name()
        chosen = next((each for each in self._all if each.name == name), None)
        self.remove.setEnabled(chosen is not None)
        self._pages.setVisible(chosen is not None)
        if chosen is not None:
            self.form.show_connection(chosen)
            self._pages.setCurrentWidget(self.form)

    def _begin_new(self) -> None:
        self.new.begin({name for each in self._all for name in (each.name, each.title)})
        self._pages.setVisible(True)
        self._pages.setCurrentWidget(self.new)

    def _show_added(self, name: str) -> None:
        self._choose(name)
        self._show_chosen()
        self.form.key.setFocus()

    def _remove(self) -> None:
        name, title = self._chosen_name(), self.list.currentItem().text()
        if ask_remove_connection(title, self._used(name), self._under_way(name), self):
            try:
                self._connections.remove(name)
            except SoraError as error:
                self.trouble.say(str(error))

    def _rename(self, title: str) -> None:
        """Raises SoraError, and then it is called as before."""
        self._connections.rename(self._chosen_name(), title)

    def _used(self, name: str) -> int:
        """So many slots of the open film ask it by name."""
        slots = self._session.project.slots if self._session else ()
        return sum(slot.provider == name for slot in slots)

    def _under_way(self, name: str) -> int:
        """So many takes of the open film are on their way with it."""
        jobs = self._session.ledger.unfinished() if self._session else ()
        return sum(job.provider == name for job in jobs)
