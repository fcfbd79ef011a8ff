from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, NewType, get_args, get_type_hints

import pytest

from sorastudio import __version__
from sorastudio.errors import FilmFileError
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project, new_project
from sorastudio.project.slot import FrameOfSlot
from sorastudio.store.film_file import FilmChanged, FilmFile, edit_film, load_film, save_film
from sorastudio.store.film_text import write_film
from tests.store.faults import largest_file, python, read_only_folder, small_disk, without_rights
from tests.store.films import small_film

GOLDEN = Path(__file__).parent / "golden"

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Ebbe.sora"


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def big_film(name: str = "Big") -> Project:
    film = small_film()
    slots = [
        replace(film.slots["slot-1"], id=SlotId(f"slot-{n}"), chosen=None, verdicts=())
        for n in range(10, 1200)
    ]
    return replace(film, name=name, slots=type(film.slots)([*film.slots, *slots]))


def test_film_comes_back(path: Path) -> None:
    save_film(path, small_film())
    assert load_film(path) == small_film()
    assert names_in(path.parent) == ["Ebbe.sora"]


def test_file_is_what_it_always_was() -> None:
    """Byte for byte: films of today must open tomorrow, and differ only where they were edited."""
    golden = GOLDEN / "film.sora"
    text = golden.read_text(encoding="utf-8").replace('"0.1.0"', f'"{__version__}"', 1)
    assert write_film(small_film()).decode() == text
    assert load_film(golden) == small_film()


def test_fields_and_defaults_are_those_of_the_layout() -> None:
    """What equals its default is not in the file, so a default is part of the layout. A new field
    with a default may be added here; anything else needs a new version and a migration."""
    assert layout_words() == (GOLDEN / "layout-2.txt").read_text(encoding="utf-8").splitlines()


def layout_words() -> list[str]:
    words: list[str] = []
    seen: set[Any] = set()
    waiting: list[Any] = [Project]
    while waiting:
        hint = waiting.pop(0)
        if hint in seen or isinstance(hint, NewType):
            continue
        seen.add(hint)
        waiting.extend(get_args(hint))
        if isinstance(hint, type) and is_dataclass(hint):
            hints = get_type_hints(hint)
            for field in fields(hint):
                if field.init:
                    waiting.append(hints[field.name])
                    words.append(f"{hint.__name__}.{field.name}: {field.type}{default_of(field)}")
    return words


def default_of(field: Any) -> str:
    if callable(field.default_factory):
        return f" = {field.default_factory()!r}"
    return f" = {field.default!r}" if "MISSING" not in repr(field.default) else ""


def test_undecodable_file_name_comes_back(path: Path) -> None:
    film = small_film()
    media = replace(film.pool.media["media-song"], path="/music/s\udcffng.wav")
    film = replace(film, pool=film.pool.with_media(media))
    save_film(path, film)
    path.read_bytes().decode("utf-8")
    assert load_film(path) == film


def test_file_with_a_byte_order_mark_opens(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + write_film(small_film()))
    assert load_film(path) == small_film()


@posix_only
def test_rights_and_links_are_kept(path: Path, tmp_path: Path) -> None:
    save_film(path, new_project("a"))
    path.chmod(0o640)
    link = tmp_path / "link.sora"
    link.symlink_to(path)
    save_film(link, new_project("b"))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert load_film(path).name == "b"


@posix_only
def test_new_file_has_the_rights_the_umask_says(path: Path) -> None:
    before = os.umask(0o027)
    try:
        save_film(path, new_project("a"))
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


# Opening


