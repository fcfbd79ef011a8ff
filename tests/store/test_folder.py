from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.errors import FilmFileError, MediaError
from sorastudio.project.media import Media
from sorastudio.project.project import new_project
from sorastudio.store.file_names import safe_name
from sorastudio.store.film_file import load_film
from sorastudio.store.folder import FilmFolder
from tests.store.films import small_film

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")


@pytest.fixture
def folder(tmp_path: Path) -> FilmFolder:
    return FilmFolder.create(tmp_path / "shoot" / "Ebbe" / "Ebbe.sora", new_project("Ebbe"))


def song(path: str, size_bytes: int = 4) -> Media:
    return replace(small_film().pool.media["media-song"], path=path, size_bytes=size_bytes)


def put(path: Path, text: str = "song") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_new_film_has_its_folder(folder: FilmFolder, tmp_path: Path) -> None:
    root = tmp_path.resolve() / "shoot" / "Ebbe"
    assert load_film(folder.film) == new_project("Ebbe")
    assert folder.film == root / "Ebbe.sora"
    assert folder.takes_dir == root / "takes"
    assert folder.media_dir == root / "media"
    assert folder.cache_dir == root / "cache"
    assert folder.ledger_path == root / "ledger.db"


def test_film_that_exists_is_not_made_again(folder: FilmFolder) -> None:
    with pytest.raises(FilmFileError, match="already a file of that name"):
        FilmFolder.create(folder.film, new_project("other"))
    assert load_film(folder.film) == new_project("Ebbe")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ebbe.mp4", "Let it end in .sora"),
        ("Ebbe", "Let it end in .sora"),
        ("file/Ebbe.sora", "cannot be made."),
        ("file/deep/Ebbe.sora", "is a file, not a folder"),
    ],
)
def test_place_where_no_film_can_be_made_is_named(tmp_path: Path, name: str, words: str) -> None:
    put(tmp_path / "file")
    with pytest.raises(FilmFileError) as raised:
        FilmFolder.create(tmp_path / name, new_project("x"))
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("place", "stored"),
    [
        ("shoot/Ebbe/media/a b.mp4", "media/a b.mp4"),
        ("shoot/Ebbe/a.mp4", "a.mp4"),
        ("shoot/Ebbe/takes/../a.mp4", "a.mp4"),
        ("shoot/a.mp4", "../a.mp4"),
        ("shoot/footage/a.mp4", "../footage/a.mp4"),
        ("music/a.wav", "../../music/a.wav"),
    ],
)
def test_near_file_is_recorded_relative_to_the_film(
    folder: FilmFolder, tmp_path: Path, place: str, stored: str
) -> None:
    path = put(tmp_path / place)
    assert folder.stored_path(path) == stored
    assert folder.locate(song(stored)).samefile(path)


