"""Packages of the system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sorasetup.environment import Environment
from sorasetup.errors import SetupError
from sorasetup.libraries import (
    PACKAGE_OF,
    advice,
    install,
    missing_in,
    missing_libraries,
    missing_programs,
    packages_of,
)

LISTING = """\
/venv/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007fff)
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f2c)
/venv/PySide6/Qt/plugins/platforms/libqwayland.so:
\tlibEGL.so.1 => not found
"""


def test_each_library_that_was_not_found_is_named_once() -> None:
    assert missing_in(LISTING) == ("libEGL.so.1", "libxcb-cursor.so.0")


def test_libraries_of_one_package_ask_for_it_once_and_strangers_for_themselves() -> None:
    libraries = ["libgthread-2.0.so.0", "libglib-2.0.so.0", "libnew.so.7", "libGL.so.1"]
    assert packages_of(libraries) == ("libgl1", "libglib2.0-0", "libnew.so.7")


def test_every_package_is_named_as_apt_writes_names() -> None:
    assert all(package == package.lower() and " " not in package for package in PACKAGE_OF.values())


def test_nothing_is_missing_before_qt_is_there(tmp_path: Path) -> None:
    assert missing_libraries(Environment(tmp_path)) == ()


def test_the_advice_is_one_command_where_there_is_apt(apt: FakeApt) -> None:
    assert advice(["libegl1", "libgl1"]) == (
        "sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    )


def test_the_advice_names_the_packages_where_there_is_no_apt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert advice(["libegl1", "libgl1"]).endswith("what Debian calls: libegl1 libgl1")


def test_packages_come_by_apt_without_a_question(apt: FakeApt) -> None:
    apt.knows("libegl1")
    install(apt.environment, ["libegl1"], root=())
    (call,) = apt.calls()
    assert call.endswith("install --no-install-recommends libegl1 (noninteractive)")
    assert "-qy" in call


def test_a_system_without_package_lists_gets_them_first(apt: FakeApt) -> None:
    apt.knows("libegl1", after_update=True)
    install(apt.environment, ["libegl1"], root=())
    assert [call.split()[5] for call in apt.calls()] == ["install", "update", "install"]


def test_apt_that_cannot_is_an_error_that_names_the_packages(apt: FakeApt) -> None:
    with pytest.raises(SetupError, match="libegl1"):
        install(apt.environment, ["libegl1"], root=())


def test_what_runs_as_root_goes_before_the_command(apt: FakeApt, tmp_path: Path) -> None:
    apt.knows("libegl1")
    install(apt.environment, ["libegl1"], root=("env", "AS=root"))
    assert apt.environment.log.read_text().startswith("$ env AS=root env DEBIAN_FRONTEND")


class FakeApt:
    """An `apt-get` that installs what it knows, some of it only after an update, and writes down
    how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = Environment(folder)
        self.environment.folder.mkdir()
        script = folder / "apt-get"
        script.write_text(
            "#!/bin/sh\n"
            f"cd {folder}\n"
            'echo "$* ($DEBIAN_FRONTEND)" >> calls\n'
            'case "$*" in *update*) mv later known; exit 0;; esac\n'
            'for package; do :; done\ngrep -qx "$package" known\n'
        )
        script.chmod(0o755)

    def knows(self, package: str, *, after_update: bool = False) -> None:
        (self.folder / ("later" if after_update else "known")).write_text(f"{package}\n")

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeApt:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return FakeApt(tmp_path)


def test_programs_that_are_not_there_are_asked_for_by_their_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_programs() == ("xvfb", "xdotool")
    for name in ("Xvfb", "xdotool"):
        (tmp_path / name).touch(mode=0o755)
    assert missing_programs() == ()
