"""The set-up itself, on real environments with a pip that only writes down what it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sorasetup.environment import Environment, Step, decide, wanted_stamp
from sorasetup.errors import DISK_FULL, SetupError, reason_in
from sorasetup.install import set_up

from tests.packaging.checkout import bare_environment, give_pip

PLENTY = 10**12


def test_the_program_is_installed_editable_and_a_second_set_up_has_nothing_to_do(
    tmp_path: Path,
) -> None:
    environment = _with_noting_pip(tmp_path)
    set_up(environment, dev=False)
    asked = _asked(environment)
    assert asked[-1] == f"install --quiet --editable {environment.root}"
    set_up(environment, dev=False)
    assert _asked(environment) == asked


def test_the_checks_bring_their_tools(tmp_path: Path) -> None:
    environment = _with_noting_pip(tmp_path)
    set_up(environment, dev=False)
    set_up(environment, dev=True)
    assert _asked(environment)[-1].endswith(f"--editable {environment.root} --group dev")
    count = len(_asked(environment))
    set_up(environment, dev=False)
    assert len(_asked(environment)) == count


def test_changed_needs_are_installed(tmp_path: Path) -> None:
    environment = _with_noting_pip(tmp_path)
    set_up(environment, dev=False)
    count = len(_asked(environment))
    (environment.root / "pyproject.toml").write_text("# more\n")
    set_up(environment, dev=False)
    assert len(_asked(environment)) == 2 * count


def test_a_failed_set_up_says_why_and_starts_anew_the_next_time(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    give_pip(environment, "raise SystemExit('ERROR: No space left on device')")
    with pytest.raises(SetupError, match="disk is full") as stopped:
        set_up(environment, dev=False)
    assert str(environment.log) in str(stopped.value)
    wanted = wanted_stamp(environment.root, dev=False)
    assert decide(environment.stamp(), wanted, whole=environment.whole()) is Step.REBUILD


def test_a_failure_nobody_foresaw_is_shown_as_it_was_said(tmp_path: Path) -> None:
    environment = bare_environment(tmp_path)
    give_pip(environment, "raise SystemExit('the moon is in the wrong place')")
    with pytest.raises(SetupError, match="the moon is in the wrong place"):
        set_up(environment, dev=False)


def test_pip_is_told_what_the_person_told_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    environment = bare_environment(tmp_path)
    give_pip(environment, "import os; print(os.environ['PIP_INDEX_URL'])")
    set_up(environment, dev=False)
    assert "\nhttps://packages.example/simple\n" in environment.log.read_text()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError(': Failed to establish a new connection')", "Check the network"),
        ("ProxyError('Unable to connect to proxy', ...)", "HTTPS_PROXY"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED", "certificate"),
    ],
)
def test_known_signs_become_plain_words(output: str, reason: str) -> None:
    assert reason in reason_in(f"before\n{output}\nafter", free_bytes=PLENTY)


def test_a_full_disk_is_seen_even_when_nothing_is_said() -> None:
    assert reason_in("exit status 1", free_bytes=0) == DISK_FULL
    assert reason_in("exit status 1", free_bytes=PLENTY) == ""


def _with_noting_pip(folder: Path) -> Environment:
    environment = bare_environment(folder)
    note = environment.root / "asked"
    give_pip(
        environment, f"import sys\nopen({str(note)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')"
    )
    return environment


def _asked(environment: Environment) -> list[str]:
    return (environment.root / "asked").read_text().splitlines()
