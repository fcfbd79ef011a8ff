"""Clips that are only cut are copied, where the film is as clean as one that was encoded; a draft
copies all it can."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from sorastudio.export.boxes import layout
from sorastudio.export.build import Build
from sorastudio.export.order import order
from sorastudio.export.presets import preset_named
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.task import Task
from sorastudio.generate.providers.animatic import ENCODING
from sorastudio.media.coded import PictureEncoder
from sorastudio.media.probe import identify
from sorastudio.media.writer import FilmWriter, VideoEncoding
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.store.folder import FilmFolder
from tests.cli.command import pictures
from tests.export.films import SIZE, HereRunner, on_disk
from tests.film_maker import Reel, bars, make_film, read_bars
from tests.project.films import clip_id

FPS, FRAMES = FrameRate(24), 120
OWN = preset_named("final").tuned(16, "veryfast")
assert OWN.video is not None
OTHER = VideoEncoding(options={"crf": "14", "preset": "fast", "bf": "2", "refs": "2", "g": "30"})
STRANGER = VideoEncoding(options={"crf": "14", "profile": "baseline", "g": "48"})
"""x264 without references of many pictures and without CABAC."""


def _clip(path: Path, first: int, encoding: VideoEncoding, *, groups: int = 30) -> Path:
    options = {**encoding.options, "g": str(groups)}
    video = replace(encoding, options=options)
    with FilmWriter(path, size=SIZE, rate=FPS, video=video) as writer:
        for number in range(FRAMES):
            writer.picture(bars(first + number, SIZE))
    return path


def _film(
    folder: Path, encodings: list[VideoEncoding], *, cut: tuple[int, int] = (0, FRAMES)
) -> Project:
    """Clips of bars, each with another encoder's packets; clip k shows 1000 k + its frame."""
    project = new_project("Film", Settings(size=SIZE, rate=FPS))
    for number, encoding in enumerate(encodings):
        name = f"{number}.mp4"
        media = identify(_clip(folder / name, 1000 * number, encoding), name)
        project = replace(project, pool=project.pool.with_media(media))
        span = (Fraction(frame, 24) for frame in cut)
        source_in, source_out = span
        what = excerpt(project, media.id, source_in=source_in, source_out=source_out)
        project = append(project, what)
    return project


def _export(
    project: Project, folder: FilmFolder, preset: str = "final"
) -> tuple[list[Task], Progress]:
    told: list[Progress] = []
    runner = HereRunner()
    chosen = preset_named(preset).tuned(16 if preset == "final" else None, "veryfast")
    wanted = order(project, chosen, folder.root / "out.mp4", None)
    export_film(wanted, folder, told.append, runner=runner)
    return [task for task in runner.made if task.runs == 1 and task.end], told[-1]


def _made(tasks: list[Task]) -> list[tuple[int, int]]:
    return [(task.first, task.end) for task in tasks if isinstance(task.encoding, VideoEncoding)]


def _numbers(path: Path) -> list[int]:
    return [read_bars(picture) for picture in pictures(path, Fraction(24))]


def _lumas(path: Path) -> list[bytes]:
    return [picture.y.tobytes() for picture in pictures(path, Fraction(24))]


def test_a_film_of_clips_of_one_encoder_is_copied(tmp_path: Path) -> None:
    project = _film(tmp_path, [OTHER, OTHER])
    tasks, told = _export(project, on_disk(tmp_path, project))
    assert _made(tasks) == []
    assert (told.copied, told.pieces) == (2, 2)
    out = tmp_path / "out.mp4"
    assert _numbers(out) == [*range(FRAMES), *range(1000, 1000 + FRAMES)]
    sources = [luma for n in range(2) for luma in _lumas(tmp_path / f"{n}.mp4")]
    assert _lumas(out) == sources, "not a bit of them has changed"
    assert b"x264" not in out.read_bytes(), "nor is it said who encoded them"
    found = layout(out).tracks
    assert [(t.entries, t.runs) for t in found if t.kind == "vide"] == [(("avc1",), 1)]


