"""Making transitions and fades fit the clips they lie on, after something was cut."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.project.clip import Clip, Item, Transition


def settled(items: tuple[Item, ...], before: tuple[Item, ...] = ()) -> tuple[Item, ...]:
    """The same items, with transitions and fades as long as there is room for. `before`: what lay
    there before an edit, settled; only what is new and what lies beside it is looked at.

    Of each clip, the transition into it and the one out of it never overlap; before a clip with a
    transition there is as much (of a clip, or of a gap) as it covers; a transition without length
    is gone; the two fades of a clip fit it together.
    """
    result: list[Item] | None = None
    for index in _changed(items, before):
        item = items[index]
        if isinstance(item, Clip) and (item.enter or item.fade_in or item.fade_out):
            fitted = _fitted(items, index, item)
            if fitted is not item:
                result = result or list(items)
                result[index] = fitted
    return items if result is None else tuple(result)


def _changed(items: tuple[Item, ...], before: tuple[Item, ...]) -> range:
    """The items between those that are the same from the start on and those that are up to the end,
    with a neighbour on both sides."""
    first = _same(items, before)
    last = len(items) - _same(items[:first:-1], before[:first:-1])
    return range(max(0, first - 1), min(len(items), last + 1))


def _same(items: tuple[Item, ...], others: tuple[Item, ...]) -> int:
    """How many the two begin with that are the same objects."""
    for count, (one, other) in enumerate(zip(items, others, strict=False)):
        if one is not other:
            return count
    return min(len(items), len(others))


def _fitted(items: tuple[Item, ...], index: int, clip: Clip) -> Clip:
    fade_in = min(clip.fade_in, clip.length)
    fade_out = min(clip.fade_out, clip.length - fade_in)
    enter = clip.enter and _fitted_transition(items, index, clip, clip.enter)
    if (enter, fade_in, fade_out) == (clip.enter, clip.fade_in, clip.fade_out):
        return clip
    return replace(clip, enter=enter, fade_in=fade_in, fade_out=fade_out)


def _fitted_transition(
    items: tuple[Item, ...], index: int, clip: Clip, enter: Transition
) -> Transition | None:
    before = _room_before(items, index, enter.in_offset)
    after = _share(clip.length, enter.out_offset, leaving(items, index))[0]
    if (before, after) == (0, 0):
        return None
    if (before, after) == (enter.in_offset, enter.out_offset):
        return enter
    return replace(enter, in_offset=before, out_offset=after)


def leaving(items: tuple[Item, ...], index: int) -> int:
    """How many frames at an item's end the transition out of it covers."""
    following = items[index + 1] if index + 1 < len(items) else None
    if isinstance(following, Clip) and following.enter is not None:
        return following.enter.in_offset
    return 0


def entering(item: Item) -> int:
    """How many frames at an item's start the transition into it covers."""
    return item.enter.out_offset if isinstance(item, Clip) and item.enter is not None else 0


def _room_before(items: tuple[Item, ...], index: int, wanted: int) -> int:
    if index == 0:
        return 0
    before = items[index - 1]
    return _share(before.length, entering(before), wanted)[1]


def _share(length: int, head: int, tail: int) -> tuple[int, int]:
    """Both as they are if they fit, else shortened in proportion until they do."""
    if head + tail <= length:
        return head, tail
    head = length * head // (head + tail)
    return head, length - head