def text_of(film: object = None, **header: object) -> str:
    version = {"version": 2, "program": "0.1.0", **header}
    return json.dumps({"sora_studio": version, "film": {"name": "x"} if film is None else film})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty."),
        (" \n ", "The file is empty."),
        ('{\n "sora_studio": ?\n}', "Line 2, column 17 is not JSON"),
        ("[]", "It is not a film of Sora Studio."),
        ("{}", "It is not a film of Sora Studio."),
        ('{"sora_studio": 2}', "It is not a film of Sora Studio."),
        ('{"sora_studio": {"version": true}, "film": {}}', "It is not a film of Sora Studio."),
        ('{"sora_studio": {"version": 2}}', "film: expected an object."),
        (text_of([]), "film: expected an object."),
        (text_of(version=0), "there is no layout 0"),
        (text_of(version=3, program="9.1"), "Open it with Sora Studio 9.1 or newer."),
        (text_of(version=3, program=None), "Open it with a newer Sora Studio or newer."),
        (text_of({"name": "x", "actors": []}), "film.actors: this program does not know"),
        (text_of({"name": 3}), "film.name: expected a text, found the number 3."),
        (text_of({"name": "  "}), "does not hold together: The film has no name."),
    ],
)
def test_what_is_no_film_is_refused_in_words(path: Path, text: str, words: str) -> None:
    path.write_text(text)
    with pytest.raises(FilmFileError) as raised:
        load_film(path)
    assert str(raised.value).startswith(f"{path} cannot be opened. ")
    assert words in str(raised.value)
    assert path.read_text() == text


def test_unknown_part_beside_the_film_is_refused(path: Path) -> None:
    path.write_text(json.dumps(json.loads(text_of()) | {"extra": 1}))
    with pytest.raises(FilmFileError, match="extra: this program does not know"):
        load_film(path)


def test_picture_is_no_film(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(FilmFileError, match="not a text"):
        load_film(path)


def with_link(project: Project, slot_id: str, linked: str) -> Project:
    slot = replace(project.slots[slot_id], first_frame=FrameOfSlot(SlotId(linked), last=True))
    return replace(project, slots=project.slots.put(slot))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (with_link(small_film(), "slot-1", "slot-2"), "starts from itself"),
        (with_link(small_film(), "slot-1", "slot-9"), "slot-9, which the film does not have"),
        (replace(small_film(), slots=type(small_film().slots)()), "slot-1"),
        (replace(small_film(), pool=new_project("x").pool), "(and "),
    ],
)
def test_film_that_does_not_hold_together_is_neither_opened_nor_saved(
    path: Path, broken: Project, words: str
) -> None:
    path.write_bytes(write_film(broken))
    before = path.read_bytes()
    with pytest.raises(FilmFileError) as raised:
        load_film(path)
    assert words in str(raised.value)
    with pytest.raises(FilmFileError, match="could not be saved"):
        save_film(path, broken)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "There is no such file."),
        (Path.mkdir, "It is a folder. Name the .sora file in it."),
        (lambda path: os.mkfifo(path), "It is not a file."),
        (lambda path: path.symlink_to(path), "."),
    ],
)
@posix_only
def test_what_is_no_file_is_refused(path: Path, make: Callable[[Path], object], words: str) -> None:
    make(path)
    with pytest.raises(FilmFileError) as raised:
        load_film(path)
    assert words in str(raised.value)


@posix_only
def test_file_that_may_not_be_read_is_refused() -> None:
    with read_only_folder() as folder:
        path = folder / "Ebbe.sora"
        folder.chmod(0o755)
        save_film(path, small_film())
        path.chmod(0)
        with without_rights(), pytest.raises(FilmFileError, match="may not be read"):
            load_film(path)


# Saving


def test_save_over_the_changes_of_another_is_refused(path: Path) -> None:
    save_film(path, small_film())
    mine, yours = FilmFile(path), FilmFile(path)
    film = mine.load()
    yours.load()
    yours.save(replace(film, name="yours"))
    with pytest.raises(FilmChanged, match="changed or removed since it was opened"):
        mine.save(replace(film, name="mine"))
    assert load_film(path).name == "yours"
    yours.save(replace(film, name="yours again"))
    mine.load()
    mine.save(replace(film, name="mine"))
    assert load_film(path).name == "mine"