def test_a_change_copies_only_what_it_changes(tmp_path: Path) -> None:
    """Although at first nothing had to be encoded, and now something has to."""
    project = _film(tmp_path, [OTHER, OTHER, OTHER])
    folder = on_disk(tmp_path, project)
    _export(project, folder)
    pieces = set((folder.cache_dir / "pieces").iterdir())
    trimmed = ripple_trim(project, clip_id(project, 1), Edge.HEAD, 5)
    tasks, told = _export(trimmed, folder)
    assert sum(end - first for first, end in _made(tasks)) == 25
    assert (told.copied, told.pieces) == (3, 4)
    new = set((folder.cache_dir / "pieces").iterdir()) - pieces
    assert len(new) == 3, "its head that is encoded, the rest of the clip, and the sound"


def test_clips_of_other_encoders_are_encoded_unless_nothing_else_is(tmp_path: Path) -> None:
    mixed = _film(tmp_path, [STRANGER, OTHER, STRANGER])
    tasks, told = _export(mixed, on_disk(tmp_path, mixed))
    assert told.copied == 1, "the one that can be told in the words of the film"
    assert sum(end - first for first, end in _made(tasks)) == 2 * FRAMES


def test_clips_are_copied_between_what_is_encoded(tmp_path: Path) -> None:
    """Also those of an encoder that was set up in another way."""
    assert OWN.video is not None
    project = _film(tmp_path, [OWN.video, OTHER], cut=(10, 100))
    tasks, told = _export(project, on_disk(tmp_path, project))
    assert told.copied == 2
    (head, *rest) = _made(tasks)
    assert head == (0, 6), "up to the first picture from which a decoder can start"
    assert sum(end - first for first, end in rest) < 40
    out = tmp_path / "out.mp4"
    assert _numbers(out) == [*range(10, 100), *range(1010, 1100)]
    assert _lumas(out)[110:170] == _lumas(tmp_path / "1.mp4")[30:90], "not a bit has changed"
    own = PictureEncoder(SIZE, FPS, OWN.video).headers
    with av.open(str(out)) as file:
        record = bytes(file.streams.video[0].codec_context.extradata or b"")
    assert own.split(b"\0\0\0\1")[1] in record
    assert [(t.entries, t.runs) for t in layout(out).tracks if t.kind == "vide"] == [(("avc1",), 1)]


def test_clips_that_do_not_say_their_colours_take_those_of_the_film(tmp_path: Path) -> None:
    """As most generators leave it; large ones are taken for BT.709, small ones are not."""
    for size, copied in ((Size(1280, 720), 1), (Size(640, 360), 0)):
        folder = tmp_path / str(size)
        folder.mkdir()
        reel = Reel(size=size, frames=48, options={"g": "48"})
        media = identify(make_film(folder / "a.mp4", reel), "a.mp4")
        project = new_project("Film", Settings(size=size, rate=FPS))
        project = replace(project, pool=project.pool.with_media(media))
        project = append(project, excerpt(project, media.id))
        assert _export(project, on_disk(folder, project))[1].copied == copied
        assert _numbers(folder / "out.mp4") == list(range(48))
        with av.open(str(folder / "out.mp4")) as file:
            assert file.streams.video[0].codec_context.colorspace == 1


def test_what_a_copy_leaves_over_goes_with_its_neighbour(tmp_path: Path) -> None:
    """No piece of a few pictures stands between a copy and a dissolve."""
    project = _film(tmp_path, [OTHER, OTHER], cut=(12, 108))
    blended = add_transition(project, clip_id(project, 1), "dissolve", 16)
    tasks, told = _export(blended, on_disk(tmp_path, blended))
    assert told.copied == 2
    assert (87, 114) in _made(tasks), "from the last whole group to the next keyframe"
    shown = _numbers_but(tmp_path / "out.mp4", range(88, 104))
    assert shown == [*range(12, 100), *range(1020, 1108)]


def test_quick_cuts_beside_a_copy_stay_pieces_of_their_own(tmp_path: Path) -> None:
    """Else a change of one would encode all of them."""
    project = _film(tmp_path, [OTHER, STRANGER])
    _, stranger = project.pool.media
    for number in range(4):
        start = Fraction(10 * number, 24)
        end = start + Fraction(8, 24)
        what = excerpt(project, stranger.id, source_in=start, source_out=end)
        project = append(project, what)
    tasks, told = _export(project, on_disk(tmp_path, project))
    assert told.copied == 1
    lengths = [end - first for first, end in _made(tasks)]
    assert lengths[-4:] == [8] * 4


