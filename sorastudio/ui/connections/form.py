"""One connection: its terms, its key, a test of it, and what it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import UsageError
from sorastudio.generate.connections import Connection
from sorastudio.generate.published import Published
from sorastudio.generate.records import ServiceFacts, shipped
from sorastudio.store.secrets import variable_of
from sorastudio.ui.connections.connections import Connections, KeyState
from sorastudio.ui.connections.kinds import key_words, open_page
from sorastudio.ui.connections.models import ModelTable
from sorastudio.ui.panels.fields import Form, TextField, read_whole
from sorastudio.ui.panels.remark import Remark
from sorastudio.ui.questions import ask_key_in_file

_MOST_AT_ONCE = 64


class ConnectionForm(QWidget):
    """What is committed in a field holds at once. `rename` gives it another name, or raises
    SoraError."""

    def __init__(
        self, connections: Connections, rename: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._rename = rename
        self._connections = connections
        self._connection: Connection | None = None
        self.about = QLabel(self, wordWrap=True)
        self.about.setProperty("dim", True)
        self.name = TextField("Name", self._set_name, self)
        self.address = TextField("Address", self._set_address, self)
        self.model = TextField("Default model", self._set_model, self)
        self.at_once = TextField("Takes at once", self._set_at_once, self)
        self.cap = TextField("Spend cap in dollars", self._set_cap, self, hint="none")
        self.price = TextField(
            "Own price in dollars a second", self._set_price, self, hint="as published"
        )
        self.variable = TextField("Variable of the key", self._set_variable, self)
        self.key_state = Remark(self)
        self.key = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self.key.setAccessibleName("New key")
        self.key.setPlaceholderText("Paste a key")
        self.keep = QPushButton("Keep", self, autoDefault=False)
        self.forget = QPushButton("Remove key", self, autoDefault=False)
        self.page = QPushButton("Get a key…", self, autoDefault=False)
        for button in (self.keep, self.forget, self.page):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.test = QPushButton("Test connection", self, autoDefault=False)
        self.refresh = QPushButton("Refresh", self, autoDefault=False)
        self.refresh.setToolTip("Ask what its models can do and cost now, where the service tells")
        self.told = Remark(self)
        self.told.setAccessibleName("What the service told")
        self.result = Remark(self)
        self.result.setAccessibleName("Result")
        self.models = ModelTable(self)
        self._lay_out()
        self._connect()

    @property
    def _texts(self) -> tuple[TextField, ...]:
        return (
            self.name,
            self.address,
            self.model,
            self.at_once,
            self.cap,
            self.price,
            self.variable,
        )

    def show_connection(self, connection: Connection) -> None:
        """Another one takes the place of what was being typed; the same one leaves it."""
        before, self._connection = self._connection, connection
        fresh = before is None or before.name != connection.name
        facts = shipped(connection.kind).facts
        self.about.setText(f"{facts.label}. {facts.about} {key_words(facts)}")
        self.address.hint(f"{facts.base_url} (usual)")
        self.model.hint(f"{facts.default_model} (usual)")
        self.at_once.hint(f"{facts.at_once} (usual)")
        self.variable.hint(facts.key_variable or "none")
        self.page.setVisible(bool(facts.key_page))
        self.page.setToolTip(facts.key_page)
        for field, value in zip(self._texts, _values(connection), strict=True):
            if fresh:
                field.reset(value)
            else:
                field.show_value(value)
        if fresh:
            self.key.clear()
        self.show_heard()

    def show_heard(self) -> None:
        """What is known of it by now."""
        connection = self._connection
        if connection is None:
            return
        heard = self._connections.heard_of(connection.name)
        busy = heard is not None and heard.busy
        self.result.say(
            "\n".join((heard.words, *heard.lacks)) if heard else "",
            is_trouble=heard is not None and (heard.is_trouble or bool(heard.lacks)),
        )
        for button in (self.test, self.refresh, self.forget):
            button.setEnabled(not busy)
        self._show_key(connection, self._connections.key_of(connection))
        offer = self._connections.offer_of(connection.name)
        self.models.show_offer(offer)
        self.told.say(told_words(offer.published) if offer and offer.published else "")
        spent = self._connections.spent_by(connection.name) if connection.cap is not None else ""
        self.cap.remark.say(f"{spent} of it is spent." if spent else "")

    def _show_key(self, connection: Connection, state: KeyState | None) -> None:
        self.keep.setEnabled(state is not None)
        self.key_state.say(*_key_words(state, shipped(connection.kind).facts))
        kept = state is not None and bool(state.source) and not state.from_environment
        self.forget.setVisible(kept)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.about)
        form = Form(self)
        form.add("Name", self.name)
        form.add("Address", self.address)
        form.add("Default model", self.model)
        form.add("At once", self.at_once)
        form.add("Spend cap $", self.cap)
        form.add("Price $ a second", self.price)
        form.add("Key", self.key, self.keep, self.forget, self.page)
        form.add("", self.key_state)
        form.add("Key variable", self.variable)
        column.addWidget(form)
        row = QHBoxLayout()
        for button in (self.test, self.refresh):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.result)
        column.addWidget(self.told)
        column.addWidget(self.models, 1)

    def _connect(self) -> None:
        self.keep.clicked.connect(lambda _checked=False: self._keep_key())
        self.key.returnPressed.connect(self._keep_key)
        named = self._named
        self.forget.clicked.connect(lambda _checked=False: self._connections.forget_key(named()))
        self.test.clicked.connect(lambda _checked=False: self._connections.test(named()))
        self.refresh.clicked.connect(lambda _checked=False: self._connections.refresh(named()))
        self.page.clicked.connect(lambda _checked=False: open_page(self.page.toolTip()))

    def _current(self) -> Connection:
        assert self._connection is not None, "fields are shown for a connection"
        return self._connection

    def _named(self) -> str:
        return self._current().name

    def _keep_key(self) -> None:
        key, state = self.key.text().strip(), self._connections.key_of(self._current())
        if key and state is not None:
            self.key.clear()
            self._connections.keep_key(self._named(), key)

    @Slot(str, str, str)
    def offer_file(self, name: str, key: str, why: str) -> None:
        """In the place of a keyring: only if the person agrees, and else the key is as typed."""
        if name != self._named():
            return
        if ask_key_in_file(why, self._connections.keys_path, variable_of(name), self):
            self._connections.keep_key(name, key, in_file=True)
        elif not self.key.text():
            self.key.setText(key)

    def _set_name(self, text: str) -> None:
        if text != self._current().title:
            self._rename(text)

    def _set_address(self, text: str) -> None:
        self._connections.put(replace(self._current(), base_url=text))

    def _set_model(self, text: str) -> None:
        self._connections.put(replace(self._current(), model=text))

    def _set_variable(self, text: str) -> None:
        self._connections.put(replace(self._current(), key_variable=text))

    def _set_at_once(self, text: str) -> None:
        count = read_whole(text, lowest=1, highest=_MOST_AT_ONCE) if text else 0
        self._connections.put(replace(self._current(), at_once=count))

    def _set_cap(self, text: str) -> None:
        self._connections.put(replace(self._current(), cap=read_amount(text)))

    def _set_price(self, text: str) -> None:
        self._connections.put(replace(self._current(), price=read_amount(text)))


def read_amount(text: str) -> Decimal | None:
    """US dollars; None for an empty text. Raises UsageError."""
    if not text:
        return None
    try:
        amount = Decimal(text.removeprefix("$").replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 10**9 or amount != round(amount, 6):
        raise UsageError(f"“{text[:40]}” is not an amount of dollars.", todo="Write it like 12.50.")
    return amount


def told_words(told: Published) -> str:
    """With the time of this place."""
    when = datetime.fromisoformat(told.at).astimezone()
    return f"Asked on {when:%Y-%m-%d at %H:%M}: {told.words}"


def _values(connection: Connection) -> tuple[str, ...]:
    """What the fields show, in their order."""
    return (
        connection.title,
        connection.base_url,
        connection.model,
        str(connection.at_once or ""),
        "" if connection.cap is None else format(connection.cap, "f"),
        "" if connection.price is None else format(connection.price, "f"),
        connection.key_variable,
    )


def _key_words(state: KeyState | None, facts: ServiceFacts) -> tuple[str]:
    if state is None:
        return ("Looking for a key…",)
    where = (
        "A new one goes into the system’s keyring."
        if state.has_keyring
        else "There is no keyring here: you are asked where a new one may be kept."
    )
    if state.from_environment:
        return (f"A key comes from {state.source} of the environment, before any that is kept.",)
    if state.source:
        plain = "" if state.source == "the keyring" else " It is not encrypted there."
        return (f"A key is kept in {state.source}.{plain}",)
    return (f"{'No key yet' if facts.needs_key else 'No key'}. {where}",)
