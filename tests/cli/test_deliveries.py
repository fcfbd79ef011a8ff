"""`sorastudio export` with several files, words and pictures beside them."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from sorastudio.cli.deliveries import parse_bit_rate
from sorastudio.errors import UsageError
from sorastudio.project.edits.markers import add_marker
from tests.cli.command import done, run
from tests.export.films import make_project, on_disk


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    return on_disk(folder, add_marker(make_project(folder), 12, name="Here")).film


def _export(film: Path, *words: object) -> list[dict[str, object]]:
    said = done("export", film, *words, "--range", "0:24", "--json")
    return [event for event in said.events if event["event"] == "exported"]


@pytest.mark.parametrize("name", [".", "Delivery"])
def test_several_presets_go_into_a_folder(film: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    made = _export(film, folder, "--preset", "review,wav")
    names = [str(folder / "Film-review.mp4"), str(folder / "Film-wav.wav")]
    assert [each["path"] for each in made] == names
    assert all(Path(name).exists() for name in names)


def test_each_preset_has_its_file_and_more_can_be_named(film: Path, tmp_path: Path) -> None:
    a, b, c = tmp_path / "a.mp4", tmp_path / "b.gif", tmp_path / "c.flac"
    made = _export(film, a, b, "--preset", "review,gif", "--deliver", f"flac:{c}")
    assert [each["preset"] for each in made] == ["review", "gif", "flac"]
    assert a.exists()
    assert b.exists()
    assert c.exists()


def test_one_that_fails_does_not_stop_the_others(film: Path, tmp_path: Path) -> None:
    wrong, right = tmp_path / "no" / "a.mp4", tmp_path / "b.wav"
    said = run("export", film, wrong, right, "--preset", "review,wav", "--range", "0:24", "--json")
    assert said.code == 1
    assert said.event("failed")["path"] == str(wrong)
    assert right.exists()


def test_words_chapters_and_a_poster(film: Path, tmp_path: Path) -> None:
    out, poster = tmp_path / "a.mp4", tmp_path / "p.png"
    words = ["--burn-in", "timecode,take", "--chapters", "--poster", f"5={poster}"]
    _export(film, out, "--preset", "review", *words, "--title", "Home", "--tag", "genre=Test")
    with av.open(str(out)) as container:
        assert container.metadata["title"] == "Home"
        assert container.metadata["genre"] == "Test"
        assert len(container.chapters()) == 2
    assert poster.exists()
    _export(film, out, "--preset", "review", "--poster", "5")
    assert (tmp_path / "a.jpg").exists()


def test_a_bit_rate_can_be_asked_for(film: Path, tmp_path: Path) -> None:
    fast = ("--encoder-preset", "veryfast")
    _export(film, tmp_path / "a.mp4", "--bit-rate", "800k", *fast)
    _export(film, tmp_path / "b.mp4", "--max-bit-rate", "1M", *fast)


def test_what_was_there_already_is_told(film: Path, tmp_path: Path) -> None:
    fast = ("--encoder-preset", "veryfast")
    (first,) = _export(film, tmp_path / "a.mp4", *fast)
    (again,) = _export(film, tmp_path / "b.mp4", *fast)
    (same,) = _export(film, tmp_path / "b.mp4", *fast)
    assert first["reused"] == 0
    assert again["reused"] == same["reused"] == first["pieces"]
    said = done("export", film, tmp_path / "c.mp4", *fast, "--range", "0:24")
    assert f"of {first['pieces']} pieces w" in said.people


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "not said where"),
        (["a.mp4", "b.mp4"], "1 presets and 2 files"),
        (["a.mp4", "--deliver", "wav"], "no delivery"),
        (["a.mp4", "--deliver", "final:a.mp4"], "more than once"),
        (["a.mp4", "--preset", "final,none"], "no preset 'none'"),
        (["a.mp4", "--burn-in", "smell"], "cannot be burnt in"),
        (["a.mp4", "--tag", "title"], "no tag"),
        (["a.mp4", "--poster", "99999"], "no frame 99999"),
        (["a.mp4", "--bit-rate", "much"], "not a bit rate"),
        (["a.mov", "--preset", "prores-hq", "--bit-rate", "8M"], "no bit rate"),
    ],
)
def test_what_cannot_be_is_refused(film: Path, words: list[str], says: str) -> None:
    said = run("export", film, *words)
    assert said.code == 1
    assert says in said.people


def test_bit_rates_are_read_as_people_write_them() -> None:
    assert [parse_bit_rate(text) for text in ("8M", "2.5m", "800k", "64000")] == [
        8_000_000,
        2_500_000,
        800_000,
        64_000,
    ]
    with pytest.raises(UsageError):
        parse_bit_rate("8 Mb/s")


def test_one_error_of_many_files_is_said_once(film: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "where"
    said = run("export", film, nowhere, "--preset", "final,review,wav", "--range", "0:24")
    assert said.code == 1
    assert said.people.count(f"The folder {nowhere} does not exist") == 1
    assert "None of the 3 files was made: Film-final.mp4, Film-review.mp4" in said.people


def test_a_fast_draft_is_asked_for_by_name_or_by_flag(film: Path, tmp_path: Path) -> None:
    (made,) = _export(film, tmp_path / "draft.mp4", "--fast-draft")
    assert made["preset"] == "fast-draft"
