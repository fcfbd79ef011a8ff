"""Finding a transition among many: by what it is called, what it does, or its family."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from sorastudio.render.transitions import Family, Kind, kinds
from sorastudio.ui.panels.fields import ChoiceField
from sorastudio.ui.panels.rows import Row, Rows

_ALL = ""
_USE = (
    "Drag one onto a cut, or double-click it for the cut nearest to the playhead. "
    "Rest on one to see it."
)


class KindFinder(QWidget):
    """Fills a list of rows with the kinds that are looked for, family by family."""

    def __init__(self, rows: Rows, hint: QLabel, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._hint = rows, hint
        self.search = QLineEdit(self, placeholderText="Find a transition", clearButtonEnabled=True)
        self.search.setAccessibleName("Find a transition")
        self.search.setToolTip("By its name, or by what it does")
        choices = [(_ALL, "All transitions"), *((family, family) for family in Family)]
        self.family = ChoiceField("Family of transitions", choices, lambda _: self._find(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.family)
        self.search.textChanged.connect(lambda _text: self._find())
        self._find()

    def _find(self) -> None:
        text, family = self.search.text(), self.family.currentData()
        found = [k for k in kinds().values() if matches(k, text) and family in (_ALL, k.family)]
        self._rows.show_rows([Row(id=k.name, title=title(k.name), detail=k.words) for k in found])
        self._hint.setText(_USE if found else f"No transition is like “{text}”.")


def matches(kind: Kind, text: str) -> bool:
    """Whether every word that is typed is found in what the kind says of itself."""
    said = f"{title(kind.name)} {kind.name} {kind.words} {kind.family}".casefold()
    return all(word in said for word in text.casefold().split())


def title(name: str) -> str:
    """`barn-doors` as `Barn doors`."""
    return name.replace("-", " ").capitalize()
