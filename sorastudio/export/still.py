"""One picture of the film, exactly as the export has it before encoding."""

from __future__ import annotations

from pathlib import Path

from sorastudio.errors import UsageError
from sorastudio.export.one_pass import Locate
from sorastudio.export.target import check_folder, check_picture_name
from sorastudio.media.pool import ReaderPool
from sorastudio.media.still import write_jpeg, write_png
from sorastudio.project.media import Size
from sorastudio.project.project import MAX_SIDE, Project
from sorastudio.render.compose import compose
from sorastudio.render.plan import plan


def export_still(project: Project, locate: Locate, frame: int, size: Size, path: Path) -> None:
    """Writes a frame at a size, as PNG or JPEG by the name's ending. Raises UsageError, MediaError,
    ExportError."""
    if min(size.width, size.height) < 2 or max(size.width, size.height) > MAX_SIDE:
        raise UsageError(f"A picture cannot be {size}.", todo=f"Sides go from 2 to {MAX_SIDE}.")
    if size.width % 2 or size.height % 2:
        raise UsageError(f"A picture cannot be {size}.", todo="Both sides must be even.")
    check_picture_name(path)
    check_folder(path.parent)
    with ReaderPool(locate) as pool:
        picture = compose(plan(project, frame), pool, size)
    write = write_png if path.suffix.lower() == ".png" else write_jpeg
    write(path, picture)
