"""The first page: a new film, one on disk, one of the last, or the demo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.project.media import Size
from sorastudio.project.project import Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.store.file_names import safe_name
from sorastudio.store.film_file import SUFFIX
from sorastudio.ui.icons import icon
from sorastudio.ui.recent import RecentFilms
from sorastudio.ui.typed_path import free_bytes, typed_path

SIZES = {
    "1280 × 720 (HD)": Size(1280, 720),
    "1920 × 1080 (Full HD)": Size(1920, 1080),
    "3840 × 2160 (4K)": Size(3840, 2160),
    "1080 × 1920 (upright)": Size(1080, 1920),
    "1080 × 1080 (square)": Size(1080, 1080),
    "1792 × 1024 (wide)": Size(1792, 1024),
}
RATES = ("24", "23.976", "25", "29.97", "30", "50", "60", "16", "8")
_WIDTH_PX, _HEIGHT_PX = 920, 540
_NO_FILMS = (
    "No films yet.\n\nType a name and press Enter to begin one, "
    "or open the demo film and look around in it."
)


class Welcome(QWidget):
    """Says what is wanted; opening and making is done elsewhere."""

    new_wanted = Signal(object, object)
    """(path of the film, the empty Project)"""
    open_wanted = Signal(object)
    demo_wanted = Signal()
    connections_wanted = Signal()

    def __init__(self, recent: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sora Studio")
        room = self.screen().availableGeometry()
        self.resize(min(_WIDTH_PX, room.width()), min(_HEIGHT_PX, room.height()))
        self._name = _field("Name of the new film", "Untitled", self)
        self._folder = _field("Folder of the new film", str(films_folder()), self)
        self._folder.setCursorPosition(0)
        self._size = _choices("Picture size", tuple(SIZES), self)
        self._rate = _choices("Frames per second", RATES, self)
        self._recent = RecentFilms(self)
        self._none = _label(_NO_FILMS, "dim", self)
        self._films = QStackedWidget(self)
        self._trouble = QLabel(self, wordWrap=True)
        self._trouble.setProperty("error", True)
        self._busy = QProgressBar(self, maximum=0, textVisible=False)
        self._busy_words = QLabel(self)
        self._create = QPushButton("Create film", self, default=True)
        self._demo = QPushButton(icon("demo"), "Open the demo film", self)
        self._open = QPushButton(icon("open"), "Open…", self)
        self._generators = QPushButton(icon("settings"), "Connections…", self)
        self._generators.setToolTip("The services and servers that make takes")
        self._lay_out()
        self._connect()
        self.show_busy("")
        self.show_recent(recent)
        self._name.selectAll()
        self._name.setFocus()

    def show_recent(self, recent: Sequence[str]) -> None:
        """The films opened last; those that are gone are left out."""
        self._recent.show_films([Path(each) for each in recent])
        self._films.setCurrentWidget(self._recent if self._recent.rows else self._none)

    @property
    def trouble(self) -> str:
        return self._trouble.text()

    def show_trouble(self, words: str) -> None:
        self._trouble.setText(words)

    def show_busy(self, words: str) -> None:
        """What is being made, while the person waits; empty when it is over."""
        self._busy.setVisible(bool(words))
        self._busy_words.setVisible(bool(words))
        self._busy_words.setText(words)
        for button in (self._create, self._demo, self._open):
            button.setEnabled(not words)

    def _lay_out(self) -> None:
        columns = QHBoxLayout(self)
        columns.setContentsMargins(40, 32, 40, 32)
        columns.setSpacing(40)
        columns.addLayout(self._left(), 1)
        columns.addLayout(self._right(), 1)

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(_label("Sora Studio", "title", self))
        left.addWidget(_label("Prompt, cut and blend a film of generated clips.", "dim", self))
        left.addSpacing(12)
        left.addLayout(self._form())
        left.addWidget(self._create, 0, Qt.AlignmentFlag.AlignRight)
        left.addWidget(self._trouble)
        left.addStretch(1)
        left.addWidget(self._busy_words)
        left.addWidget(self._busy)
        return left

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow("Name", self._name)
        choose = QPushButton("Choose…", self, autoDefault=False)
        choose.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        form.addRow("Folder", row)
        form.addRow("Size", self._size)
        form.addRow("Frames per second", self._rate)
        return form

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(_label("Recent films", "dim", self))
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setContentsMargins(32, 32, 32, 32)
        for page in (self._recent, self._none):
            self._films.addWidget(page)
        right.addWidget(self._films, 1)
        row = QHBoxLayout()
        row.addWidget(self._open)
        row.addWidget(self._demo)
        row.addWidget(self._generators)
        row.addStretch(1)
        right.addLayout(row)
        return right

    def _connect(self) -> None:
        self._create.clicked.connect(self._make)
        for field in (self._name, self._folder):
            field.returnPressed.connect(self._make)
            field.textChanged.connect(self._trouble.clear)
        self._open.clicked.connect(self._choose_film)
        self._demo.clicked.connect(self.demo_wanted)
        self._generators.clicked.connect(self.connections_wanted)
        self._recent.opened.connect(self._open_recent)

    def _make(self) -> None:
        if not self._create.isEnabled():
            return
        words = self._name.text().strip() or "Untitled"
        name = safe_name(words, otherwise="Untitled")
        try:
            folder = typed_path(self._folder.text())
            settings = Settings(
                size=SIZES[self._size.currentText()],
                rate=FrameRate.parse(self._rate.currentText()),
            )
        except SoraError as error:
            self.show_trouble(str(error))
            return
        if not folder.is_absolute():
            self.show_trouble("The folder must be named in full, from its disk on.")
            return
        self.new_wanted.emit(folder / name / f"{name}{SUFFIX}", new_project(words, settings))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the film", self._folder.text())
        if chosen:
            self._folder.setText(chosen)
            self._folder.setCursorPosition(0)

    def _choose_film(self) -> None:
        path = choose_film(self, Path(self._folder.text()))
        if path is not None:
            self.open_wanted.emit(path)

    def _open_recent(self, film: str) -> None:
        if self._create.isEnabled():
            self.open_wanted.emit(Path(film))


def films_folder() -> Path:
    """Where a person's films go, unless they say otherwise."""
    movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    return Path(movies or Path.home()) / "Sora Studio"


def choose_film(parent: QWidget, folder: Path) -> Path | None:
    """Ask for a film on disk."""
    start = str(folder if free_bytes(folder) is not None else Path.home())
    kinds = f"Sora Studio films (*{SUFFIX});;All files (*)"
    chosen, _ = QFileDialog.getOpenFileName(parent, "Open a film", start, kinds)
    return Path(chosen) if chosen else None


def _field(name: str, value: str, parent: QWidget) -> QLineEdit:
    field = QLineEdit(value, parent)
    field.setAccessibleName(name)
    return field


def _choices(name: str, values: Sequence[str], parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.addItems(list(values))
    return box


def _label(words: str, look: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setProperty(look, True)
    return label
