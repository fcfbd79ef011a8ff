"""What is to be exported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.presets import Preset
from sorastudio.project.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Frames `first` up to `end` of a film, as `preset`, to `out`."""

    project: Project
    preset: Preset
    out: Path
    first: int
    end: int


def order(project: Project, preset: Preset, out: Path, span: tuple[int, int] | None) -> Order:
    """An order for the whole film, or for the frames [first, end) of `span`. Raises UsageError,
    ExportError."""
    length = project.timeline.length
    if length == 0:
        raise ExportError("The film is empty.", todo="Add a clip or a slot first.")
    first, end = span or (0, length)
    if not 0 <= first < end <= length:
        raise UsageError(
            f"The range {first}:{end} is not inside the film.",
            todo=f"It has the frames 0:{length}; the end is not included.",
        )
    return Order(project=project, preset=preset, out=out.absolute(), first=first, end=end)
