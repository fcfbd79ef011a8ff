"""What goes with a film: words in the picture, chapters, tags, a poster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import av
import numpy as np
import pytest

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.build import Build
from sorastudio.export.extras import Extras, Poster, chapters_of, overlay_of, tags_of
from sorastudio.export.made_with import made_with
from sorastudio.export.order import order
from sorastudio.export.presets import preset_named, presets
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.task import Task
from sorastudio.media.still import read_still
from sorastudio.media.tags import embed_tags
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.move import move_insert
from sorastudio.project.edits.slots import add_slot, adopt_take
from sorastudio.project.edits.tracks import hide_track
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Recipe, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.timeline import TrackKind
from sorastudio.render.burn_in import Overlay
from sorastudio.store.folder import FilmFolder
from tests.cli.command import pictures
from tests.export.films import USED, HereRunner
from tests.project.films import clip_id

_TIMECODE = Overlay(timecode=True)
_SLOT = Overlay(slot=True)


def _export(
    project: Project,
    folder: FilmFolder,
    extras: Extras,
    name: str = "out.mp4",
    *,
    preset: str = "final",
    span: tuple[int, int] = (0, 48),
) -> tuple[Path, list[Task]]:
    wanted = preset_named(preset)
    if wanted.crf is not None:
        wanted = wanted.tuned(None, "12" if preset == "av1" else None)
    runner, out = HereRunner(), folder.root / name
    export_film(order(project, wanted, out, span, extras), folder, _silent, runner=runner)
    return out, runner.made


def _silent(_: Progress) -> None:
    pass


def _about(path: Path) -> tuple[Mapping[str, str], list[Any]]:
    with av.open(str(path)) as container:
        found = {name.lower(): text for name, text in container.metadata.items()}
        return found, list(container.chapters())


def test_words_are_burnt_in_and_what_they_do_not_say_again_is_not_made_again(
    project: Project, folder: FilmFolder
) -> None:
    plain, made = _export(project, folder, Extras())
    burnt, again = _export(project, folder, Extras(overlay=_TIMECODE), "burnt.mp4")
    assert len([task for task in again if task.overlay.timecode]) == len(made) - 1
    before, after = (pictures(path, Fraction(24))[10].y.astype(int) for path in (plain, burnt))
    height, width = before.shape
    corner = np.s_[height * 3 // 4 :, width // 2 :]
    assert np.abs(after - before)[corner].mean() > 10
    assert np.abs(after - before)[: height // 2].mean() < 2
    assert _export(project, folder, Extras(), "third.mp4")[1] == []


def test_a_piece_that_moves_keeps_its_name_but_not_its_timecode(
    project: Project, folder: FilmFolder
) -> None:
    def keys(film: Project, overlay: Overlay, first: int) -> list[str]:
        span = (first, first + USED)
        wanted = order(
            film, preset_named("final"), folder.root / "a.mp4", span, Extras(overlay=overlay)
        )
        return [key for _, key in Build(wanted, folder, HereRunner()).recipe.parts]

    swapped = move_insert(project, {clip_id(project, 0)}, USED * 3)
    moved = swapped.timeline.length - USED
    assert keys(project, _SLOT, 0) == keys(swapped, _SLOT, moved)
    assert keys(project, _TIMECODE, 0) != keys(swapped, _TIMECODE, moved)


def test_a_task_carries_its_words(project: Project, folder: FilmFolder) -> None:
    _, (first, *_) = _export(project, folder, Extras(overlay=_SLOT))
    assert Task.from_json(first.to_json()) == first


@pytest.mark.parametrize(
    ("name", "preset"),
    [("out.mp4", "final"), ("out.webm", "vp9"), ("out.mov", "prores-lt"), ("out.mp4", "capped")],
)
def test_markers_become_chapters_and_words_become_tags(
    project: Project, folder: FilmFolder, name: str, preset: str
) -> None:
    marked = add_marker(add_marker(project, 24, name="The road"), 36, name="")
    extras = Extras(chapters=True, tags=tags_of({"author": "Anna", "title": "Home", "comment": ""}))
    out, _ = _export(marked, folder, extras, name, preset=preset)
    tags, chapters = _about(out)
    assert tags["title"] == "Home"
    assert tags["artist"] == "Anna"
    assert "comment" not in tags
    starts = [float(each["start"] * each["time_base"]) for each in chapters]
    assert starts == pytest.approx([0, 1, 1.5])
    assert [each["metadata"]["title"] for each in chapters] == ["Film", "The road", "Chapter 3"]


def test_other_words_make_another_file_of_the_same_pieces(
    project: Project, folder: FilmFolder
) -> None:
    _export(project, folder, Extras(tags=(("title", "One"),)))
    out, made = _export(project, folder, Extras(tags=(("title", "Two"),)))
    assert made == []
    assert _about(out)[0]["title"] == "Two"


def test_nothing_of_what_the_sources_say_is_copied(project: Project, folder: FilmFolder) -> None:
    source = folder.root / "clip0.mp4"
    content = source.read_bytes()
    tagged = folder.root / "tagged.mp4"
    embed_tags(source, tagged, {"prompt": "a secret wish", "comment": "made by a model"})
    tagged.replace(source)
    assert source.read_bytes() != content
    out, _ = _export(project, folder, Extras())
    tags, chapters = _about(out)
    assert chapters == []
    assert set(tags) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
    assert b"a secret wish" not in out.read_bytes()


def _with_takes(project: Project) -> Project:
    """The first clips come from slots: one was drawn, one was asked for at a service."""
    for number, (provider, model, version) in enumerate(
        [("animatic", "animatic", "2"), ("client's account", "gen4.5", ""), ("x", "unused", "")]
    ):
        slot = Slot(
            id=SlotId(f"slot-{number}"), name="secret name", prompt="p", seconds=Fraction(1)
        )
        media = list(project.pool.media)[number]
        recipe = Recipe(
            prompt="a secret <wish>",
            seed=1,
            provider=provider,
            model=model,
            model_version=version,
            size=project.settings.size,
            rate=Fraction(24),
            seconds=Fraction(1),
        )
        take = Take(
            id=TakeId(f"take-{number}"),
            slot_id=slot.id,
            number=1,
            media_id=media.id,
            recipe=recipe,
            created_at="2026-01-01T00:00:00+00:00",
        )
        project = adopt_take(add_slot(project, slot, at=number * 24), take, media)
    return project


@pytest.mark.parametrize(
    ("name", "preset"),
    [("out.mp4", "final"), ("out.mov", "prores-lt"), ("out.webm", "vp9"), ("out.flac", "flac")],
)
def test_a_film_says_what_made_it_and_nothing_more(
    project: Project, folder: FilmFolder, name: str, preset: str
) -> None:
    film = _with_takes(project)
    out, _ = _export(film, folder, Extras(), name, preset=preset)
    content = out.read_bytes()
    assert b"animatic (2), gen4.5" in content
    assert b"unused" not in content
    assert b"secret" not in content
    assert b"account" not in content
    if out.suffix in (".mp4", ".mov"):
        at = content.rindex(b"uuid" + bytes.fromhex("be7acfcb97a942e89c71999491e3afac")) - 4
        assert at + int.from_bytes(content[at : at + 4]) == len(content)
        packet = ElementTree.fromstring(content[at + 24 :].decode())
        told = {each.tag.rpartition("}")[2]: each.text for each in packet.iter()}
        kind = str(told["DigitalSourceType"])
        assert kind.endswith("/compositeWithTrainedAlgorithmicMedia")
        assert told["AISystemUsed"] == "animatic (2), gen4.5"
    again, _ = _export(film, folder, Extras(made_with=False), f"less-{name}", preset=preset)
    left = again.read_bytes()
    for words in (b"gen4.5", b"made_with", b"DigitalSourceType", b"uuid"):
        assert words not in left


def test_what_was_only_drawn_is_not_called_ai(project: Project) -> None:
    film = _with_takes(project)
    assert made_with(film, 0, 24).words.endswith(", animatic (2)")
    assert made_with(film, 0, 25).words.endswith("gen4.5; made with AI")
    (track,) = film.timeline.of_kind(TrackKind.VIDEO)
    hidden = hide_track(film, track.id, hidden=True)
    assert made_with(hidden, 0, 25).models == ()


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_a_poster_is_written_beside_the_film(
    project: Project, folder: FilmFolder, ending: str
) -> None:
    poster = Poster(frame=100, out=folder.root / f"poster{ending}")
    _export(project, folder, Extras(poster=poster))
    assert read_still(poster.out).size == project.settings.size


def test_a_poster_that_cannot_be_is_refused_before_any_work(
    project: Project, folder: FilmFolder
) -> None:
    with pytest.raises(UsageError, match="no frame 9999"):
        _export(project, folder, Extras(poster=Poster(frame=9999, out=folder.root / "a.png")))
    with pytest.raises(ExportError, match="not the name of a picture"):
        _export(project, folder, Extras(poster=Poster(frame=0, out=folder.root / "a.txt")))
    with pytest.raises(ExportError, match="does not exist"):
        _export(project, folder, Extras(poster=Poster(frame=0, out=folder.root / "no" / "a.png")))
    assert not (folder.root / "out.mp4").exists()


def test_sound_and_pictures_take_what_they_can_hold(project: Project, folder: FilmFolder) -> None:
    extras = Extras(chapters=True, tags=(("title", "Home"),), overlay=_SLOT)
    out, _ = _export(add_marker(project, 3, name="x"), folder, extras, "out.flac", preset="flac")
    assert _about(out)[0]["title"] == "Home"
    for preset in presets().values():
        kept = order(project, preset, folder.root / "x", None, extras).extras
        assert kept.overlay == extras.overlay


def test_chapters_of_a_part_count_from_its_start(project: Project) -> None:
    marked = add_marker(add_marker(project, 10, name="Before"), 60, name="Inside")
    (head, inside) = chapters_of(marked, 48, 96)
    assert (head.title, head.start, head.end) == ("Film", Fraction(0), Fraction(1, 2))
    assert (inside.title, inside.start, inside.end) == ("Inside", Fraction(1, 2), Fraction(2))
    assert chapters_of(marked, 100, 120) == ()
    (only,) = chapters_of(add_marker(project, 0, name="All"), 0, 24)
    assert only.title == "All"


def test_tags_and_overlays_that_are_none_are_refused() -> None:
    with pytest.raises(UsageError, match="no tag 'smell'"):
        tags_of({"smell": "good"})
    with pytest.raises(UsageError, match="too long"):
        tags_of({"title": "a" * 3000})
    with pytest.raises(UsageError, match="'weather' cannot be burnt in"):
        overlay_of(["timecode", "weather"])
    assert overlay_of([]) == Overlay()
    assert replace(Overlay(), take=True) == overlay_of(["take"])
