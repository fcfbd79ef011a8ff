"""The book of the film: characters, styles and places, to write once and name in every prompt."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import EditRefused, UsageError
from sorastudio.project.book import Entry, EntryKind
from sorastudio.project.edits.book import add_entry, change_entry, remove_entry, rename_entry
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import ChoiceField, Form, TextField, scroll_over
from sorastudio.ui.panels.prompt import PromptEdit
from sorastudio.ui.theme import PALETTE

HEADS = {
    EntryKind.CHARACTER: "Characters",
    EntryKind.STYLE: "Styles",
    EntryKind.PLACE: "Places",
}
_NAME = Qt.ItemDataRole.UserRole
_EMPTY = (
    "Describe a character, a style or a place once, and name it in any prompt as {Name}. "
    "Change it here, and every slot that names it asks to be made again."
)
_MOST_NAMED = 3
_LIST_PX = 64
"""The least of the list."""


class BookTab(QWidget):
    """What is typed here holds at once, in every prompt that names it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._name: str | None = None
        self.search = QLineEdit(self, placeholderText="Search the book", clearButtonEnabled=True)
        self.search.setAccessibleName("Search the book")
        self.list = _tree(self)
        self.empty = QLabel(_EMPTY, self, wordWrap=True)
        self.empty.setProperty("dim", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.editor = QWidget(self)
        self.name = TextField("Name in the book", self._rename, self.editor)
        kinds = ((kind.value, kind.value.title()) for kind in EntryKind)
        self.kind = ChoiceField("Kind", kinds, self._set_kind, self.editor)
        self.words = PromptEdit(self.editor)
        self.words.setAccessibleName("Words it stands for")
        self.used = QLabel(self.editor, wordWrap=True)
        self.used.setProperty("small", True)
        self.add_button = QPushButton("Add", self)
        self.remove_button = QPushButton("Remove", self)
        self._lay_out()
        self._connect()
        self._refresh()

    @property
    def chosen(self) -> str | None:
        """The name of the entry that is edited."""
        return self._name

    def add(self, kind: EntryKind, name: str = "") -> None:
        """Make an entry, and be ready for its words (for its name, if none is given)."""
        given = name or _free_name(self._session.project, kind)
        entry = Entry(id=given, kind=kind, text="")
        if not self._session.apply(f"Add {given} to the book", add_entry, entry):
            return
        self.search.clear()
        self._choose(given)
        field = self.words if name else self.name.edit
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _lay_out(self) -> None:
        form = Form(self.editor)
        form.add("Name", self.name)
        form.add("Kind", self.kind)
        inside = QVBoxLayout(self.editor)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        for part in (form, self.words, self.used):
            inside.addWidget(part)
        acts = QHBoxLayout()
        acts.setSpacing(4)
        acts.addWidget(self.add_button, 1)
        acts.addWidget(self.remove_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        # Where there is little room the editor scrolls, and the window need not grow for it.
        place = QWidget(self)
        place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        scroll_over(place, self.editor)
        self.list.setMinimumHeight(_LIST_PX)
        column.addWidget(place)
        column.addLayout(acts)

    def _connect(self) -> None:
        menu = QMenu(self)
        for kind in EntryKind:
            menu.addAction(kind.value.title()).triggered.connect(
                lambda _checked=False, kind=kind: self.add(kind)
            )
        self.add_button.setToolTip("Add a character, a style or a place")
        self.add_button.setMenu(menu)
        self.remove_button.setToolTip("Take it out; its words stay in the prompts that name it")
        self.remove_button.clicked.connect(lambda _checked=False: self._remove())
        self.search.textChanged.connect(self._refresh)
        self.list.currentItemChanged.connect(self._follow)
        self.words.typed.connect(self._set_words)
        self.words.left.connect(self._session.document.end_merge)
        self.words.undo_wanted.connect(self._session.undo)
        self.words.redo_wanted.connect(self._session.redo)
        self._session.changed.connect(self._refresh)

    @Slot()
    def _refresh(self) -> None:
        entries = self._session.project.book.entries
        wanted = self.search.text().casefold().strip()
        shown = [each for each in entries if wanted in f"{each.id} {each.text}".casefold()]
        if self._name not in entries:
            self._name = None
        self.list.blockSignals(True)
        _fill(self.list, shown, self._name)
        self.list.blockSignals(False)
        self.empty.setVisible(not len(entries))
        self.list.setVisible(bool(len(entries)))
        self._show_entry()

    @Slot()
    def _follow(self) -> None:
        """What was typed counts for the entry before."""
        item = self.list.currentItem()
        self.name.finish()
        self._session.document.end_merge()
        self._name = item.data(0, _NAME) if item else None
        self._show_entry(other=True)

    def _choose(self, name: str | None) -> None:
        self._name = name
        self._refresh()
        self._show_entry(other=True)

    def _entry(self) -> Entry | None:
        name = self._name
        return self._session.project.book.entries.get(name) if name is not None else None

    def _show_entry(self, *, other: bool = False) -> None:
        entry = self._entry()
        self.editor.setVisible(entry is not None)
        self.remove_button.setEnabled(entry is not None)
        if entry is None:
            return
        show = self.name.reset if other else self.name.show_value
        show(entry.id)
        self.kind.show_value(entry.kind.value)
        self.words.show_prompt(entry.text, fresh=False)
        self.words.setPlaceholderText("The words that stand in a prompt for this name")
        self.used.setText(_used_words(self._session.project, entry.id))

    def _rename(self, text: str) -> None:
        entry = self._entry()
        if entry is None:
            return
        if not text:
            raise UsageError("A name is needed.")
        self._name = text  # before the film changes, so that the editor stays with its focus
        try:
            self._session.document.apply(
                f"Rename {entry.id} to {text}", rename_entry, entry.id, text
            )
        except EditRefused:
            self._name = entry.id
            raise

    def _set_kind(self, kind: str) -> None:
        entry = self._entry()
        if entry is not None:
            changed = replace(entry, kind=EntryKind(kind))
            self._session.apply(f"Kind of {entry.id}", change_entry, changed)

    @Slot(str)
    def _set_words(self, text: str) -> None:
        entry = self._entry()
        if entry is not None:
            self._session.document.apply_merged(
                ("book", entry.id), f"Words of {entry.id}", change_entry, replace(entry, text=text)
            )

    def _remove(self) -> None:
        if self._name is not None:
            self._session.apply(f"Remove {self._name} from the book", remove_entry, self._name)


def _tree(parent: QWidget) -> QTreeWidget:
    made = QTreeWidget(parent)
    made.setAccessibleName("Book")
    made.setHeaderHidden(True)
    made.setColumnCount(2)
    made.setRootIsDecorated(False)
    made.setIndentation(0)
    made.header().setStretchLastSection(True)
    made.header().setSectionResizeMode(0, made.header().ResizeMode.ResizeToContents)
    return made


def _fill(tree: QTreeWidget, entries: list[Entry], chosen: str | None) -> None:
    """By kind, each as a name and the words it stands for."""
    tree.clear()
    dim = QBrush(QColor(PALETTE.dim))
    for kind, words in HEADS.items():
        rows = [entry for entry in entries if entry.kind is kind]
        if not rows:
            continue
        head = QTreeWidgetItem(tree, [words])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        head.setForeground(0, dim)
        for entry in rows:
            row = QTreeWidgetItem(head, [entry.id, " ".join(entry.text.split())])
            row.setData(0, _NAME, entry.id)
            row.setToolTip(1, entry.text)
            row.setForeground(1, dim)
            if entry.id == chosen:
                tree.setCurrentItem(row)
    tree.expandAll()


def _used_words(project: Project, name: str) -> str:
    """`Named in shot-1, shot-2 and 3 more.`"""
    names = [
        slot.name
        for slot in project.slots
        if name in project.book.names_in(f"{slot.prompt} {slot.negative}")
    ]
    if not names:
        return f"No prompt names it yet: write {{{name}}}."
    more = len(names) - _MOST_NAMED
    listed = ", ".join(names[:_MOST_NAMED])
    return f"Named in {listed}{f' and {more} more' if more > 0 else ''}."


def _free_name(project: Project, kind: EntryKind) -> str:
    taken = {entry.id for entry in project.book.entries}
    numbers = range(1, len(taken) + 2)
    return next(name for n in numbers if (name := f"{kind.value.title()} {n}") not in taken)
