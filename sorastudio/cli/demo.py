"""`demo`: a whole film from prompts, made with the program's own verbs."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from sorastudio.cli.export import deliver
from sorastudio.cli.film_access import open_film
from sorastudio.cli.generate import generate
from sorastudio.cli.output import Output
from sorastudio.cli.values import parse_size, parse_transition
from sorastudio.errors import FilmFileError
from sorastudio.export.order import order
from sorastudio.export.presets import preset_named
from sorastudio.generate.music import compose_bed
from sorastudio.generate.providers import DEFAULT
from sorastudio.media.probe import identify
from sorastudio.media.sound_file import write_wav
from sorastudio.paths import resource
from sorastudio.project.clip import SlotSource
from sorastudio.project.curve import Curve
from sorastudio.project.edits.look import set_fades, set_gain, set_placement
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.edits.transitions import add_transition, change_transition
from sorastudio.project.edits.zoom_run import ZoomRun, zoom_run
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.store.folder import FilmFolder

FILM, OUT, MUSIC = "demo.sora", "demo.mp4", "music.wav"
_FADE_IN_SECONDS, _FADE_OUT_SECONDS = Fraction(1), Fraction(2)


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio demo`: makes what is not there yet, and exports."""
    folder = Path(arguments.folder).absolute()
    if folder.exists() and not folder.is_dir():
        raise FilmFileError(f"{folder} is a file.", todo="Give the name of a folder.")
    path = folder / FILM
    if not path.exists():
        out.say(f"Making the demo film in {folder}")
        write_demo(path)
    film = open_film(str(path))
    empty = [slot for slot in film.project.slots if film.project.chosen_take(slot.id) is None]
    if empty:
        generate(film, empty, 1, DEFAULT, out)
        film = open_film(str(path))
    exported = folder / OUT
    if _is_newer(exported, path):
        out.result(f"{exported}  (made before)", "exported", path=str(exported))
        return
    deliver(film, order(film.project, preset_named("final"), exported, None), out)


def _is_newer(exported: Path, film: Path) -> bool:
    """Whether nothing has happened to the film since it was exported."""
    return exported.exists() and exported.stat().st_mtime_ns > film.stat().st_mtime_ns


def write_demo(path: Path) -> None:
    """The film file with its slots, and the music beside it; no take yet. Raises SoraError."""
    script = json.loads(resource("demo", "film.json").read_text(encoding="utf-8"))
    settings = Settings(size=parse_size(script["size"]), rate=FrameRate.parse(script["rate"]))
    project = new_project(script["name"], settings)
    for row in script["slots"]:
        project = _with_slot(project, row)
    project = _zoomed_through(project, script["zoom_run"])
    for row in script["slots"]:
        if "lies_like" in row:
            project = _lying_like(project, row["name"], row["lies_like"])
    project = _softened(project, script["ambience_gain_db"])
    project = _with_music(project, FilmFolder(path), script["music"])
    FilmFolder.create(path, project)


def _with_slot(project: Project, row: dict[str, Any]) -> Project:
    slot = Slot(
        # The same id in every demo film, so that the file is the same whenever it is made.
        id=_slot_id(row["name"]),
        name=row["name"],
        prompt=row["prompt"],
        seconds=Fraction(row["seconds"]),
        seed=row["seed"],
        size=parse_size(row["size"]) if "size" in row else None,
    )
    project = add_slot(project, slot, sound=True)
    if "transition" not in row:
        return project
    way_in = parse_transition(row["transition"], 0)
    last = _pictures(project)[-1]
    return add_transition(project, last.clip.id, way_in.kind, way_in.length, params=way_in.params)


def _slot_id(name: str) -> SlotId:
    return SlotId(f"slot-{name}")


def _zoomed_through(project: Project, row: dict[str, Any]) -> Project:
    """One camera from the first picture into the one that is named, where it comes to rest."""
    last = _picture(project, row["to"])
    ids = [placed.clip.id for placed in _pictures(project) if placed.start <= last.start]
    run = ZoomRun(
        rate=row["rate"],
        length=row["frames"],
        anchors=tuple((x, y) for x, y in row["anchors"]),
        rest=row["rest"],
    )
    project = zoom_run(project, ids, run)
    for clip_id in ids[1:]:
        enter = clip_of(project, clip_id).clip.enter
        assert enter is not None, "the run has led into it"
        params = dict(enter.params) | row["look"]
        project = change_transition(project, clip_id, params=tuple(params.items()))
    return project


def _lying_like(project: Project, name: str, other: str) -> Project:
    """A picture laid where another came to rest, so that they fit."""
    clip, model = (_picture(project, each).clip for each in (name, other))
    where = model.placement
    scale, x, y = (
        varying.keys[-1].value if isinstance(varying, Curve) else varying
        for varying in (where.scale, where.x, where.y)
    )
    return set_placement(project, [clip.id], replace(where, scale=scale, x=x, y=y))


def _picture(project: Project, name: str) -> Placed:
    (found,) = (
        placed for placed in _pictures(project) if placed.clip.source == SlotSource(_slot_id(name))
    )
    return found


def _pictures(project: Project) -> list[Placed]:
    return list(project.timeline.of_kind(TrackKind.VIDEO)[0].clips())


def _softened(project: Project, gain_db: float) -> Project:
    """Ambience under the music, and everything fades at both ends."""
    sounds = list(project.timeline.of_kind(TrackKind.AUDIO)[0].clips())
    project = set_gain(project, [placed.clip.id for placed in sounds], gain_db)
    fade_in, fade_out = map(project.rate.nearest_frame, (_FADE_IN_SECONDS, _FADE_OUT_SECONDS))
    for row in (_pictures(project), sounds):
        project = set_fades(project, row[0].clip.id, fade_in=fade_in)
        project = set_fades(project, row[-1].clip.id, fade_out=fade_out)
    return project


def _with_music(project: Project, folder: FilmFolder, music: dict[str, Any]) -> Project:
    """A bed exactly as long as the film, on the second audio track."""
    path = folder.media_dir / MUSIC
    seconds = project.rate.seconds(project.timeline.length)
    write_wav(
        path,
        compose_bed(seconds=seconds, seed=music["seed"], tempo_bpm=music["tempo_bpm"]),
    )
    media = identify(path, folder.stored_path(path))
    project = replace(project, pool=project.pool.with_media(media))
    track = project.timeline.of_kind(TrackKind.AUDIO)[1]
    project = overwrite(project, excerpt(project, media.id), 0, track=track.id)
    (song,) = project.timeline.of_kind(TrackKind.AUDIO)[1].clips()
    return set_gain(project, [song.clip.id], music["gain_db"])
