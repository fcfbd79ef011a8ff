"""Caches of a film as the window shows and clears them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sorastudio.export.still import export_still
from sorastudio.jobs.job import Context
from sorastudio.playback import caretaker
from sorastudio.playback.caches import Caches
from sorastudio.playback.caretaker import Keeping
from sorastudio.playback.player import Player
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.plan import plan
from sorastudio.ui.export.exporting import Exporting
from sorastudio.ui.film.caching import Caching
from sorastudio.ui.film.session import Session
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.scale import Quality
from sorastudio.ui.window.status import Status
from tests.film_maker import Reel, make_film
from tests.playback.fakes import FakeSound, files_of
from tests.ui.conftest import OpenFilm

PATIENCE_MS = 20_000


class Desk:
    """A viewer and the caches of its film."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.caches = Caches(session.folder.cache_dir)
        self.player = Player(session.locate, open_output=FakeSound, caches=self.caches)
        self.caching = Caching(session, self.caches, self.player)
        self.viewer = Viewer(session, self.player)
        self.viewer.resize(900, 560)
        self.viewer.show()
        self.said: list[str] = []
        session.told.connect(lambda _, words: self.said.append(words))

    def until(self, reached) -> None:  # type: ignore[no-untyped-def]
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def rests_on(self, frame: int, size: Size) -> bool:
        shown = self.viewer.screen_view.shown
        return (
            shown is not None
            and shown.frame == frame
            and shown.picture.size == size
            and not shown.rough
        )

    @property
    def tip(self) -> str:
        return self.caching.filling.tip


@pytest.fixture
def desk(
    open_film: OpenFilm,
    film_path: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """Two clips with a dissolve; files as small as these count as slow."""
    monkeypatch.setattr(caretaker, "_SLOW_PIXELS", 1)
    paths = [make_film(tmp_path / f"{n}.mp4", Reel(frames=48, first=n * 1000)) for n in (1, 2)]
    project, locate = files_of(*paths)
    film_path.parent.mkdir(parents=True)
    for media in project.pool.media:
        (film_path.parent / media.path).write_bytes(locate(media.id).read_bytes())
        project = append(project, excerpt(project, media.id, source_out=Fraction(2)))
    second = list(project.timeline.tracks[0].clips())[1].clip.id
    made = Desk(open_film(add_transition(project, second, "dissolve", 12)), qtbot)
    yield made
    made.caching.stop()
    made.viewer.shut()
    made.viewer.close()
    made.viewer.deleteLater()


def dissolved(project: Project) -> list[int]:
    first = next(frame for frame in range(96) if hasattr(plan(project, frame).layers[0], "kind"))
    return [first, first + 1]


def test_proxies_are_made_by_themselves_and_counted(desk: Desk) -> None:
    desk.until(lambda: len(desk.caches.proxies) == 2)
    desk.until(lambda: "Proxies on disk: 2 (" in desk.tip)
    assert desk.caching.filling.words.startswith("cache ▮")
    folder = desk.session.folder.cache_dir / "proxies"
    assert len(list(folder.iterdir())) == 2


def test_the_status_bar_shows_how_full_they_are(desk: Desk) -> None:
    status = Status(desk.session, Exporting(desk.session), desk.viewer)
    desk.qtbot.addWidget(status)
    desk.caching.changed.connect(lambda: status.show_cache(desk.caching.filling))
    desk.until(lambda: len(desk.caches.proxies) == 2)
    label = next(each for each in status.findChildren(QLabel) if each.accessibleName() == "Cache")
    desk.until(lambda: "Proxies on disk: 2 (" in label.toolTip())
    assert label.text() == desk.caching.filling.words


def test_nothing_is_made_while_something_else_is_busy(desk: Desk) -> None:
    busy = [True]
    desk.caching.waits_while(lambda: busy[0])
    desk.qtbot.wait(1200)
    assert len(desk.caches.proxies) == 0
    busy.clear()
    busy.append(False)
    desk.until(lambda: len(desk.caches.proxies) == 2)


def test_with_proxies_full_quality_is_the_exported_still(desk: Desk, tmp_path: Path) -> None:
    session, size = desk.session, desk.session.project.settings.size
    desk.until(lambda: len(desk.caches.proxies) == 2)
    desk.viewer.set_quality(Quality.FULL)
    for frame in (70, 20, dissolved(session.project)[1], 5):
        desk.viewer.go_to(frame)
        desk.until(partial(desk.rests_on, frame, size))
        shown = desk.viewer.screen_view.shown
        export_still(session.project, session.locate, frame, size, tmp_path / "still.png")
        still = cv2.imread(str(tmp_path / "still.png"))
        assert shown is not None
        assert still is not None
        assert np.array_equal(shown.pixels[..., :3], still)


def test_nothing_is_made_while_it_plays(desk: Desk) -> None:
    desk.viewer.play_pause()
    desk.qtbot.wait(1200)
    assert len(desk.caches.proxies) == 0
    desk.viewer.play_pause()
    desk.until(lambda: len(desk.caches.proxies) == 2)


def test_a_slow_stretch_is_marked_and_then_kept(desk: Desk) -> None:
    project = desk.session.project
    for frame in dissolved(project):
        desk.caches.note_slow(frame, plan(project, frame))
    desk.until(lambda: [m.keeping for m in desk.caching.marks] == [Keeping.PICTURES])
    assert "Pictures on disk: 12 (" in desk.tip


def test_clearing_says_what_went_and_takes_nothing_else(desk: Desk) -> None:
    desk.until(lambda: len(desk.caches.proxies) == 2)
    cache = desk.session.folder.cache_dir
    (cache / "thumbnails" / "ab").mkdir(parents=True)
    (cache / "thumbnails" / "ab" / "x.png").write_bytes(bytes(2_000_000))
    (cache / "of-another").mkdir()
    desk.caching.waits_while(lambda: True)
    desk.caching.clear()
    desk.until(lambda: bool(desk.said))
    assert desk.said[0].startswith("Cleared 2 MB on disk and ")
    assert "made again" in desk.said[0]
    assert {path.name for path in cache.rglob("*")} <= {"of-another", "proxies", "frames"}
    assert (cache / "of-another").exists()
    assert (desk.session.folder.root / "1.mp4").exists()


def test_what_is_being_made_is_given_up_when_caches_are_cleared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(self: object, media: object, context: Context) -> None:
        while True:
            context.sleep(0.01)

    monkeypatch.setattr(caretaker.Caretaker, "_proxy", endless)
    desk.until(lambda: "Now making a proxy of 1.mp4" in desk.tip)
    desk.caching.clear()
    desk.until(lambda: bool(desk.said))
    assert desk.said[0].startswith("Cleared ")
