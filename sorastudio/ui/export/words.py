"""What is said of an export, before, while and after it is made."""

from __future__ import annotations

from pathlib import Path

from sorastudio.export.order import canvas
from sorastudio.export.presets import DeliveryKind, Preset
from sorastudio.project.clip import Fit
from sorastudio.project.project import Project
from sorastudio.ui.export.exporting import Failed, Finished, Running, State, Stopped, Waiting
from sorastudio.ui.export.size import estimate_bytes
from sorastudio.ui.typed_path import free_bytes
from sorastudio.ui.words import file_size

_LEAST_CUT = 0.01


def size_words(project: Project, presets: list[Preset], span: tuple[int, int], folder: Path) -> str:
    """Picture size, rate, and about how large the files will be; and whether there is room."""
    estimate = sum(estimate_bytes(project, preset, span[1] - span[0]) for preset in presets)
    words = f"about {file_size(estimate)}"
    if len(presets) > 1:
        words = f"{len(presets)} files, together {words}"
    elif presets[0].kind is not DeliveryKind.SOUND:
        size = canvas(project.settings.size, presets[0])
        rate = presets[0].most_fps or project.rate
        words = f"{size} at {rate} frames a second · {words}"
    free = free_bytes(folder)
    if free is not None and free < estimate:
        words += f" · only {file_size(free)} are free"
    return words


def shape_note(project: Project, preset: Preset) -> str:
    """What a preset of another shape does to the picture; empty where nothing."""
    if preset.size is None:
        return ""
    film, out = project.settings.size, preset.size
    share = (film.width * out.height) / (film.height * out.width)
    lost = 1 - min(share, 1 / share)
    if lost < _LEAST_CUT:
        return ""
    sides = "left and right" if share > 1 else "top and bottom"
    if (preset.fit or project.settings.fit) is Fit.FILL:
        return (
            f"“{preset.label}” has another shape than the film ({film}): {lost:.0%} of the picture "
            f"is cut off, {sides}."
        )
    bars = "above and below" if share > 1 else "left and right"
    return f"“{preset.label}” has another shape than the film ({film}): bars are seen {bars}."


def state_words(state: State) -> str:
    """How far an export is, or what came of it."""
    match state:
        case Waiting():
            return "Waiting for its turn"
        case Running(words=words) | Failed(words=words):
            return words
        case Finished(out=out, words=words):
            size = file_size(out.stat().st_size) if out.is_file() else "a folder of pictures"
            there = f" {words}." if words else ""
            return f"{out.name} is ready: {size}.{there}"
        case Stopped(out=out):
            kept = "is as it was before" if out.exists() else "was not made"
            return f"Stopped. {out.name} {kept}."
    return ""


def film_notes(project: Project, span: tuple[int, int]) -> list[str]:
    """What a person may not have seen of the part that is exported."""
    first, end = span
    if first == end:
        return ["The film is empty: add a slot or a file first."]
    shown = [
        each.clip for each in project.timeline.clips() if each.start < end and each.end > first
    ]
    slots = {slot.name for clip in shown if (slot := project.slot_of(clip)) and not slot.chosen}
    if not slots:
        return []
    named = f"“{slots.pop()}” has" if len(slots) == 1 else f"{len(slots)} slots have"
    return [f"{named} no take yet: a slate with the prompt is exported in the place."]
