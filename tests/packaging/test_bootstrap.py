"""The file a person starts with whatever Python there is."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import bootstrap
import pytest

ROOT = Path(__file__).parents[2]
BOOTSTRAP = ROOT / "packaging" / "bootstrap.py"


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_python_that_is_new_enough_is_taken(version: tuple[int, ...]) -> None:
    assert bootstrap.version_complaint(version) == ""


def test_an_old_python_is_told_what_is_needed_and_what_was_found() -> None:
    complaint = bootstrap.version_complaint((3, 8, 18))
    assert complaint == "Sora Studio needs Python 3.11 or newer, found 3.8.18."


def test_it_asks_for_the_same_python_as_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = ".".join(str(number) for number in bootstrap.OLDEST)
    assert project["requires-python"] == f">={oldest}"


def test_an_old_python_can_read_it() -> None:
    tree = ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 7))
    at_the_top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    # The future import of annotations does not exist before 3.7, the rest is modern Python.
    assert [ast.unparse(node) for node in at_the_top] == ["import sys"]


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["run", "one", "two"], ["run", "--fast"], ["runtest"]]
)
def test_wrong_usage_leaves_with_2_and_says_how(arguments: list[str]) -> None:
    done = _start(*arguments)
    assert done.returncode == 2
    assert "bootstrap.py run [DIR]" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["test", "-h"]])
def test_help_is_no_error(arguments: list[str]) -> None:
    done = _start(*arguments)
    assert done.returncode == 0
    assert "bootstrap.py test [ARGUMENTS]" in done.stdout


def test_the_checks_of_the_repository_are_this_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "exec python3 packaging/bootstrap.py test\n" in script


def _start(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BOOTSTRAP), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
