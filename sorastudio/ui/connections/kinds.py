"""The page where another connection is begun: which kind of service it is, and its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.generate.connections import Connection
from sorastudio.generate.records import ServiceFacts, kinds, shipped
from sorastudio.ui.panels.fields import Form, Note

_KIND = Qt.ItemDataRole.UserRole


class NewConnection(QWidget):
    """`put` keeps it, or raises SoraError with what is wrong; what was typed stays then."""

    added = Signal(str)
    left = Signal()

    def __init__(self, put: Callable[[Connection], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._put = put
        self._taken: set[str] = set()
        self.kinds = QListWidget(self)
        self.kinds.setAccessibleName("Kind of service")
        for kind in kinds():
            item = QListWidgetItem(shipped(kind).facts.label, self.kinds)
            item.setData(_KIND, kind)
            item.setSizeHint(QSize(0, 26))
        self.about = QLabel(self, wordWrap=True)
        self.about.setMinimumHeight(68)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.page = QPushButton("Get a key…", self, autoDefault=False)
        self.name, self.address = QLineEdit(self), QLineEdit(self)
        self.name.setAccessibleName("Name of the connection")
        self.address.setAccessibleName("Address")
        self.note = Note(self)
        self.add = QPushButton("Add", self, autoDefault=False)
        self.add.setProperty("primary", True)
        self.cancel = QPushButton("Cancel", self, autoDefault=False)
        self._lay_out()
        self.kinds.currentItemChanged.connect(lambda *_: self._show_kind())
        self.page.clicked.connect(lambda _checked=False: open_page(self._facts().key_page))
        self.add.clicked.connect(lambda _checked=False: self._add())
        self.cancel.clicked.connect(lambda _checked=False: self.left.emit())
        for field in (self.name, self.address):
            field.returnPressed.connect(self._add)
            field.textEdited.connect(lambda _: self.note.say(""))
        self.kinds.setCurrentRow(0)

    def begin(self, taken: set[str]) -> None:
        """`taken`: the names there are."""
        self._taken = taken
        self._show_kind()
        self.kinds.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(QLabel("Which kind of service?", self))
        column.addWidget(self.kinds, 1)
        column.addWidget(self.about)
        column.addWidget(self.page, 0, Qt.AlignmentFlag.AlignLeft)
        form = Form(self)
        form.add("Name", self.name)
        form.add("Address", self.address)
        column.addWidget(form)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.add)
        column.addLayout(row)

    def _facts(self) -> ServiceFacts:
        return shipped(self.kinds.currentItem().data(_KIND)).facts

    def _show_kind(self) -> None:
        facts = self._facts()
        self.about.setText(f"{facts.about}\n{key_words(facts)}")
        self.page.setVisible(bool(facts.key_page))
        self.page.setToolTip(facts.key_page)
        self.name.setText(self._free_name(facts.kind))
        self.address.clear()
        self.address.setPlaceholderText(f"{facts.base_url} (usual)")
        self.note.say("")

    def _free_name(self, kind: str) -> str:
        numbered = (f"{kind}-{number}" for number in range(2, len(self._taken) + 3))
        return next(each for each in (kind, *numbered) if each not in self._taken)

    def _add(self) -> None:
        name = self.name.text().strip()
        connection = Connection(
            name=name, kind=self._facts().kind, base_url=self.address.text().strip()
        )
        try:
            if name in self._taken:
                raise SoraError(
                    f"A connection is called “{name}” already, or was.", todo="Give another name."
                )
            self._put(connection)
        except SoraError as error:
            self.note.say(" ".join(part for part in (error.what, error.todo) if part))
            return
        self.added.emit(name)


def key_words(facts: ServiceFacts) -> str:
    if facts.needs_key:
        return f"It needs a key, from {facts.key_page}." if facts.key_page else "It needs a key."
    return "It needs no key, unless your server asks for one."


def open_page(address: str) -> None:
    """In the person's browser."""
    QDesktopServices.openUrl(QUrl(address))
