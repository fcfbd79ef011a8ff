"""Looks at a film that was put together, before it takes the place of the last good one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sorastudio.errors import MediaError
from sorastudio.export.boxes import layout
from sorastudio.export.fingerprint import FAR, distance, fingerprint
from sorastudio.export.order import Order
from sorastudio.export.presets import DeliveryKind
from sorastudio.media.joins import pictures_at
from sorastudio.media.verify import verify_film, verify_sound

_WITH_BOXES = (".mp4", ".mov")

Joins = list[tuple[int, bytes]]
"""Frames of the file at which a piece begins, with the fingerprint of what was drawn there."""


def verify(order: Order, path: Path, joins: Joins) -> None:
    """Raises MediaError that says what is wrong."""
    at, first, end = order.project.rate.sample, order.first, order.end
    if order.preset.kind is DeliveryKind.SOUND:
        verify_sound(path, samples=at(end) - at(first))
        return
    if path.suffix in _WITH_BOXES:
        _check(path, "its index is not clean", lambda: _is_clean(path))
    with ThreadPoolExecutor(1) as beside:
        joined = beside.submit(_check_joins, path, order, joins)
        verify_film(
            path,
            frames=end - first,
            rate=order.project.rate,
            size=order.project.settings.size,
            samples=at(end) - at(first) if order.preset.audio else None,
        )
        joined.result()


def _check_joins(path: Path, order: Order, joins: Joins) -> None:
    shown = pictures_at(path, order.project.rate, [frame for frame, _ in joins])
    for (frame, mark), luma in zip(joins, shown, strict=True):
        if distance(fingerprint(luma), mark) > FAR:
            raise MediaError(f"{path.name} shows another picture at frame {frame}.")


def _check(path: Path, words: str, holds: Callable[[], bool]) -> None:
    try:
        right = holds()
    except (ValueError, KeyError, OSError) as error:
        raise MediaError(f"{path.name} was not written as it should be: {words}.") from error
    if not right:
        raise MediaError(f"{path.name} was not written as it should be: {words}.")


def _is_clean(path: Path) -> bool:
    """One description for all pictures, which all last equally long, and the index in front."""
    found = layout(path)
    pictures = [track for track in found.tracks if track.kind == "vide"]
    return (
        found.index_first
        and len(pictures) == 1
        and len(pictures[0].entries) == 1
        and pictures[0].runs == 1
    )
