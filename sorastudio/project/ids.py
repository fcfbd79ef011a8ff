"""Names of things. Ids of clips, tracks and links are counted inside the timeline, so that an edit
is repeatable; ids of slots and takes are random, because takes outlive undo and must never be
mistaken for another slot's."""

from typing import NewType
from uuid import uuid4

ClipId = NewType("ClipId", str)
TrackId = NewType("TrackId", str)
LinkId = NewType("LinkId", str)
MarkerId = NewType("MarkerId", str)
SlotId = NewType("SlotId", str)
TakeId = NewType("TakeId", str)
MediaId = NewType("MediaId", str)


def new_slot_id() -> SlotId:
    return SlotId(f"slot-{uuid4().hex[:12]}")


def new_take_id() -> TakeId:
    return TakeId(f"take-{uuid4().hex[:12]}")


def media_id(sha256: str) -> MediaId:
    """The same content is the same media, wherever its file lies."""
    return MediaId(f"media-{sha256[:16]}")
