"""The film that most tests of exporting build."""

from __future__ import annotations

from pathlib import Path

import pytest

from sorastudio.project.project import Project
from sorastudio.store.folder import FilmFolder
from tests.export.films import make_project, on_disk


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, project: Project) -> FilmFolder:
    return on_disk(tmp_path, project)