def test_change_of_the_same_size_at_the_same_time_is_seen(path: Path) -> None:
    save_film(path, new_project("aaa"))
    facts = path.stat()
    film = FilmFile(path)
    film.load()
    path.write_bytes(path.read_bytes().replace(b"aaa", b"bbb"))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(FilmChanged):
        film.save(new_project("ccc"))


def test_touched_file_may_be_saved(path: Path) -> None:
    film = FilmFile(path)
    film.save(new_project("a"))
    os.utime(path, (1, 1))
    film.save(new_project("b"))
    assert load_film(path).name == "b"


def test_film_that_was_never_opened_is_not_replaced(path: Path) -> None:
    save_film(path, new_project("old"))
    with pytest.raises(FilmChanged, match="already a file of that name"):
        FilmFile(path).save(new_project("new"))
    assert load_film(path).name == "old"


def test_changes_that_were_accepted_may_be_replaced_and_later_ones_not(path: Path) -> None:
    save_film(path, small_film())
    mine = FilmFile(path)
    film = mine.load()
    save_film(path, replace(film, name="theirs"))
    looked = mine.look()
    save_film(path, replace(film, name="theirs again"))
    mine.accept(looked)
    with pytest.raises(FilmChanged):
        mine.save(replace(film, name="mine"))
    mine.accept(mine.look())
    mine.save(replace(film, name="mine"))
    assert load_film(path).name == "mine"


def test_removed_film_is_not_made_again_unasked(path: Path) -> None:
    film = FilmFile(path)
    film.save(new_project("a"))
    path.unlink()
    with pytest.raises(FilmChanged):
        film.save(new_project("b"))
    film.save(new_project("b"), over_changes=True)
    assert load_film(path).name == "b"


def test_edit_of_a_film_that_changes_meanwhile_is_done_again(path: Path) -> None:
    save_film(path, new_project("a"))
    seen: list[str] = []

    def edit(project: Project) -> Project:
        seen.append(project.name)
        if len(seen) == 1:
            save_film(path, replace(project, name="b"))
        return replace(project, name=project.name + "!")

    assert edit_film(path, edit).name == "b!"
    assert (seen, load_film(path).name) == (["a", "b"], "b!")


def test_edit_that_changes_nothing_writes_nothing(path: Path) -> None:
    save_film(path, new_project("a"))
    before = path.stat()
    edit_film(path, lambda project: replace(project))
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_edit_of_a_film_that_never_rests_is_given_up(path: Path) -> None:
    save_film(path, new_project("0"))

    def edit(project: Project) -> Project:
        save_film(path, replace(project, name=str(int(project.name) + 1)))
        return replace(project, name="mine")

    with pytest.raises(FilmChanged, match="keep changing it"):
        edit_film(path, edit)


ADD_MARKERS = """
import sys
from dataclasses import replace
from pathlib import Path
from sorastudio.project.clip import Marker
from sorastudio.store.film_file import edit_film

def add(project):
    timeline, marker_id = project.timeline.mint_marker()
    marker = Marker(id=marker_id, frame=len(timeline.markers))
    return replace(project, timeline=replace(timeline, markers=(*timeline.markers, marker)))

for _ in range(10):
    edit_film(Path(sys.argv[1]), add)
"""


@posix_only
def test_programs_that_edit_at_the_same_time_lose_nothing(path: Path) -> None:
    save_film(path, new_project("a"))
    programs = [python(ADD_MARKERS, path) for _ in range(2)]
    for program in programs:
        program.communicate()
        assert program.returncode == 0
    assert len(load_film(path).timeline.markers) == 20
    assert names_in(path.parent) == ["Ebbe.sora"]


# What goes wrong while saving

