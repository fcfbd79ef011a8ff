"""The further settings of a model, by the names it gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sorastudio.errors import UsageError
from sorastudio.generate.offers import Offered
from sorastudio.project.media import Option
from sorastudio.ui.panels.abilities import Ability
from sorastudio.ui.panels.fields import Form, Heading, TextField
from sorastudio.ui.panels.remark import Remark

Options = tuple[tuple[str, Option], ...]

_ANY = "name=value, …"
_PAIR = re.compile(r"\s*(\w[\w.-]*)\s*=\s*(.*?)\s*")
_INTEGER, _DECIMAL = re.compile(r"[+-]?\d{1,18}"), re.compile(r"[+-]?\d{0,18}\.\d{1,18}")


class OptionRows(QWidget):
    """A field for each setting the model names, and for each that is set; one for all of them where
    it takes any. What is committed goes to `change`."""

    def __init__(self, change: Callable[[Options], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._change = change
        self._options: Options = ()
        self._offered: Offered | None = None
        self._shown: tuple[str, ...] = ()
        self.fields: dict[str, TextField] = {}
        self.remark = Remark(self)
        self._form: Form | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(Heading("Further settings", self))
        self._column.addWidget(self.remark)

    def finish(self) -> None:
        for field in tuple(self.fields.values()):
            field.finish()

    def show_options(self, options: Options, *, fresh: bool) -> None:
        """`fresh`: of another slot; what was being typed is gone."""
        self._options = options
        self._refresh(fresh=fresh)

    def show_offered(self, offered: Offered | None) -> None:
        """The model that takes them, as far as is known."""
        self._offered = offered
        self._refresh(fresh=False)

    def _refresh(self, *, fresh: bool) -> None:
        options, offered = self._options, self._offered
        takes_any = offered is not None and offered.can.options is None
        names = (_ANY,) if takes_any else _names(options, offered)
        usual = offered.usual if offered else {}
        typing = any(
            field.edit.isModified() and field.text != _texts(name, options, usual)[0]
            for name, field in self.fields.items()
        )
        if names != self._shown and (fresh or not typing):
            self._build(names)
        for name, field in self.fields.items():
            text, hint = _texts(name, options, usual)
            field.hint(hint)
            if fresh:
                field.reset(text)
            else:
                field.show_value(text)
        self.setVisible(bool(self._shown))

    def show_ability(self, ability: Ability) -> None:
        self.remark.say(ability.trouble, is_trouble=True)

    def _build(self, names: tuple[str, ...]) -> None:
        if self._form is not None:
            self._form.deleteLater()
        self._shown, self.fields = names, {}
        self._form = Form(self)
        for name in names:
            field = TextField(name, self._setter(name), self._form)
            self.fields[name] = field
            self._form.add("All" if name == _ANY else name, field)
        self._column.insertWidget(1, self._form)

    def _setter(self, name: str) -> Callable[[str], None]:
        if name == _ANY:
            return lambda text: self._change(read_options(text))
        return lambda text: self._set(name, text)

    def _set(self, name: str, text: str) -> None:
        others = [pair for pair in self._options if pair[0] != name]
        mine = [(name, read_option(text))] if text else []
        self._change(tuple(sorted((*others, *mine), key=lambda pair: pair[0])))


def _names(options: Options, offered: Offered | None) -> tuple[str, ...]:
    known = (offered.can.options or ()) if offered else ()
    return tuple(dict.fromkeys((*known, *(name for name, _ in options))))


def _texts(name: str, options: Options, usual: Mapping[str, Option]) -> tuple[str, str]:
    """What a field shows, and what it means while it is empty."""
    if name == _ANY:
        return ", ".join(f"{each}={option_text(value)}" for each, value in options), _ANY
    given = dict(options).get(name)
    hint = f"{option_text(usual[name])} (usual)" if name in usual else "as usual"
    return "" if given is None else option_text(given), hint


def read_option(text: str) -> Option:
    """`true`, `12` and `0.5` are what they look like; quotes make a text of anything."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    return text


def option_text(value: Option) -> str:
    """As it is typed: `read_option` reads the same again."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f'"{text}"' if isinstance(value, str) and read_option(text) != text else text


def read_options(text: str) -> Options:
    """`steps=20, sampler=euler`. Raises UsageError."""
    return tuple(sorted(_pairs(part for part in text.split(",") if part.strip())))


def _pairs(parts: Iterable[str]) -> Iterable[tuple[str, Option]]:
    for part in parts:
        match = _PAIR.fullmatch(part)
        if match is None or not match[2]:
            raise UsageError(f"“{part.strip()}” is not a setting.", todo="Write name=value.")
        yield match[1], read_option(match[2])
