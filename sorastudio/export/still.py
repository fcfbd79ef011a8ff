"""One picture of the film, exactly as the export has it before encoding."""

from __future__ import annotations

from pathlib import Path

from sorastudio.errors import UsageError
from sorastudio.export.run import Locate
from sorastudio.export.target import check_folder
from sorastudio.media.pool import ReaderPool
from sorastudio.media.still import write_png
from sorastudio.project.media import Size
from sorastudio.project.project import MAX_SIDE, Project
from sorastudio.render.compose import compose
from sorastudio.render.plan import plan


def export_still(project: Project, locate: Locate, frame: int, size: Size, path: Path) -> None:
    """Writes a PNG of a frame at a size. Raises UsageError, MediaError, ExportError."""
    if min(size.width, size.height) < 2 or max(size.width, size.height) > MAX_SIDE:
        raise UsageError(f"A picture cannot be {size}.", todo=f"Sides go from 2 to {MAX_SIDE}.")
    if size.width % 2 or size.height % 2:
        raise UsageError(f"A picture cannot be {size}.", todo="Both sides must be even.")
    check_folder(path.parent)
    with ReaderPool(locate) as pool:
        picture = compose(plan(project, frame), pool, size)
    write_png(path, picture)
