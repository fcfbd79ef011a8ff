"""Which pictures stand side by side in the viewer, and what is written on them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from sorastudio.playback.pictures import Shown
from sorastudio.playback.player import Player
from sorastudio.playback.wall import Cell, Wall, wall_size
from sorastudio.project.media import Size
from sorastudio.ui.viewer.scale import Quality, made_size
from sorastudio.ui.viewer.screen import Screen
from sorastudio.ui.viewer.wall_labels import Label, WallLabels


@dataclass(frozen=True, slots=True, eq=False)
class Hung:
    """A wall to show: cells row by row, and a label for each."""

    cells: tuple[Cell, ...]
    labels: tuple[Label, ...]


class Walls(QObject):
    """What is compared stays until it is taken down; what is rehearsed hangs before it for the
    moment. A new wall is seen once it is made: until then the picture that is on stays."""

    def __init__(self, player: Player, screen: Screen, canvas: Size, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._screen = screen
        self._canvas = canvas
        self._compared: Hung | None = None
        self._rehearsed: Hung | None = None
        self._asked: tuple[Hung, Size] | None = None
        self._quality = Quality.AUTO
        self.labels = WallLabels(screen)

    @property
    def hung(self) -> Hung | None:
        """What is to be seen in the place of the film."""
        return self._rehearsed or self._compared

    def compare(self, hung: Hung | None) -> None:
        """Cells that can be pointed at; None takes them down."""
        self._compared = hung
        self._ask()

    @Slot(object)
    def rehearse(self, hung: Hung | None) -> None:
        """Cells that are only looked at; None takes them down."""
        if hung is not self._rehearsed:
            self._rehearsed = hung
            self._ask()

    def set_canvas(self, canvas: Size) -> None:
        """The film's; what is on keeps its own until the next picture."""
        if canvas != self._canvas:
            self._canvas = canvas
            self._ask()
        if self._screen.shown is None or not self._screen.shown.cells:
            self._screen.set_canvas(canvas)

    def set_quality(self, quality: Quality) -> None:
        """How finely pictures are made from now on; also after the room has changed.

        A strained computer makes no smaller ones: of a wall most of the work is reading the files,
        and to begin again at another size would be to read each of them once more.
        """
        self._quality = quality
        self._ask()

    def show(self, shown: Shown) -> None:
        """A picture that came from the player."""
        self._screen.set_canvas(self._shape(len(shown.cells)))
        self._screen.show_picture(shown)
        self._label()

    def _ask(self) -> None:
        hung = self.hung
        if hung is None:
            asked = None
        else:
            shape = self._shape(len(hung.cells))
            shown = self._screen.size_for(shape)
            asked = hung, made_size(self._quality, shape, shown, strained=False)
        if asked != self._asked:
            self._asked = asked
            self._player.show_wall(Wall(asked[0].cells, asked[1]) if asked else None)
        self._label()

    def _shape(self, count: int) -> Size:
        """A wall has no more pixels than the film."""
        return wall_size(count, self._canvas) if count else self._canvas

    def _label(self) -> None:
        """Words stand on the pictures they belong to, never on others."""
        shown, hung = self._screen.shown, self.hung
        cells = shown.cells if shown is not None else ()
        if hung is None or len(cells) != len(hung.cells):
            self.labels.hide()
            return
        self.labels.set_labels(hung.labels, live=hung is self._compared)
        self.labels.set_notes(tuple(cell.note for cell in cells))
        self.labels.show()
