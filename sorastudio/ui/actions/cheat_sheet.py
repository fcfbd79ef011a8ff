"""All keys at a glance: to look through, to search and to print."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from sorastudio.ui.actions.command import Menu
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.theme import PALETTE

Row = tuple[str, str]
"""What is done, and by what."""

MOUSE: tuple[Row, ...] = (
    ("Move a clip, over what lies there", "Drag"),
    ("Move it in between", "Ctrl + drop at a cut"),
    ("Move it without its linked sound", "Alt + drag"),
    ("Stay on the track, or at the time", "Shift + drag"),
    ("Suspend snapping", "Ctrl while dragging"),
    ("Trim", "Drag an edge"),
    ("Choose several", "Ctrl + click, or a frame around them"),
    ("Choose up to here", "Shift + click"),
    ("Zoom at the pointer", "Ctrl + wheel"),
    ("Scroll sideways", "Shift + wheel"),
    ("Move the view", "Drag with the middle button"),
    ("Edit the prompt of a slot", "Double click"),
)


class CheatSheet(QDialog):
    """Follows the keys a person chose."""

    def __init__(self, registry: Registry, parent: QWidget) -> None:
        super().__init__(parent)
        self._registry = registry
        self.setWindowTitle("Keys at a Glance")
        self.resize(720, 640)
        self.search = QLineEdit(self, placeholderText="Search by name or key")
        self.search.setAccessibleName("Search keys")
        self.search.setClearButtonEnabled(True)
        self.sheet = QTextBrowser(self)
        self.sheet.setAccessibleName("Keys")
        self.print_button = QPushButton("Print…", self, autoDefault=False)
        self.change_button = QPushButton("Change keys…", self, autoDefault=False)
        self._lay_out()
        self.search.textChanged.connect(self._refresh)
        registry.keys_changed.connect(self._refresh)
        self.print_button.clicked.connect(lambda _checked=False: self._print())
        self.change_button.clicked.connect(lambda _checked=False: registry.run("help.keys"))
        self._refresh()

    def print_on(self, printer: QPrinter) -> None:
        """All of it, black on white."""
        paper = QTextDocument(self)
        paper.setHtml(_html("Sora Studio", _sections(self._registry, ""), dim="#666666"))
        paper.print_(printer)

    def _lay_out(self) -> None:
        preset = self._registry.keys.preset.label
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.sheet, 1)
        row = QHBoxLayout()
        row.addWidget(QLabel(f"Keys like those of {preset}", self), 1)
        row.addWidget(self.change_button)
        row.addWidget(self.print_button)
        layout.addLayout(row)

    def _refresh(self) -> None:
        sections = _sections(self._registry, self.search.text())
        words = "" if sections else f"<p>Nothing is called “{escape(self.search.text())}”.</p>"
        self.sheet.setHtml(words or _html("", sections, dim=PALETTE.dim))

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)


def _sections(registry: Registry, wanted: str) -> dict[str, list[Row]]:
    """What meets the search, by menu; commands without a key are left out."""
    wanted = wanted.casefold().strip()
    found: dict[str, list[Row]] = {str(menu): [] for menu in Menu}
    for command in registry.commands:
        keys = ", ".join(_native(key) for key in registry.keys.of(command.id))
        if keys:
            found[command.menu].append((command.words, keys))
    found["Mouse on the timeline"] = list(MOUSE)
    met = {
        name: [row for row in rows if wanted in " ".join(row).casefold()]
        for name, rows in found.items()
    }
    return {name: rows for name, rows in met.items() if rows}


def _html(title: str, sections: dict[str, list[Row]], *, dim: str) -> str:
    parts = [f"<h2>{escape(title)}</h2>"] if title else []
    for name, rows in sections.items():
        lines = "".join(
            f"<tr><td width='62%'>{escape(words)}</td><td><b>{escape(keys)}</b></td></tr>"
            for words, keys in rows
        )
        parts.append(
            f"<h4 style='color: {dim}'>{escape(name)}</h4>"
            f"<table width='100%' cellpadding='3'>{lines}</table>"
        )
    return "".join(parts)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
