"""Whether an export may be written where it is wanted. Asked before any work is done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from sorastudio.errors import ExportError
from sorastudio.export.presets import DeliveryKind, Preset

_LEAST_FREE_BYTES = 16 * 1024 * 1024


def check_target(out: Path, preset: Preset, sources: Iterable[Path]) -> None:
    """Raises ExportError where writing `out` is impossible or would destroy something. Touches
    nothing."""
    check_folder(out.parent)
    if preset.kind is DeliveryKind.SEQUENCE:
        _check_sequence(out)
    else:
        _check_file(out, preset, sources)


PICTURE_ENDINGS = (".png", ".jpg", ".jpeg")


def check_picture_name(out: Path) -> None:
    """Raises ExportError where no single picture can have this name."""
    if out.suffix.lower() not in PICTURE_ENDINGS:
        raise ExportError(
            f"'{out.name}' is not the name of a picture.", todo="Let it end in .png or .jpg."
        )


def check_folder(folder: Path) -> None:
    """Raises ExportError where nothing can be written into a folder."""
    if not folder.is_dir():
        raise ExportError(
            f"The folder {folder} does not exist.", todo="Make it, or choose another one."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ExportError(f"The folder {folder} cannot be written to.", todo="Choose another one.")
    if shutil.disk_usage(folder).free < _LEAST_FREE_BYTES:
        raise ExportError(f"The disk with {folder} is full.", todo="Free some room and try again.")


def _check_sequence(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(
            f"{out} exists already and is not an empty folder.",
            todo="A picture sequence goes into a new folder: give another name.",
        )


def _check_file(out: Path, preset: Preset, sources: Iterable[Path]) -> None:
    if out.is_dir():
        raise ExportError(f"{out} is a folder.", todo="Give the name of a file.")
    if out.suffix.lower() != preset.extension:
        raise ExportError(
            f"'{preset.label}' writes {preset.extension} files, not '{out.name}'.",
            todo=f"Name it {out.with_suffix(preset.extension).name}.",
        )
    if not out.exists():
        return
    for source in sources:
        if source.exists() and source.samefile(out):
            raise ExportError(
                f"{out} is a clip of this very film.",
                kept="It has not been touched.",
                todo="Export under another name.",
            )