def test_an_effort_may_be_chosen_again(tmp_path: Path) -> None:
    """What one effort needs said is not left to the next."""
    final = preset_named("final")
    for effort in ("medium", "veryfast"):
        again = final.tuned(None, "veryfast").tuned(None, "faster").tuned(None, effort)
        assert again == final.tuned(None, effort)


def test_what_is_touched_is_not_copied(tmp_path: Path) -> None:
    project = _film(tmp_path, [OTHER])
    slow = set_speed(project, clip_id(project, 0), Fraction(1, 2))
    folder = on_disk(tmp_path, project)
    assert _export(slow, folder)[1].copied == 0


def test_a_draft_mixes_encoders_and_shows_every_frame(tmp_path: Path) -> None:
    project = _film(tmp_path, [OTHER, STRANGER, OTHER], cut=(12, 108))
    blended = add_transition(project, clip_id(project, 2), "dissolve", 12)
    tasks, told = _export(blended, on_disk(tmp_path, blended), "fast-draft")
    assert told.copied == 3
    assert 0 < sum(end - first for first, end in _made(tasks)) < 3 * 96 // 2 + 24
    out = tmp_path / "out.mp4"
    shown = _numbers_but(out, range(2 * 96 - 6, 2 * 96 + 6))
    wanted = [*range(12, 108), *range(1012, 1102), *range(2018, 2108)]
    assert shown == wanted
    assert [t.entries for t in layout(out).tracks if t.kind == "vide"] == [("avc1",)]


def _numbers_but(path: Path, left_out: range) -> list[int]:
    found = enumerate(pictures(path, Fraction(24)))
    return [read_bars(picture) for index, picture in found if index not in left_out]


def test_a_clip_that_changed_after_it_was_looked_at_is_encoded(tmp_path: Path) -> None:
    project = _film(tmp_path, [OTHER, OTHER])
    folder = on_disk(tmp_path, project)
    known = folder.cache_dir / "packets"
    chosen = preset_named("final").tuned(16, "veryfast")
    Build(order(project, chosen, tmp_path / "out.mp4", None), folder, HereRunner())
    for path in known.glob("*.packets.json"):
        values = json.loads(path.read_text())
        values["file"]["starts"] = [[number, time + 7] for number, time in values["file"]["starts"]]
        path.write_text(json.dumps(values))
    tasks, told = _export(project, folder)
    assert told.copied == 0
    assert "could not be copied" in told.notice
    assert sum(end - first for first, end in _made(tasks)) == 2 * FRAMES
    assert _numbers(tmp_path / "out.mp4") == [*range(FRAMES), *range(1000, 1000 + FRAMES)]


def test_a_copy_that_fails_its_check_is_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = _film(tmp_path, [OTHER, STRANGER])
    folder = on_disk(tmp_path, project)
    # A stream in which the second encoder's own headers were lost.
    monkeypatch.setattr("sorastudio.media.assemble.replace", lambda packet, **_: packet)
    tasks, told = _export(project, folder, "fast-draft")
    assert "could not be copied" in told.notice
    assert sum(end - first for first, end in _made(tasks)) == 2 * FRAMES
    assert _numbers(tmp_path / "out.mp4") == [*range(FRAMES), *range(1000, 1000 + FRAMES)]


@pytest.mark.parametrize("size", [Size(1280, 720), Size(720, 1280), Size(640, 360)])
@pytest.mark.parametrize("rate", [FrameRate(24), FrameRate(30000, 1001)])
def test_what_the_animatic_paints_can_be_copied_into_a_final_cut(
    size: Size, rate: FrameRate
) -> None:
    final = preset_named("final").video
    assert final is not None
    own = PictureEncoder(size, rate, final).headers
    assert PictureEncoder(size, rate, ENCODING).headers == own


def test_who_asks_for_a_smaller_file_gets_no_copies(tmp_path: Path) -> None:
    project = _film(tmp_path, [OTHER])
    folder = on_disk(tmp_path, project)
    small = order(project, preset_named("final").tuned(24, None), tmp_path / "out.mp4", None)
    assert not Build(small, folder, HereRunner()).recipe.copies
