"""Connections, jobs, money and recipes with the real command, against a service that misbehaves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sorastudio.media.still import write_png
from sorastudio.project.edits.slots import change_slot
from sorastudio.project.media import Size
from sorastudio.project.slot import ImageFrame
from sorastudio.project.state import Generated, slot_state
from sorastudio.store.film_file import load_film, save_film
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from sorastudio.store.secrets import Secrets
from tests.cli.command import done, refused, run
from tests.film_maker import bars
from tests.generate.paid import video
from tests.generate.server import Fault, Plan, Reply, Service, Step, serving
from tests.generate.services import told

KEY = "sk-never-seen-anywhere"
FAL_MODEL = told("fal").model


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SORASTUDIO_KEY_RW", KEY)


@pytest.fixture
def film(tmp_path: Path, runway: Service) -> Path:
    """A slot of two seconds, and a connection named rw."""
    path = tmp_path / "film" / "film.sora"
    done("connections", "add", "rw", "--kind", "runway", "--base-url", runway.url)
    done("new", path)
    done("slot", path, "waves", "--seconds", 2, "--name", "sea")
    return path


def states(film: Path) -> list[LedgerState]:
    with Ledger(film.parent / "ledger.db") as ledger:
        return [job.state for job in ledger.jobs()]


def places(film: Path) -> dict[LedgerState, int]:
    """How many are in front of the jobs that wait in the queue of a service, by their state."""
    with Ledger(film.parent / "ledger.db") as ledger:
        return {job.state: job.ahead for job in ledger.jobs() if job.ahead is not None}


def test_a_take_is_paid_for_once_and_its_cost_is_told(film: Path, runway: Service) -> None:
    said = done("generate", film, "--provider", "rw", "--json")
    assert said.event("take")["cost"] == "0.24"
    assert len(runway.accepted) == 1
    costs = done("show", film, "--costs", "--json").event("costs")
    assert (costs["spent"], costs["billed"]) == ({"USD": "0.24"}, {"USD": "0.24"})
    assert (costs["made"], costs["used"]) == (1, 1)
    assert costs["per_second"] == {"USD": "0.1200"}
    listed = done("jobs", film, "--json").event("job")
    assert (listed["state"], listed["billed"]) == ("succeeded", True)
    for file in film.parent.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes()


def test_a_connection_is_tested_listed_and_removed(film: Path, runway: Service) -> None:
    listed = done("connections", "--json")
    assert listed.event("connection")["key"] == "the variable SORASTUDIO_KEY_RW"
    assert KEY not in listed.results + listed.people
    assert "refused" in refused("connections", "test", "rw")
    assert done("connections", "models", "rw", "--json").events
    done("connections", "remove", "rw")
    assert done("connections", "--json").results == ""


def test_a_cap_stops_before_anything_is_sent(film: Path, runway: Service) -> None:
    done("budget", film, "--cap", "0.30")
    told_why = refused("generate", film, "sea", "--takes", 3, "--provider", "rw")
    assert "$0.30" in told_why
    assert len(runway.accepted) == 1
    assert states(film).count(LedgerState.DRAFT) == 2
    done("budget", film, "--cap", "none")
    done("jobs", film, "resume")
    assert len(runway.accepted) == 3
    assert len(load_film(film).pool.takes) == 3


def test_a_job_that_was_never_answered_has_two_honest_choices(film: Path, runway: Service) -> None:
    runway.plans += [Plan(Step.CREATE, Fault.CLOSE)]
    told_why = refused("generate", film, "--provider", "rw")
    assert "may have been accepted, and charged" in told_why
    assert states(film) == [LedgerState.UNCONFIRMED]
    said = done("jobs", film, "--json")
    assert "perhaps pay twice" in said.people
    job = said.event("job")["id"]
    assert "cannot be asked" in refused("jobs", film, "resume")
    assert len(runway.accepted) == 1
    # Nothing is made for the slot again by itself.
    refused("generate", film, "--provider", "rw")
    assert len(runway.accepted) == 1
    done("jobs", film, "retry", job)
    assert len(runway.accepted) == 2
    assert states(film) == [LedgerState.FAILED, LedgerState.SUCCEEDED]
    costs = done("show", film, "--costs", "--json").event("costs")
    assert costs["possible"] == {"USD": "0.24"}


def test_one_is_forgotten(film: Path, runway: Service) -> None:
    runway.plans += [Plan(Step.CREATE, Fault.CLOSE)]
    refused("generate", film, "--provider", "rw")
    job = done("jobs", film, "--json").event("job")["id"]
    done("jobs", film, "forget", job[4:12])
    assert states(film) == [LedgerState.FAILED]
    assert "has ended" in refused("jobs", film, "resume", job)


def test_what_cannot_be_done_is_said_before_anything_is_sent(film: Path, runway: Service) -> None:
    done("slot", film, "more waves", "--seconds", 40, "--name", "long")
    assert "cannot do 40 s" in refused("generate", film, "long", "--provider", "rw")
    done("slot", film, "x", "--seconds", 2, "--negative", "people", "--name", "not")
    assert "negative prompt" in refused("generate", film, "not", "--provider", "rw")
    assert "no generator" in refused("generate", film, "sea", "--provider", "nobody")
    said = done("generate", film, "sea", "--takes", 3, "--provider", "rw", "--estimate", "--json")
    assert (said.event("estimate")["usd"], said.event("estimate")["unknown"]) == ("0.72", 0)
    assert "$0.72, estimated" in said.people
    assert states(film) == []
    assert runway.journal == []


def test_detached_jobs_go_on_by_themselves(film: Path, runway: Service) -> None:
    said = done("generate", film, "--takes", 2, "--provider", "rw", "--detach", "--json")
    assert said.event("detached")["jobs"] == 2
    until = time.monotonic() + 120
    while len(load_film(film).pool.takes) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    done("generate", film, "--wait")
    assert len(runway.accepted) == 2
    assert states(film) == [LedgerState.SUCCEEDED] * 2


def test_a_running_job_is_canceled_and_told_what_that_stops(film: Path, runway: Service) -> None:
    runway.words = ["running"]
    child = subprocess.Popen(
        [sys.executable, "-m", "sorastudio", "generate", str(film), "--provider", "rw"],
        env=dict(os.environ),
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while LedgerState.RUNNING not in states(film) and time.monotonic() < until:
        time.sleep(0.05)
    assert done("jobs", film, "--json").event("job")["elsewhere"]
    child.kill()
    child.wait()
    runway.plans.append(Plan(None, Fault.ANSWER, Reply(200, {})))  # type: ignore[arg-type]
    job = done("jobs", film, "--json").event("job")["id"]
    said = done("jobs", film, "cancel", job, "--json").event("canceled")
    assert said["stops"] == "may not stop the cost"
    assert states(film) == [LedgerState.CANCELED]
    assert len(runway.accepted) == 1


def test_the_place_in_the_queue_of_a_service_is_listed(film: Path) -> None:
    dialect = told("fal").dialect
    queued = Reply(200, {"status": "IN_QUEUE", "queue_position": 4})
    with serving(Service(dialect, video())) as fal:
        fal.plans.append(Plan(Step.POLL, Fault.REFUSE, queued, times=10_000))
        done(
            "connections", "add", "rw", "--kind", "fal", "--base-url", fal.url, "--model", FAL_MODEL
        )
        child = subprocess.Popen(
            [sys.executable, "-m", "sorastudio", "generate", str(film), "--provider", "rw"],
            env=dict(os.environ),
            stderr=subprocess.DEVNULL,
        )
        try:
            until = time.monotonic() + 60
            while LedgerState.QUEUED not in places(film) and time.monotonic() < until:
                time.sleep(0.05)
            assert done("jobs", film, "--json").event("job")["ahead"] == 4
            assert "queued, 4 ahead (in another program)" in done("jobs", film).results
        finally:
            child.kill()
            child.wait()


def test_what_failed_is_listed_with_its_reason_until_it_is_tried_again_or_dismissed(
    film: Path, runway: Service
) -> None:
    runway.words = ["failed"]
    refused("generate", film, "--takes", 2, "--provider", "rw")
    listed = done("jobs", film, "failed", "--json")
    jobs = [event for event in listed.events if event["event"] == "job"]
    assert ["boom" in job["reason"] for job in jobs] == [True, True]
    done("jobs", film, "dismiss", jobs[0]["id"])
    assert jobs[0]["id"] not in done("jobs", film, "failed", "--json").results
    runway.words = ["done"]
    done("jobs", film, "retry", "all")
    assert "Nothing has failed" in done("jobs", film, "failed").people
    assert "Nothing has failed" in refused("jobs", film, "retry", "all")
    assert states(film) == [LedgerState.FAILED, LedgerState.FAILED, LedgerState.SUCCEEDED]


def test_a_paused_queue_sends_nothing_before_it_is_lifted(film: Path, runway: Service) -> None:
    done("jobs", film, "pause", "--connection", "rw")
    assert "The queue of rw is paused" in refused("generate", film, "--provider", "rw")
    assert states(film) == [LedgerState.DRAFT]
    assert "The queue of rw is paused" in done("jobs", film).people
    assert "paused" in refused("jobs", film, "resume")
    assert runway.accepted == []
    done("jobs", film, "unpause", "--connection", "rw")
    done("jobs", film, "resume")
    assert len(runway.accepted) == 1


def test_a_file_with_its_recipe_becomes_a_slot(tmp_path: Path) -> None:
    film = tmp_path / "film.sora"
    done("new", film, "--size", "64x36")
    write_png(tmp_path / "first.png", bars(5, Size(64, 36)))
    done("slot", film, "waves", "--seconds", 2, "--first-frame", tmp_path / "first.png")
    done("generate", film)
    (take,) = (film.parent / "takes").glob("*.mp4")
    other = tmp_path / "other" / "other.sora"
    done("new", other, "--size", "64x36")
    done("add", other, take, "--as-slot")
    (lone,) = load_film(other).slots
    assert lone.first_frame is None
    shutil.rmtree(other.parent)
    done("new", other, "--size", "64x36")
    done("add", other, tmp_path / "first.png", "--seconds", 1)
    done("add", other, take, "--as-slot")
    project = load_film(other)
    (slot,) = project.slots
    assert isinstance(slot.first_frame, ImageFrame)
    assert project.pool.media[slot.first_frame.media_id].name.endswith("first.png")
    assert (slot.prompt, slot.provider) == ("waves", "animatic")
    assert slot_state(project, slot.id) == Generated(1, 1)
    done("generate", other, slot.name)
    first, second = load_film(other).pool.takes_of(slot.id)
    assert second.recipe.seed == first.recipe.seed + 1
    assert project.timeline.length == 24 + 48


def test_a_video_without_a_recipe_becomes_a_slot_that_asks_for_nothing(
    film: Path, tmp_path: Path
) -> None:
    (tmp_path / "plain.mp4").write_bytes(video())
    write_png(tmp_path / "still.png", bars(5, Size(64, 36)))
    assert "is no video" in refused("add", film, tmp_path / "still.png", "--as-slot")
    done("add", film, tmp_path / "plain.mp4", "--as-slot")
    project = load_film(film)
    slot = list(project.slots)[-1]
    assert (slot.name, slot.prompt) == ("plain", "")
    assert slot_state(project, slot.id) == Generated(1, 1)
    assert "an empty prompt" in refused("generate", film, "plain")


def test_wrong_words_are_refused(film: Path) -> None:
    assert "is no job" in refused("jobs", film, "cancel", "abcdef")
    assert "Say which job" in refused("jobs", film, "cancel")
    assert "not an amount" in refused("budget", film, "--cap", "much")
    assert "no kind of service" in refused("connections", "add", "x", "--kind", "y")
    assert run("jobs", film, "dance").code == 2


def test_another_name_of_a_connection_loses_nothing(film: Path, runway: Service) -> None:
    done("slot", film, "clouds", "--seconds", 2, "--name", "sky")
    project = load_film(film)
    (sky,) = (slot for slot in project.slots if slot.name == "sky")
    save_film(film, change_slot(project, replace(sky, provider="rw")))
    done("generate", film, "sky")
    done("connections", "rename", "rw", "--to", "the good one")
    assert isinstance(slot_state(load_film(film), sky.id), Generated)
    # Its key, and what is asked of it by either name.
    done("generate", film, "sky")
    done("generate", film, "sea", "--provider", "the good one")
    after = load_film(film)
    assert {take.recipe.provider for take in after.pool.takes} == {"rw"}
    assert isinstance(slot_state(after, sky.id), Generated)
    assert len(runway.accepted) == 3
    assert "the good one" in done("jobs", film).results
    assert "the good one" in done("connections").results
    assert "to NEW-NAME" in refused("connections", "rename", "rw")
    assert "no connection 'nobody'" in refused("connections", "rename", "nobody", "--to", "x")
    done("connections", "remove", "the good one")
    assert done("connections", "--json").results == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
@pytest.mark.parametrize("answer", ["y", "", "no"])
def test_in_a_terminal_a_file_is_offered_where_there_is_no_keyring(
    film: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv("SORASTUDIO_KEY_RW")
    code, said = typed(["connections", "key", "rw"], {"Key for rw: ": KEY, "[y/N] ": answer})
    assert "not encrypted" in said
    assert KEY not in said
    kept = Secrets().find("rw")
    if answer == "y":
        assert code == 0
        assert kept is not None
        assert (kept.value, kept.source) == (KEY, str(Secrets().path))
        done("connections", "remove", "rw")
    else:
        assert code != 0
        assert "SORASTUDIO_KEY_RW" in said
    assert Secrets().find("rw") is None


def typed(words: list[str], answers: dict[str, str]) -> tuple[int, str]:
    """Runs the command in a terminal of its own and answers what it asks, in this order; its exit
    code, and all that was to be seen."""
    import pty

    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "sorastudio", *words]
    with subprocess.Popen(
        command, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
    ) as process:
        os.close(inside)
        seen, left = "", dict(answers)
        while came := _read(terminal):
            seen += came
            for question in [each for each in left if seen.endswith(each)]:
                os.write(terminal, f"{left.pop(question)}\n".encode())
    os.close(terminal)
    return process.returncode, seen


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # how a terminal says that its program has ended
        return ""


def test_connections_are_asked_what_they_offer(film: Path, runway: Service) -> None:
    says = {"creditBalance": 300, "tier": {"models": {"gen4.5": {"maxConcurrentGenerations": 2}}}}
    runway.dialect.other = lambda seen, url: Reply(200, says)  # type: ignore[method-assign]
    done("connections", "remove", "rw")
    assert "There are no connections" in done("connections", "refresh").people
    done("connections", "add", "rw", "--kind", "runway", "--base-url", runway.url)
    one = done("connections", "refresh", "rw")
    assert "300 credits are left ($3.00). At once it makes 2 of each model." in one.results
    told = done("connections", "test", "rw", "--json")
    assert told.event("tested")["says"] == "takes the key; 300 credits are left"
    done("connections", "add", "nobody", "--kind", "comfyui", "--base-url", "http://127.0.0.1:9")
    done("connections", "add", "quiet", "--kind", "luma", "--key-variable", "SORASTUDIO_KEY_RW")
    every = run("connections", "refresh", "--json")
    assert every.code == 1
    assert "1 of 3 connections could not be refreshed" in every.people
    assert [(each["event"], each["name"]) for each in every.events[:3]] == [
        ("refreshed", "rw"),
        ("not_refreshed", "nobody"),
        ("refreshed", "quiet"),
    ]
    assert [each.get("tells") for each in every.events[:3]] == [True, None, False]
    assert every.events[0]["models"] == []
    assert "cannot be reached" in refused("connections", "refresh", "nobody")
    assert len(runway.accepted) == 0


def test_an_estimate_follows_the_price_that_was_told(tmp_path: Path) -> None:
    dialect = told("fal").dialect
    with serving(Service(dialect, video())) as service:
        film = tmp_path / "film" / "film.sora"
        done("connections", "add", "rw", "--kind", "fal", "--base-url", service.url)
        done("new", film)
        done("slot", film, "waves", "--seconds", 5, "--name", "sea")
        before = done("generate", film, "--provider", "rw", "--estimate", "--json")
        rows = [{"endpoint_id": "bytedance/seedance-2.0/text-to-video", "unit_price": 0.3}]
        body = {"models": rows, "prices": [{**rows[0], "unit": "seconds"}]}
        dialect.other = lambda seen, url: Reply(200, body)  # type: ignore[method-assign]
        assert "prices were told for 1." in done("connections", "refresh").results
        models = done("connections", "models", "rw", "--json").events
        assert [each["name"] for each in models if not each["unusable"]] == [rows[0]["endpoint_id"]]
        after = done("generate", film, "--provider", "rw", "--estimate", "--json")
        seconds = Decimal(before.event("estimate")["usd"]) / Decimal("0.37")
        assert Decimal(after.event("estimate")["usd"]) == Decimal("0.74") * seconds
        done("connections", "remove", "rw")
        done("connections", "add", "rw", "--kind", "fal", "--base-url", service.url)
        again = done("generate", film, "--provider", "rw", "--estimate", "--json")
        assert again.event("estimate") == before.event("estimate")
