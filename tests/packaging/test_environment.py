"""Whether an environment is still right, and who may build in it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sorasetup.environment import Environment, Stamp, Step, decide, wanted_stamp

from tests.packaging.checkout import bare_environment, checkout, give_pip

STAMP = Stamp(place="/films", python="cpython-311 x86_64", needs="abc", dev=False)


def test_the_same_stamp_means_nothing_to_do() -> None:
    assert decide(STAMP, STAMP, whole=True) is Step.READY


def test_the_checks_need_more_than_a_run_but_not_the_other_way_round() -> None:
    for_checks = replace(STAMP, dev=True)
    assert decide(STAMP, for_checks, whole=True) is Step.UPDATE
    assert decide(for_checks, STAMP, whole=True) is Step.READY


def test_other_needs_are_installed_into_what_is_there() -> None:
    assert decide(replace(STAMP, needs="old"), STAMP, whole=True) is Step.UPDATE


@pytest.mark.parametrize(
    "found", [replace(STAMP, place="/elsewhere"), replace(STAMP, python="cpython-313 x86_64")]
)
def test_a_moved_checkout_or_another_python_starts_anew(found: Stamp) -> None:
    assert decide(found, STAMP, whole=True) is Step.REBUILD


@pytest.mark.parametrize("found", [None, STAMP])
def test_an_environment_that_is_not_whole_starts_anew(found: Stamp | None) -> None:
    assert decide(found, STAMP, whole=False) is Step.REBUILD


def test_an_environment_somebody_else_made_is_completed() -> None:
    assert decide(None, STAMP, whole=True) is Step.UPDATE


@pytest.mark.parametrize(
    ("file", "changes"),
    [("pyproject.toml", True), ("packaging/sorasetup/a.py", True), ("README.md", False)],
)
def test_the_stamp_follows_what_says_what_is_installed(
    tmp_path: Path, file: str, *, changes: bool
) -> None:
    root = checkout(tmp_path)
    before = wanted_stamp(root, dev=False)
    (root / file).write_text("# another line\n")
    assert (wanted_stamp(root, dev=False) != before) is changes


def test_a_stamp_is_read_as_it_was_written(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    environment.begin()
    environment.finish(STAMP)
    assert environment.stamp() == STAMP


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"place": 1, "unknown": 2}', "\x00"])
def test_a_damaged_stamp_is_none(tmp_path: Path, text: str) -> None:
    environment = bare_environment(tmp_path)
    (environment.folder / ".stamp").write_text(text)
    assert environment.stamp() is None


def test_it_is_whole_once_it_has_pip_and_until_a_set_up_is_cut_short(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    assert not environment.whole()
    give_pip(environment, "")
    assert environment.whole()
    environment.begin()
    assert not environment.whole()
    environment.finish(STAMP)
    assert environment.whole()


def test_it_is_not_whole_when_its_python_is_gone(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    give_pip(environment, "")
    environment.python.unlink()
    environment.python.symlink_to("/nowhere/python3")
    assert not environment.whole()


def test_clearing_keeps_the_lock_and_follows_no_link(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "film").touch()
    (environment.folder / "link").symlink_to(outside)
    with environment.locked():
        environment.begin()
        environment.clear()
    assert sorted(path.name for path in environment.folder.iterdir()) == [".lock", ".unfinished"]
    assert (outside / "film").exists()


def test_a_command_tells_both_its_outputs_and_whether_it_succeeded(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    code = "import sys; print('one', flush=True); print('two', file=sys.stderr); sys.exit(3)"
    succeeded, output = environment.run(sys.executable, "-c", code)
    assert not succeeded
    assert output.endswith("one\ntwo\n")
    assert environment.log.read_text(encoding="utf-8") == output


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    with Environment(root).locked():
        second = _other_process(root, "with environment.locked(): print('mine', flush=True)")
        assert "waiting for it" in _line(second)
        assert second.poll() is None
    assert _line(second) == "mine\n"
    assert _ended(second) == 0


def test_a_command_keeps_the_lock_of_a_set_up_that_was_killed(tmp_path: Path) -> None:
    root, started, go = checkout(tmp_path), tmp_path / "started", tmp_path / "go"
    child = (
        "import pathlib, time\\n"
        f"pathlib.Path({str(started)!r}).touch()\\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)"
    )
    code = (
        "with environment.locked() as lock:\n"
        f'    environment.run(sys.executable, \'-c\', """{child}""", keep=(lock,))'
    )
    first = _other_process(root, code)
    _wait_until(started.exists)
    first.kill()
    second = _other_process(root, "with environment.locked(): print('mine', flush=True)")
    assert "waiting for it" in _line(second)
    go.touch()
    assert _line(second) == "mine\n"
    assert _ended(second) == 0
    _ended(first)


def _other_process(root: Path, code: str) -> subprocess.Popen[str]:
    start = (
        "import pathlib, sys\n"
        "from sorasetup.environment import Environment\n"
        f"environment = Environment(pathlib.Path({str(root)!r}))\n"
    )
    packaging = Path(__file__).parents[2] / "packaging"
    return subprocess.Popen(
        [sys.executable, "-c", start + code], cwd=packaging, stdout=subprocess.PIPE, text=True
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def _ended(process: subprocess.Popen[str]) -> int:
    process.communicate()
    return process.returncode


def _wait_until(happened: Callable[[], bool]) -> None:
    for _ in range(3000):
        if happened():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen within 30 seconds")
