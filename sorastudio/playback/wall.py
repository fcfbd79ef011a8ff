"""Several pictures as one: cells side by side, each of some film at some frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from sorastudio.playback.cache import Key
from sorastudio.playback.sight import Sight
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.kernels import scaled
from sorastudio.render.picture import Picture, blank
from sorastudio.render.place import filled_size
from sorastudio.render.plan import FramePlan, MediaFrame

_GAP_PX = 4
"""Between the cells; even, as chroma lies on every second pixel."""
_GROUND_LUMA, _GROUND_U, _GROUND_V = 40, 129, 127
"""What lies between and around them: the dark grey that viewers have around a picture."""
_MOST_UPRIGHT = 5


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    project: Project
    frame: int | None = None
    """The one it stands on; None goes along with the film."""


@dataclass(frozen=True, slots=True, eq=False)
class Wall:
    """Cells row by row, at the size of the whole."""

    cells: tuple[Cell, ...]
    size: Size


@dataclass(frozen=True, slots=True)
class Box:
    """Where a cell lies in the picture, in pixels; all even."""

    left: int
    top: int
    size: Size


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a wall: where it lies in the picture, and why it is black, if it is."""

    box: Box
    note: str


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen at a frame: each picture by its key, and where it lies. The plain film is
    one picture and has no boxes."""

    keys: tuple[Key, ...]
    size: Size
    boxes: tuple[Box, ...] = ()


class Scene:
    """What the player looks at: a film, or a wall that goes along with it."""

    def __init__(self, project: Project, wall: Wall | None = None) -> None:
        self.project = project
        self._wall = wall
        cells = wall.cells if wall is not None else (Cell(project),)
        sights = {id(cell.project): Sight(cell.project) for cell in cells}
        self._cells = [(sights[id(cell.project)], cell.frame) for cell in cells]

    @property
    def length(self) -> int:
        return self.project.timeline.length

    def plan(self, frame: int) -> FramePlan | None:
        """Of the plain film; None for a wall, which shows other films than the one there is."""
        return self._cells[0][0].plan(frame) if self._wall is None else None

    def view(self, frame: int, size: Size) -> View:
        """size: of the plain film; a wall has its own."""
        plans = [sight.plan(frame if stands is None else stands) for sight, stands in self._cells]
        if self._wall is None:
            return View(tuple((plan, size) for plan in plans), size)
        size = self._wall.size
        boxes = boxes_in(size, len(plans), self._wall.cells[0].project.settings.size)
        keys = tuple((plan, box.size) for plan, box in zip(plans, boxes, strict=True))
        return View(keys, size, boxes)

    def coming(self, frame: int, horizon: int) -> Iterator[MediaFrame]:
        """The first pictures of what comes into view of any cell."""
        for sight, stands in self._cells:
            if stands is None:
                yield from sight.coming(frame, horizon)


def columns_of(count: int, canvas: Size) -> int:
    """Cells in a row: about as many as rows, and of upright films as many as can be, as viewers are
    wide."""
    if canvas.height > canvas.width:
        return ceil(count / ceil(count / _MOST_UPRIGHT))
    return ceil(sqrt(count))


def wall_size(count: int, canvas: Size) -> Size:
    """A wall of so many cells of the canvas' shape, with no more pixels in all than the canvas
    has."""
    columns, rows = _grid(count, canvas)
    broad = sqrt(columns / rows)
    room = Size(round(canvas.width * broad), round(canvas.height / broad))
    cell = _cell_size(count, canvas, room)
    return Size(_whole(columns, cell.width), _whole(rows, cell.height))


def boxes_in(size: Size, count: int, canvas: Size) -> tuple[Box, ...]:
    """Where the cells lie, row by row, in the middle of the whole."""
    cell, (columns, rows) = _cell_size(count, canvas, size), _grid(count, canvas)
    spare_x = size.width - _whole(columns, cell.width)
    spare_y = size.height - _whole(rows, cell.height)
    left, top = (max(0, spare // 4 * 2) for spare in (spare_x, spare_y))
    return tuple(
        Box(
            left + number % columns * (cell.width + _GAP_PX),
            top + number // columns * (cell.height + _GAP_PX),
            cell,
        )
        for number in range(count)
    )


def put_together(view: View, pictures: Sequence[Picture]) -> Picture:
    """The cells in their places on the ground; the picture of the plain film as it is. Rough
    pictures may be smaller than they are seen."""
    if not view.boxes:
        return pictures[0]
    whole = blank(view.size, luma=_GROUND_LUMA, u=_GROUND_U, v=_GROUND_V)
    for box, picture in zip(view.boxes, pictures, strict=True):
        for plane, part, step in zip(whole.planes, picture.planes, (1, 2, 2), strict=True):
            top, left = box.top // step, box.left // step
            height, width = box.size.height // step, box.size.width // step
            plane[top : top + height, left : left + width] = scaled(part, width, height)
    return whole


def _grid(count: int, canvas: Size) -> tuple[int, int]:
    columns = columns_of(count, canvas)
    return columns, ceil(count / columns)


def _cell_size(count: int, canvas: Size, room: Size) -> Size:
    columns, rows = _grid(count, canvas)
    across = (room.width - _GAP_PX * (columns - 1)) / columns
    down = (room.height - _GAP_PX * (rows - 1)) / rows
    return filled_size(canvas, across, down)


def _whole(count: int, side: int) -> int:
    return count * side + (count - 1) * _GAP_PX
