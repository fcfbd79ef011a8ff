"""What `pip install .` puts into an environment."""

from __future__ import annotations

import subprocess
import sys
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

import sorastudio

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return ZipFile(file)


def test_every_resource_lies_inside_the_package(wheel: ZipFile) -> None:
    resources = ROOT / "resources"
    files = [path.relative_to(resources) for path in resources.rglob("*") if path.is_file()]
    assert files
    packed = set(wheel.namelist())
    assert {f"sorastudio/_resources/{file.as_posix()}" for file in files} <= packed


def test_every_module_is_in_it(wheel: ZipFile) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sorastudio").rglob("*.py")}
    assert modules <= set(wheel.namelist())


def test_it_brings_nothing_but_the_program(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"sorastudio", f"sorastudio-{sorastudio.__version__}.dist-info"}


def test_it_has_the_command_the_licence_and_the_version(wheel: ZipFile) -> None:
    about = f"sorastudio-{sorastudio.__version__}.dist-info"
    assert b"sorastudio = sorastudio.app:main" in wheel.read(f"{about}/entry_points.txt")
    assert b"GNU GENERAL PUBLIC LICENSE" in wheel.read(f"{about}/licenses/LICENSE")
    metadata = message_from_bytes(wheel.read(f"{about}/METADATA"))
    assert metadata["Version"] == sorastudio.__version__
    assert metadata["License-Expression"] == "GPL-3.0-or-later"
