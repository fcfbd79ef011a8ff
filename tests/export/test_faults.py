"""Disks that flip bits, or are full: an export finds it, says it, and goes on."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sorastudio.errors import ExportError
from sorastudio.export.fingerprint import fingerprint
from sorastudio.export.piece import piece_of
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.media.coded import decoded_luma
from sorastudio.media.video import VideoReader
from sorastudio.project.project import Project
from sorastudio.render.picture import Plane
from sorastudio.store.folder import FilmFolder
from tests.cli.command import done, refused
from tests.export.films import HereRunner, ordered


def _silent(_: Progress) -> None:
    pass


def _export(project: Project, folder: FilmFolder, name: str) -> int:
    """How many pieces had to be made."""
    runner = HereRunner()
    export_film(ordered(project, folder.root / name), folder, _silent, runner=runner)
    return len(runner.made)


def _flipped(content: bytes, at: int, bit: int) -> bytes:
    damaged = bytearray(content)
    damaged[at] ^= 1 << bit
    return bytes(damaged)


def test_a_flipped_bit_is_found_wherever_it_is(project: Project, folder: FilmFolder) -> None:
    _export(project, folder, "first.mp4")
    pieces = sorted((folder.cache_dir / "pieces").glob("[!.]*.piece"))
    chance = random.Random(3)
    for piece in pieces:
        content = piece.read_bytes()
        assert piece_of(content) is not None
        head = content.index(b"\n", 41)
        spots = [0, 39, 40, 41, head - 1, head, head + 1, len(content) - 1]
        spots += [chance.randrange(head) for _ in range(30)]
        spots += [chance.randrange(len(content)) for _ in range(30)]
        assert all(piece_of(_flipped(content, at, chance.randrange(8))) is None for at in spots)
        assert piece_of(content[:-1]) is None
        assert piece_of(content + b"\0") is None


def test_pieces_damaged_anywhere_are_made_again(project: Project, folder: FilmFolder) -> None:
    _export(project, folder, "first.mp4")
    pieces = sorted((folder.cache_dir / "pieces").glob("[!.]*.piece"))
    for piece, share in zip(pieces, (0.0, 0.02, 0.5), strict=False):
        content = piece.read_bytes()
        piece.write_bytes(_flipped(content, int(share * len(content)), 0))
    assert _export(project, folder, "again.mp4") == 3
    first, again = (folder.root / name for name in ("first.mp4", "again.mp4"))
    assert first.read_bytes() == again.read_bytes()


def test_an_encoder_that_shows_something_else_is_found(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turned(*arguments: Any) -> Iterator[Plane]:
        return (luma[:, ::-1] for luma in decoded_luma(*arguments))

    monkeypatch.setattr("sorastudio.export.task.decoded_luma", turned)
    with pytest.raises(ExportError, match="Frame 0 came out of the encoder as another picture"):
        _export(project, folder, "first.mp4")
    assert not (folder.root / "first.mp4").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_full_disk_stops_it_and_then_it_goes_on(project: Project, folder: FilmFolder) -> None:
    out, words = folder.root / "out.mp4", ("--crf", "20", "--encoder-preset", "veryfast")
    _export(project, folder, "here.mp4")
    sizes = {piece.name: piece.stat().st_size for piece in (folder.cache_dir / "pieces").iterdir()}
    shutil.rmtree(folder.cache_dir)
    out.write_bytes(b"the last good export")
    room = sorted(sizes.values())[-1] - 1
    said = refused("export", folder.film, out, *words, limit=_no_file_beyond(room))
    assert "The disk is full" in said
    assert "it goes on where it was" in said
    assert out.read_bytes() == b"the last good export"
    pieces = folder.cache_dir / "pieces"
    assert all(each.name in sizes and sizes[each.name] <= room for each in pieces.iterdir())
    made = {each.name: each.stat().st_ino for each in pieces.iterdir()}
    done("export", folder.film, out, *words)
    assert {name: (pieces / name).stat().st_ino for name in made} == made
    assert out.read_bytes() == (folder.root / "here.mp4").read_bytes()


def _no_file_beyond(size_bytes: int) -> Callable[[], None]:
    """As on a disk that is full: what is written beyond fails."""
    import resource

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))

    return limit


def test_what_was_seen_in_a_film_is_decoded_again_only_where_it_differs(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[Plane] = []
    ends: list[Path] = []

    def noted(luma: Plane) -> bytes:
        looked_at.append(luma)
        return fingerprint(luma)

    def opened(path: Path) -> VideoReader:
        ends.append(path)
        return VideoReader(path)

    monkeypatch.setattr("sorastudio.export.verify.fingerprint", noted)
    monkeypatch.setattr("sorastudio.media.verify.VideoReader", opened)
    known = folder.cache_dir / "proven.json"
    _export(project, folder, "first.mp4")
    beginnings = len(json.loads(known.read_text())) - 1
    assert len(looked_at) == beginnings > 2
    assert len(ends) == 1
    _export(project, folder, "second.mp4")
    assert (len(looked_at), len(ends)) == (beginnings, 1)
    some = json.loads(known.read_text())
    known.write_text(json.dumps({**some, next(iter(some)): "of another packet"}))
    _export(project, folder, "third.mp4")
    assert (len(looked_at), len(ends)) == (beginnings + 1, 1)
    (end,) = (name for name in some if name.startswith("the end"))
    known.write_text(json.dumps({**some, end: "of another packet"}))
    _export(project, folder, "fourth.mp4")
    assert (len(looked_at), len(ends)) == (beginnings + 1, 2)
    known.write_text("{")
    _export(project, folder, "fifth.mp4")
    assert (len(looked_at), len(ends)) == (2 * beginnings + 1, 3)
