"""`show`, `check` and `probe`: what a film or a file is."""

from __future__ import annotations

import argparse
from pathlib import Path

from sorastudio.cli.costs import show_costs
from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.output import Output
from sorastudio.errors import FilmFileError
from sorastudio.project.check import check as check_project
from sorastudio.project.clip import Clip, MediaSource
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.state import slot_state
from sorastudio.project.time import timecode
from sorastudio.project.timeline import Placed


def show(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio show`."""
    film = open_film(arguments.film)
    project = film.project
    settings, length = project.settings, project.timeline.length
    out.result(
        f"{project.name}: {settings.size}, {settings.rate} fps, {timecode(length, project.rate)} "
        f"({length} frames, {float(project.rate.seconds(length)):.3f} s)",
        "film",
        name=project.name,
        size=str(settings.size),
        rate=str(settings.rate),
        frames=length,
    )
    for track in project.timeline.tracks:
        out.result(f"\n{track.name}", "track", name=track.name, kind=track.kind.value)
        for placed in track.clips():
            _show_clip(project, placed, out)
    if len(project.slots):
        out.result("\nSlots", "slots", count=len(project.slots))
    for slot in project.slots:
        _show_slot(project, slot, out)
    if arguments.costs:
        show_costs(film, out)


def _show_clip(project: Project, placed: Placed, out: Output) -> None:
    clip, enter = placed.clip, placed.clip.enter
    way_in = f"  <{enter.kind} {enter.length}>" if enter else ""
    held = " held" if enter and enter.hold else ""
    out.result(
        f"  {placed.start:6}  {timecode(placed.start, project.rate)}  {clip.length:5} frames  "
        f"{_title(project, clip)}{way_in}{held}",
        "clip",
        id=clip.id,
        track=placed.track.name,
        start=placed.start,
        length=clip.length,
        source=_title(project, clip),
        source_in=str(clip.source_in),
        speed=str(clip.speed),
        transition=enter and {"kind": enter.kind, "in": enter.in_offset, "out": enter.out_offset},
    )


def _title(project: Project, clip: Clip) -> str:
    if isinstance(clip.source, MediaSource):
        media = project.pool.media.get(clip.source.media_id)
        return media.name if media else clip.source.media_id
    slot = project.slots.get(clip.source.slot_id)
    return slot.name if slot else clip.source.slot_id


def _show_slot(project: Project, slot: Slot, out: Output) -> None:
    takes = project.pool.takes_of(slot.id)
    chosen = project.chosen_take(slot.id)
    using = f"take {chosen.number}/{len(takes)}" if chosen else f"no take of {len(takes)}"
    state = slot_state(project, slot.id)
    words = type(state).__name__.lower()
    out.result(
        f'  {slot.name}  {float(slot.seconds):g} s  {using}  {words}  "{slot.prompt}"',
        "slot",
        id=slot.id,
        name=slot.name,
        prompt=slot.prompt,
        seconds=str(slot.seconds),
        state=words,
        takes=[
            {"number": take.number, "seed": take.recipe.seed, "chosen": take.id == slot.chosen}
            for take in takes
        ],
    )


def check(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio check`: raises FilmFileError where something is broken or missing."""
    film = open_film(arguments.film)
    violations = check_project(film.project)
    for each in violations:
        out.result(
            f"{each.severity}: {each.words} ({each.where})",
            "violation",
            severity=str(each.severity),
            code=each.code,
            words=each.words,
            where=each.where,
        )
    missing = _missing(film, out)
    broken = missing + sum(each.severity == "error" for each in violations)
    if broken:
        raise FilmFileError(
            f"{broken} thing{'s are' if broken > 1 else ' is'} wrong with the film."
        )
    out.result("Everything is in order." if not violations else "", "checked", broken=0)


def _missing(film: OpenFilm, out: Output) -> int:
    found = film.folder.missing_media(film.project)
    for each in found:
        places = [str(place) for place in each.looked_for]
        out.result(
            f"error: {each.media.name} is missing; looked for {', '.join(places)}",
            "missing",
            name=each.media.name,
            sha256=each.media.sha256,
            looked_for=places,
        )
    return len(found)


def probe(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio probe`."""
    from sorastudio.media.probe import identify, read_tags

    path = Path(arguments.media)
    media = identify(path, path.name)
    lines = [f"{path.name}: {media.kind.value}, {float(media.duration):.3f} s"]
    video, audio = media.video, media.audio
    if video:
        flags = [
            words
            for words, is_so in (
                ("alpha", video.has_alpha),
                ("interlaced", video.interlaced),
                ("variable frame rate", video.variable_rate),
            )
            if is_so
        ]
        facts = [video.codec, str(video.size), f"{float(video.rate):.6g} fps", video.pixel_format]
        lines.append("  picture: " + ", ".join([*facts, *flags]))
    if audio:
        lines.append(f"  sound: {audio.codec}, {audio.sample_rate} Hz, {audio.channels} channels")
    tags = read_tags(path)
    lines += [f"  {name}: {value}" for name, value in sorted(tags.items())]
    out.result("\n".join(lines), "media", **_facts_of(media), tags=tags)


def _facts_of(media: object) -> dict[str, object]:
    from sorastudio.store.film_codec import to_data

    data = to_data(media)
    assert isinstance(data, dict), "media is written as an object"
    return dict(data)
