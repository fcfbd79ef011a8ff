from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sorastudio.paths import (
    HOME_VARIABLE,
    Purpose,
    resource,
    system_dir,
    user_config_dir,
    user_data_dir,
)

HOME = Path("/home/mara")


def test_resources_of_this_checkout_are_found() -> None:
    folder = resource()
    assert folder.is_dir()
    assert folder.name in ("resources", "_resources")


def test_resources_of_a_checkout(tmp_path: Path) -> None:
    file = tmp_path / "resources" / "export" / "web.json"
    file.parent.mkdir(parents=True)
    file.touch()
    assert resource("export", "web.json", package=tmp_path / "sorastudio") == file


def test_installed_resources_come_first(tmp_path: Path) -> None:
    package = tmp_path / "sorastudio"
    for folder in (tmp_path / "resources", package / "_resources"):
        folder.mkdir(parents=True)
        (folder / "font.ttf").touch()
    assert resource("font.ttf", package=package) == package / "_resources" / "font.ttf"


def test_missing_resource_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"lacks its file icons/play\.svg"):
        resource("icons", "play.svg", package=tmp_path / "sorastudio")


@pytest.mark.parametrize(
    ("platform", "purpose", "environ", "folder"),
    [
        ("linux", Purpose.CONFIG, {}, "/home/mara/.config/sorastudio"),
        ("linux", Purpose.DATA, {}, "/home/mara/.local/share/sorastudio"),
        ("linux", Purpose.DATA, {"XDG_DATA_HOME": "/fast"}, "/fast/sorastudio"),
        ("linux", Purpose.CONFIG, {"XDG_CONFIG_HOME": "fast"}, "/home/mara/.config/sorastudio"),
        ("linux", Purpose.CONFIG, {"XDG_CONFIG_HOME": ""}, "/home/mara/.config/sorastudio"),
        ("freebsd14", Purpose.DATA, {"XDG_DATA_HOME": "/d"}, "/d/sorastudio"),
        ("darwin", Purpose.CONFIG, {}, "/home/mara/Library/Application Support/Sora Studio"),
        ("win32", Purpose.CONFIG, {"APPDATA": "/roam"}, "/roam/Sora Studio"),
        ("win32", Purpose.DATA, {"LOCALAPPDATA": "/local"}, "/local/Sora Studio"),
        ("win32", Purpose.DATA, {}, "/home/mara/AppData/Local/Sora Studio"),
    ],
)
def test_each_system_has_its_folders(
    platform: str, purpose: Purpose, environ: dict[str, str], folder: str
) -> None:
    found = system_dir(purpose, platform, environ, HOME)
    assert PurePosixPath(found.as_posix()) == PurePosixPath(folder)


def test_person_may_name_one_folder_for_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert user_config_dir() == tmp_path / "config"
    assert user_data_dir() == tmp_path / "data"


def test_folders_of_this_system_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    assert user_data_dir().is_absolute()
    assert user_data_dir() != user_config_dir()


def test_person_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(FileNotFoundError, match=HOME_VARIABLE):
        user_config_dir()
