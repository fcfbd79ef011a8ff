"""Looks at a film that was put together, before it takes the place of the last good one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sorastudio.errors import MediaError
from sorastudio.export.boxes import layout
from sorastudio.export.fingerprint import FAR, distance, fingerprint
from sorastudio.export.order import Order
from sorastudio.export.presets import DeliveryKind
from sorastudio.export.proven import Proven
from sorastudio.media.joins import begins_at
from sorastudio.media.verify import verify_film, verify_sound

_WITH_BOXES = (".mp4", ".mov")


@dataclass(frozen=True, slots=True)
class Join:
    """A frame of the file at which the piece of this key begins. `mark`: the fingerprint of what
    was drawn there."""

    frame: int
    key: str
    mark: bytes


def verify(order: Order, path: Path, joins: Sequence[Join], proven: Proven) -> None:
    """Raises MediaError that says what is wrong. `proven`: pieces that need not be decoded; it
    learns of those that are right."""
    at, first, end = order.project.rate.sample, order.first, order.end
    if order.preset.kind is DeliveryKind.SOUND:
        verify_sound(path, samples=at(end) - at(first))
        return
    if path.suffix in _WITH_BOXES:
        _check(path, "its index is not clean", lambda: _is_clean(path))
    last = f"the end of {joins[-1].key}" if joins else ""
    with ThreadPoolExecutor(1) as beside:
        joined = beside.submit(_check_joins, path, order, joins, proven)
        last_packets = verify_film(
            path,
            frames=end - first,
            rate=order.project.rate,
            size=order.project.settings.size,
            samples=at(end) - at(first) if order.preset.audio else None,
            is_known=lambda packets: proven.knows(last, packets),
        )
        packets = joined.result()
    proven.note({**packets, last: last_packets} if joins else {})


def _check_joins(
    path: Path, order: Order, joins: Sequence[Join], proven: Proven
) -> dict[str, bytes]:
    """The packets with which the pieces begin, by their keys."""
    at = {join.frame: join for join in joins}
    found = {}

    def is_known(frame: int, packet: bytes) -> bool:
        return proven.knows(at[frame].key, packet)

    for begin in begins_at(path, order.project.rate, at, is_known):
        join = at[begin.frame]
        found[join.key] = begin.packet
        if begin.luma is not None and distance(fingerprint(begin.luma), join.mark) > FAR:
            raise MediaError(f"{path.name} shows another picture at frame {begin.frame}.")
    return found


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
