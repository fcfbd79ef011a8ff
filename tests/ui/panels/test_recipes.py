"""Files that carry their recipe become slots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.media.still import write_png
from sorastudio.media.tags import embed_tags
from sorastudio.project.check import check
from sorastudio.project.media import Media, Reference, ReferenceRole, Size
from sorastudio.project.slot import ImageFrame
from sorastudio.project.state import Generated, Stale, slot_state
from sorastudio.store.recipe_tag import RECIPE_KEY, recipe_tag
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.library import Library
from tests.film_maker import Reel, bars, make_film
from tests.project.films import recipe


@pytest.fixture
def library(qtbot: QtBot, session: Session) -> Library:
    library = Library(session, Generation(session, session))
    qtbot.addWidget(library)
    library.resize(300, 500)
    library.show()
    qtbot.waitExposed(library)
    return library


@pytest.fixture
def take_file(tmp_path: Path) -> Path:
    """A second of film that says how it was made."""
    plain, tagged = tmp_path / "plain.mp4", tmp_path / "sea-3.mp4"
    make_film(plain, Reel(frames=24))
    embed_tags(plain, tagged, {RECIPE_KEY: recipe_tag(recipe("a calm sea", 1))})
    return tagged


def imported(qtbot: QtBot, library: Library, path: Path) -> Media:
    with qtbot.waitSignal(library.imported, timeout=10_000) as found:
        library.import_files([path])
    (media,) = found.args[0]
    assert isinstance(media, Media)
    return media


def test_an_imported_take_is_offered_as_a_slot(
    qtbot: QtBot, session: Session, library: Library, take_file: Path
) -> None:
    media = imported(qtbot, library, take_file)
    offer = library.media.offer
    qtbot.waitUntil(offer.isVisible, timeout=10_000)
    QTest.mouseClick(offer.make_button, Qt.MouseButton.LeftButton)
    assert not offer.isVisible()
    (slot,) = session.project.slots
    assert (slot.name, slot.prompt, slot.seed) == ("sea-3", "a calm sea", 1)
    assert isinstance(slot_state(session.project, slot.id), Generated | Stale)
    (placed, *_) = session.project.timeline.clips()
    assert session.project.media_of(placed.clip) == media
    assert check(session.project) == []
    session.undo()
    assert len(session.project.slots) == 0
    assert media.id in session.project.pool.media


def test_a_picture_it_started_from_is_linked_where_the_film_has_it(
    qtbot: QtBot, session: Session, library: Library, tmp_path: Path
) -> None:
    write_png(tmp_path / "first.png", bars(5, Size(64, 36)))
    picture = imported(qtbot, library, tmp_path / "first.png")
    given = Reference(role=ReferenceRole.FIRST_FRAME, sha256=picture.sha256)
    told = replace(recipe("a calm sea", 1), references=(given,))
    make_film(tmp_path / "plain.mp4", Reel(frames=24))
    embed_tags(tmp_path / "plain.mp4", tmp_path / "t.mp4", {RECIPE_KEY: recipe_tag(told)})
    imported(qtbot, library, tmp_path / "t.mp4")
    qtbot.waitUntil(library.media.offer.isVisible, timeout=10_000)
    QTest.mouseClick(library.media.offer.make_button, Qt.MouseButton.LeftButton)
    (slot,) = session.project.slots
    assert slot.first_frame == ImageFrame(picture.id)


def test_the_offer_can_be_left(
    qtbot: QtBot, session: Session, library: Library, take_file: Path
) -> None:
    imported(qtbot, library, take_file)
    offer = library.media.offer
    qtbot.waitUntil(offer.isVisible, timeout=10_000)
    QTest.mouseClick(offer.close_button, Qt.MouseButton.LeftButton)
    assert not offer.isVisible()
    assert len(session.project.slots) == 0


def test_a_file_without_a_recipe_is_not_offered_but_becomes_a_slot_when_asked(
    qtbot: QtBot, session: Session, library: Library, tmp_path: Path
) -> None:
    make_film(tmp_path / "plain.mp4", Reel(frames=24))
    media = imported(qtbot, library, tmp_path / "plain.mp4")
    library.media.recipes.look_into([media], make=True)
    qtbot.waitUntil(lambda: len(session.project.slots) == 1, timeout=10_000)
    assert not library.media.offer.isVisible()
    (slot,) = session.project.slots
    assert (slot.name, slot.prompt) == ("plain", "")
    (take,) = session.project.pool.takes_of(slot.id)
    assert take.media_id == media.id
    assert check(session.project) == []
