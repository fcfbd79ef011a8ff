"""Which slots the next act is about."""

from __future__ import annotations

from sorastudio.project.clip import SlotSource
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Selection


def chosen_slots(project: Project, selection: Selection) -> tuple[SlotId, ...]:
    """The slot that is chosen by name, else those of the selected clips, in the order of the
    cut."""
    if selection.slot is not None and selection.slot in project.slots:
        return (selection.slot,)
    if not selection.clips:
        return ()
    found = [
        (placed.start, placed.clip.source.slot_id)
        for placed in project.timeline.found(selection.clips)
        if isinstance(placed.clip.source, SlotSource)
        and placed.clip.source.slot_id in project.slots
    ]
    return tuple(dict.fromkeys(slot_id for _, slot_id in sorted(found)))
