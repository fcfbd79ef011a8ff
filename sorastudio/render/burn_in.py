"""Words burnt into the pictures of a review copy: where one is, and what one sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from sorastudio.project.clip import Clip
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.project.timeline import TrackKind
from sorastudio.render.compose import over
from sorastudio.render.picture import Picture, from_rgb, in_depth
from sorastudio.render.text import draw_text, text_width

_GROUND = 150
"""Of 255: how dark it is behind the words."""
_LETTERS = 1 / 24
"""Of the shorter side of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What is burnt in; nothing, unless told."""

    timecode: bool = False
    slot: bool = False
    take: bool = False

    @property
    def is_shown(self) -> bool:
        return self.timecode or self.slot or self.take


OVERLAYS = tuple(each.name for each in fields(Overlay))

Words = tuple[str, str]
"""At the lower left and at the lower right; empty: none."""


def words_at(project: Project, frame: int, overlay: Overlay) -> Words:
    """What is burnt into a frame. Plain text: it can be part of a key."""
    if not overlay.is_shown:
        return "", ""
    clip = _topmost(project, frame) if overlay.slot or overlay.take else None
    left = " · ".join(_named(project, clip, overlay)) if clip is not None else ""
    return left, timecode(frame, project.rate) if overlay.timecode else ""


def _topmost(project: Project, frame: int) -> Clip | None:
    for track in reversed(tuple(project.timeline.of_kind(TrackKind.VIDEO))):
        index = None if track.hidden else track.index_at(frame)
        item = None if index is None else track.items[index]
        if isinstance(item, Clip) and item.enabled:
            return item
    return None


def _named(project: Project, clip: Clip, overlay: Overlay) -> Iterator[str]:
    slot, media = project.slot_of(clip), project.media_of(clip)
    if slot is None:
        if overlay.slot and media is not None:
            yield media.name
        return
    if overlay.slot:
        yield slot.name
    if overlay.take:
        take = project.chosen_take(slot.id)
        yield f"take {take.number}" if take else "no take"


def burnt_in(picture: Picture, words: Words) -> Picture:
    """The picture with words near its lower edge. Even sides."""
    left, right = words
    if not left and not right:
        return picture
    size = picture.size
    height = max(8.0, min(size.width, size.height) * _LETTERS)
    gap = _even(height)
    planes = tuple(plane.copy() for plane in picture.planes)
    whole = Picture.of(planes)
    for text, at_right in ((left, False), (right, True)):
        if text:
            drawn = _label(text, height, most_px=size.width - 2 * gap)
            label = in_depth(drawn, picture.depth)
            x = size.width - gap - label.size.width if at_right else gap
            _lay(whole, label, x, size.height - gap - label.size.height)
    return whole


def _label(text: str, height: float, *, most_px: int) -> Picture:
    pad = _even(height / 3)
    wide = min(_even(text_width(text, height)) + 2 * pad, most_px - most_px % 2)
    rgb = np.zeros((_even(height * 1.35) + pad, max(2, wide), 3), np.uint8)
    draw_text(rgb, text, (pad, pad // 2), height, (255, 255, 255))
    alpha = np.maximum(rgb[..., 0], np.uint8(_GROUND))
    return Picture.of(from_rgb(rgb).planes, alpha)


def _lay(whole: Picture, label: Picture, x: int, y: int) -> None:
    """Onto the planes of a picture that are its own; x and y are even."""
    wide, high = label.size.width, label.size.height
    places = (
        np.s_[y : y + high, x : x + wide],
        *[np.s_[y // 2 : (y + high) // 2, x // 2 : (x + wide) // 2]] * 2,
    )
    under = Picture.of(plane[at] for plane, at in zip(whole.planes, places, strict=True))
    for plane, at, laid in zip(whole.planes, places, over(under, label).planes, strict=True):
        plane[at] = laid


def _even(side: float) -> int:
    return 2 * max(1, round(side / 2))
