from __future__ import annotations

from pathlib import Path

import pytest

from sorastudio.ui.film.session import Session
from tests.reels import film_of, make_reels
from tests.ui.conftest import OpenFilm


@pytest.fixture(scope="module")
def reels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return make_reels(tmp_path_factory.mktemp("reels"))


@pytest.fixture
def film(reels: tuple[Path, ...], open_film: OpenFilm) -> Session:
    """Three whole files: one scene in two of them, then another scene."""
    return open_film(film_of(reels))