def test_far_file_is_recorded_where_it_is(
    folder: FilmFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = put(tmp_path_factory.mktemp("far").resolve() / "a.wav")
    assert folder.stored_path(path) == path.as_posix()
    assert folder.locate(song(path.as_posix())) == path


def test_film_at_the_top_of_a_disk_reaches_nothing_by_going_up() -> None:
    assert FilmFolder(Path("/Ebbe.sora")).stored_path(Path("/music/a.wav")) == "music/a.wav"
    assert FilmFolder(Path("/films/Ebbe.sora")).stored_path(Path("/music/a.wav")) == "/music/a.wav"


def test_relative_path_is_meant_from_where_the_person_is(
    folder: FilmFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(tmp_path / "shoot" / "a.wav")
    monkeypatch.chdir(tmp_path / "shoot")
    assert folder.stored_path(Path("a.wav")) == "../a.wav"


@posix_only
def test_folder_behind_a_link_is_the_same_folder(folder: FilmFolder, tmp_path: Path) -> None:
    path = put(tmp_path / "shoot" / "footage" / "a.wav")
    link = tmp_path / "far" / "away" / "link"
    link.parent.mkdir(parents=True)
    link.symlink_to(folder.root)
    through = FilmFolder(link / "Ebbe.sora")
    stored = through.stored_path(path)
    assert stored == "../footage/a.wav"
    assert through.locate(song(stored)).samefile(path)


@posix_only
def test_media_folder_on_another_disk_stays_inside(
    folder: FilmFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    disk = tmp_path_factory.mktemp("disk")
    folder.media_dir.symlink_to(disk)
    put(disk / "a.wav")
    assert folder.stored_path(folder.media_dir / "a.wav") == "media/a.wav"


@pytest.mark.parametrize("place", ["media/a.wav", "takes/a.wav", "a.wav"])
def test_moved_file_is_found_by_its_name(folder: FilmFolder, place: str) -> None:
    path = put(folder.root / place)
    assert folder.locate(song("/gone/far/away/a.wav")) == path


def test_recorded_place_comes_first(folder: FilmFolder) -> None:
    put(folder.media_dir / "a.wav")
    path = put(folder.root / "sound" / "a.wav", "other length")
    assert folder.locate(song("sound/a.wav")) == path


def test_other_file_of_the_same_name_is_not_taken(folder: FilmFolder) -> None:
    put(folder.media_dir / "a.wav", "another song")
    right = put(folder.root / "a.wav")
    assert folder.locate(song("gone/a.wav")) == right
    right.unlink()
    with pytest.raises(MediaError):
        folder.locate(song("gone/a.wav"))


def test_missing_file_is_reported_with_what_was_looked_for(folder: FilmFolder) -> None:
    folder.media_dir.mkdir()
    (folder.media_dir / "a.wav").mkdir()
    with pytest.raises(MediaError) as raised:
        folder.locate(song("../sound/a.wav"))
    root = folder.root
    assert str(raised.value) == (
        f"The file a.wav is missing. Looked for {root.parent}/sound/a.wav, {root}/media/a.wav, "
        f"{root}/takes/a.wav, {root}/a.wav. Put it back, or into {root}/media."
    )


@pytest.mark.parametrize("path", ["a\0b.wav", "x" * 5000, "\udcff.wav", "a.wav/b.wav"])
def test_impossible_path_is_missing_and_no_more(folder: FilmFolder, path: str) -> None:
    put(folder.root / "a.wav", "no folder")
    with pytest.raises(MediaError, match="is missing"):
        folder.locate(song(path))


def test_all_missing_files_of_a_film_are_listed(folder: FilmFolder) -> None:
    film = small_film()
    assert {m.media.id for m in folder.missing_media(film)} == {
        "media-take",
        "media-picture",
        "media-song",
    }
    put(folder.root / "takes/sea-1-abababab.mp4")
    put(folder.root.parent / "stills/pier.png")
    (missing,) = folder.missing_media(film)
    assert missing.media.id == "media-song"
    assert missing.looked_for[0] == Path("/music/song.wav")


@pytest.mark.parametrize(
    ("slot_name", "name"),
    [
        ("Dawn over the sea", "Dawn-over-the-sea-3-0123abcd.mp4"),
        ("  a/b\\c:d*e?  ", "a-b-c-d-e-3-0123abcd.mp4"),
        ("夜明け 🌊", "夜明け-🌊-3-0123abcd.mp4"),
        ("../../etc/passwd", "etc-passwd-3-0123abcd.mp4"),
        ("", "slot-3-0123abcd.mp4"),
        ("...", "slot-3-0123abcd.mp4"),
        ("CON", "_CON-3-0123abcd.mp4"),
        ("lpt1.mov", "_lpt1.mov-3-0123abcd.mp4"),
        ("a\nb\x00c\u202ed", "a-b-cd-3-0123abcd.mp4"),
        ("e\u0301", "é-3-0123abcd.mp4"),
        ("\udcff", "slot-3-0123abcd.mp4"),
        ("x" * 400, "x" * 100 + "-3-0123abcd.mp4"),
        ("é" * 400, "é" * 50 + "-3-0123abcd.mp4"),
        ("a" + "é" * 400, "a" + "é" * 49 + "-3-0123abcd.mp4"),
    ],
)
def test_take_has_a_readable_name(folder: FilmFolder, slot_name: str, name: str) -> None:
    path = folder.take_path(slot_name, 3, "0123abcd" + "f" * 56)
    assert path == folder.takes_dir / name


@settings(max_examples=150, deadline=None)
@given(words=st.text(st.characters(), max_size=150))
def test_any_words_make_a_name_every_system_takes(
    words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = safe_name(words, otherwise="slot")
    assert 1 <= len(os.fsencode(name)) <= 101
    assert not set(name) & set('<>:"/\\|?*\n\t \0')
    assert name == name.strip(". ")
    path = tmp_path_factory.getbasetemp() / f"{name}-1.mp4"
    path.touch()
    path.unlink()
