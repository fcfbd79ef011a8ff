"""With the real command: takes and clips that a service has never seen are extended and edited by
it, and what had to be done to a picture is told."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from sorastudio.project.media import Operation
from sorastudio.store.film_file import load_film
from tests.cli.command import done, refused
from tests.generate.paid import video
from tests.generate.server import Fault, Plan, Reply, Service, Step, serving
from tests.generate.services import Runway, told


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))
    for name in ("RW", "OR"):
        monkeypatch.setenv(f"SORASTUDIO_KEY_{name}", "sk-never-seen-anywhere")


@pytest.fixture
def film(tmp_path: Path, runway: Service) -> Path:
    """A slot with a take of two seconds that was made here, and a connection named rw."""
    path = tmp_path / "film" / "film.sora"
    done("connections", "add", "rw", "--kind", "runway", "--base-url", runway.url)
    done("new", path, "--size", "64x36")
    done("slot", path, "waves", "--seconds", 2, "--name", "sea")
    done("generate", path)
    return path


def uploaded(service: Service) -> list[bytes]:
    assert isinstance(service.dialect, Runway)
    return service.dialect.files


def test_a_take_is_edited_by_another_connection(film: Path, runway: Service) -> None:
    (first,) = load_film(film).pool.takes
    done("generate", film, "sea", "--edit", 1, "at night", "--by", "rw")
    project = load_film(film)
    _, edited = project.pool.takes_of(first.slot_id)
    assert (edited.recipe.provider, edited.recipe.model) == ("rw", "aleph2")
    assert (edited.recipe.operation, edited.recipe.parent) == (Operation.EDIT, first.id)
    (asked,) = runway.accepted
    assert asked.route == "/v1/video_to_video"
    assert asked.json["videoUri"] == "runway://1"
    source = film.parent / project.pool.media[first.media_id].path
    assert uploaded(runway) == [source.read_bytes()]


def test_its_model_can_be_named(film: Path, runway: Service) -> None:
    done("generate", film, "sea", "--edit", 1, "rain", "--by", "rw", "--model", "seedance2_5")
    (asked,) = runway.accepted
    assert (asked.json["model"], asked.json["mode"]) == ("seedance2_5", "edit")
    assert asked.json["promptVideo"] == "runway://1"
    assert "duration" in asked.json
    assert "Use aleph2" in refused(
        "generate", film, "sea", "--edit", 1, "rain", "--by", "rw", "--model", "gen4.5"
    )


def test_a_clip_of_no_generator_is_edited(film: Path, runway: Service, tmp_path: Path) -> None:
    """By nobody who was not named for it: it leaves this machine."""
    sea = next(film.parent.rglob("sea-1-*.mp4")).read_bytes()
    (tmp_path / "plain.mp4").write_bytes(sea)
    made = tmp_path / "other.sora"
    done("new", made, "--size", "64x36")
    done("add", made, tmp_path / "plain.mp4", "--as-slot")
    (slot,) = load_film(made).slots
    assert slot.prompt == "waves"
    (tmp_path / "home2.mp4").write_bytes(video(48))
    done("add", made, tmp_path / "home2.mp4", "--as-slot")
    words = refused("generate", made, "home2", "--edit", 1, "at night")
    assert "--by rw --model aleph2" in words
    assert runway.journal == []
    done("generate", made, "home2", "--edit", 1, "at night", "--by", "rw")
    assert uploaded(runway) == [video(48)]
    assert len(runway.accepted) == 1


def test_an_upload_that_fails_is_told_and_nothing_is_paid(film: Path, runway: Service) -> None:
    runway.plans.append(Plan(Step.FILE, Fault.REFUSE, Reply(403, b"<Error/>"), times=9))
    words = refused("generate", film, "sea", "--edit", 1, "at night", "--by", "rw")
    assert "The video sea-1-" in words
    assert "could not be uploaded" in words
    assert "nothing was charged" in words
    assert runway.accepted == []


def test_what_each_model_does_to_videos_is_listed(film: Path) -> None:
    listed = done("connections", "models", "rw", "--json")
    does = {each["name"]: each["by_file"] for each in listed.events if each["event"] == "model"}
    assert does["gen4.5"] == []
    assert does["aleph2"] == ["edit"]
    assert does["seedance2_5"] == ["extend", "edit"]
    assert "edits a video" in done("connections", "models", "rw").results


def test_who_makes_it_is_no_word_for_new_takes(film: Path) -> None:
    assert "--by and --model" in refused("generate", film, "sea", "--by", "rw")


def test_what_had_to_be_done_to_a_picture_is_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (900, 1600, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "first.png"), noise)
    with serving(Service(told("openrouter").dialect, video())) as service:
        service.words = ["done"]
        done("connections", "add", "or", "--kind", "openrouter", "--base-url", service.url)
        film = tmp_path / "film.sora"
        done("new", film)
        done("slot", film, "waves", "--seconds", 4, "--first-frame", tmp_path / "first.png")
        said = done("generate", film, "--provider", "or")
    assert "The first frame first.png (PNG, 1600x900, 4.3 MB) was sent as a JPEG" in said.people
    (take,) = load_film(film).pool.takes
    assert len(take.recipe.changes) == 1
