"""One picture of the film, exactly as the export has it before encoding."""

from __future__ import annotations

from pathlib import Path

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.run import Locate
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
    with ReaderPool(locate) as pool:
        picture = compose(plan(project, frame), pool, size)
    try:
        write_png(path, picture)
    except OSError as error:
        raise ExportError(
            f"{path} could not be written: {error.strerror or error}.",
            todo="Choose a folder that exists and can be written to.",
        ) from error