SAVE_FOR_EVER = """
import sys
from pathlib import Path
from sorastudio.store.film_file import save_film
from tests.store.films import small_film
from tests.store.test_film_file import big_film

path, films = Path(sys.argv[1]), [small_film(), big_film()]
print("ready", flush=True)
while True:
    for film in films:
        save_film(path, film)
"""


@posix_only
def test_kill_in_the_middle_of_a_save_leaves_the_old_or_the_new_film(path: Path) -> None:
    films = [small_film(), big_film()]
    save_film(path, films[0])
    for delay in (0.01, 0.05, 0.13, 0.22):
        program = python(SAVE_FOR_EVER, path)
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        with pytest.raises(TimeoutError):
            wait(program, delay)
        program.send_signal(signal.SIGKILL)
        program.communicate()
        assert program.returncode == -signal.SIGKILL
        assert load_film(path) in films
    save_film(path, films[0])
    assert names_in(path.parent) == ["Ebbe.sora"], "what killed writers left is taken away"


def wait(program: Any, seconds: float) -> None:
    import subprocess

    try:
        program.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error


KILL_AT_EACH_STEP = """
import os, signal, sys
from itertools import count
from pathlib import Path
from sorastudio.store.film_file import load_film, save_film
from tests.store.films import small_film
from tests.store.test_film_file import big_film

path, old, new = Path(sys.argv[1]), small_film(), big_film()

def save_and_die(step):
    steps = count(1)

    def watch(event, arguments):
        if event in ("open", "os.rename", "os.chmod", "os.remove") and next(steps) == step:
            print("killed before", event, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    save_film(path, new)
    os._exit(0)

save_film(path, old)
for step in count(1):
    child = os.fork() or save_and_die(step)
    status = os.waitpid(child, 0)[1]
    found = load_film(path)
    print("left", ["the old film", "the new film"][[old, new].index(found)], flush=True)
    if status == 0:
        break
    save_film(path, old)
"""


@posix_only
def test_kill_before_any_step_of_a_save_leaves_the_old_or_the_new_film(path: Path) -> None:
    program = python(KILL_AT_EACH_STEP, path)
    lines = program.communicate()[0].splitlines()
    assert program.returncode == 0
    rename = lines.index("killed before os.rename")
    assert rename > 4
    assert set(lines[1 : rename + 2 : 2]) == {"left the old film"}
    assert set(lines[rename + 3 : -1 : 2]) | {lines[-1]} == {"left the new film"}


@posix_only
def test_full_disk_keeps_the_old_film(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        path = disk / "Ebbe.sora"
        save_film(path, small_film())
        before = path.read_bytes()
        with pytest.raises(FilmFileError) as raised:
            save_film(path, big_film())
        assert "The disk is full. What is on disk is as it was. Make room" in str(raised.value)
        assert path.read_bytes() == before
        assert names_in(disk) == ["Ebbe.sora"]


@posix_only
def test_file_that_may_not_grow_keeps_the_old_film(path: Path) -> None:
    film = FilmFile(path)
    film.save(small_film())
    before = path.read_bytes()
    with largest_file(8192), pytest.raises(FilmFileError, match="disk is full"):
        film.save(big_film())
    assert path.read_bytes() == before
    assert names_in(path.parent) == ["Ebbe.sora"]
    film.save(big_film())


@posix_only
def test_folder_that_may_not_be_written_is_named() -> None:
    with read_only_folder() as folder, without_rights(), pytest.raises(FilmFileError) as raised:
        save_film(folder / "Ebbe.sora", small_film())
    assert "could not be saved. It may not be written here." in str(raised.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere/Ebbe.sora", "The folder does not exist."),
        ("file/Ebbe.sora", "is a file, not a folder"),
        ("x" * 300 + ".sora", "File name too long."),
    ],
)
@posix_only
def test_place_where_no_film_can_be_is_named(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FilmFileError) as raised:
        save_film(tmp_path / name, small_film())
    assert words in str(raised.value)
    assert names_in(tmp_path) == ["file"]
