"""What is made in the background: proxies of slow sources, pictures of heavy transitions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.media.pool import ReaderPool
from sorastudio.playback import caretaker as module
from sorastudio.playback.caches import Caches
from sorastudio.playback.caretaker import Caretaker, Keeping, Mark
from sorastudio.project.edits.place import excerpt, insert
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.render.compose import compose
from sorastudio.render.plan import plan
from sorastudio.render.transitions import kinds
from sorastudio.render.transitions.dissolve import dissolve
from sorastudio.render.transitions.kind import Kind
from tests.playback.conftest import Film
from tests.playback.fakes import PATIENCE_SECONDS, Watcher
from tests.store.faults import largest_file

SIZE = Size(112, 64)
BLENDED = range(36, 48)


@dataclass
class Home:
    """A caretaker at work, and the scheduler it works with."""

    caretaker: Caretaker
    caches: Caches
    scheduler: Scheduler
    told: list[tuple[Mark, ...]]
    lost: set[MediaId]

    def until(self, reached: Callable[[], bool], *, is_free: bool = True) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            assert time.monotonic() < end, self.caretaker.marks
            self.caretaker.glance(is_free=is_free)
            self.scheduler.drain()
            time.sleep(0.002)

    def rest(self) -> None:
        """Until nothing more is to be made."""
        for _ in range(5):
            self.caretaker.glance(is_free=True)
            self.until(lambda: self.caretaker._job is None, is_free=True)

    def look_at(self, project: Project) -> None:
        self.caretaker.look_at(project)
        self.caretaker.glance(is_free=False)


@pytest.fixture
def home(tmp_path: Path, bars: Film) -> Iterator[Home]:
    caches = Caches(tmp_path / "cache")
    told: list[tuple[Mark, ...]] = []
    lost: set[MediaId] = set()

    def locate(media_id: MediaId) -> Path:
        if media_id in lost:
            raise MediaError("It is missing.")
        return bars[1](media_id)

    with Scheduler() as scheduler:
        caretaker = Caretaker(
            scheduler, caches, locate, lambda: told.append(made.caretaker.marks if made else ())
        )
        made: Home | None = None
        made = Home(caretaker, caches, scheduler, told, lost)
        caretaker.set_size(SIZE)
        yield made


@pytest.fixture
def slow_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files as small as those of the tests count as slow."""
    monkeypatch.setattr(module, "_SLOW_PIXELS", 1)


@pytest.fixture
def heavy(bars: Film, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A transition that takes longer than its frames last."""

    def run(a, b, progress, params):  # type: ignore[no-untyped-def]
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        return dissolve(a, b, progress, {"linear": False})

    monkeypatch.setitem(kinds(), "heavy", Kind(name="heavy", words="Slow", run=run))
    return add_transition(bars[0], second_of(bars[0]).clip.id, "heavy", 12)


def second_of(project: Project) -> Placed:
    return list(project.timeline.tracks[0].clips())[1]


def test_slow_sources_get_proxies_that_play(
    home: Home, bars: Film, slow_sources: None, patient_drag: None
) -> None:
    home.caretaker.look_at(bars[0])
    home.until(lambda: all(home.caches.has_proxy(media.id) for media in bars[0].pool.media))
    with Watcher(*bars, caches=home.caches) as watcher:
        for frame in (40, 38, 36):
            watcher.player.seek(frame)
            assert watcher.reads(frame) == 1000 + frame
        assert any(shown.rough for shown in watcher.taken)
    assert home.caretaker.marks == ()


def test_quick_sources_get_none(home: Home, bars: Film) -> None:
    home.caretaker.look_at(bars[0])
    home.until(lambda: all(home.caches.is_swift(media.id) for media in bars[0].pool.media))
    assert len(home.caches.proxies) == 0


def test_nothing_is_made_while_the_cores_are_needed(
    home: Home, bars: Film, slow_sources: None
) -> None:
    home.caretaker.look_at(bars[0])
    for _ in range(20):
        home.caretaker.glance(is_free=False)
        home.scheduler.drain()
    assert not home.caretaker.work
    home.until(lambda: "proxy" in home.caretaker.work)
    home.caretaker.glance(is_free=False)
    home.until(lambda: len(home.caches.proxies) == 2)


def test_what_is_there_from_before_is_not_made_again(
    home: Home, bars: Film, slow_sources: None, tmp_path: Path
) -> None:
    home.caretaker.look_at(bars[0])
    home.until(lambda: len(home.caches.proxies) == 2)
    files = {path: path.stat().st_ino for path in (tmp_path / "cache" / "proxies").iterdir()}
    again = Caches(tmp_path / "cache")
    caretaker = Caretaker(home.scheduler, again, bars[1], lambda: None)
    caretaker.look_at(bars[0])
    home.caretaker = caretaker
    home.until(lambda: len(again.proxies) == 2)
    home.rest()
    assert {path: path.stat().st_ino for path in files} == files


def test_a_film_that_is_closed_in_the_middle_leaves_nothing_half_made(
    bars: Film, slow_sources: None, tmp_path: Path
) -> None:
    scheduler = Scheduler()
    caretaker = Caretaker(scheduler, Caches(tmp_path / "cache"), bars[1], lambda: None)
    caretaker.look_at(bars[0])
    while "proxy" not in caretaker.work:
        caretaker.glance(is_free=True)
        scheduler.drain()
    scheduler.shutdown()
    left = [path.name for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert not [name for name in left if name.startswith(".")]


def test_on_a_full_disk_it_gives_up_and_says_so(
    home: Home, bars: Film, slow_sources: None, tmp_path: Path
) -> None:
    home.caretaker.look_at(bars[0])
    with largest_file(1500):
        home.until(lambda: bool(home.caretaker.trouble))
        home.rest()
    assert "full" in home.caretaker.trouble
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    home.caretaker.clear()
    home.until(lambda: len(home.caches.proxies) == 2)


def test_a_missing_file_is_left_until_it_is_back(
    home: Home, bars: Film, slow_sources: None
) -> None:
    first, second = (media.id for media in bars[0].pool.media)
    home.lost.add(first)
    home.caretaker.look_at(bars[0])
    home.until(lambda: home.caches.has_proxy(second))
    home.rest()
    assert not home.caches.has_proxy(first)
    home.lost.clear()
    home.until(lambda: home.caches.has_proxy(first))


def test_a_heavy_transition_is_found_kept_and_played(
    home: Home, bars: Film, heavy: Project
) -> None:
    home.caretaker.look_at(heavy)
    with Watcher(heavy, bars[1], caches=home.caches) as watcher:
        watcher.player.seek(38)
        watcher.sees(38)
        late = (Mark(BLENDED[0], BLENDED[-1] + 1, Keeping.LATE),)
        home.until(lambda: home.caretaker.marks == late, is_free=False)
        kept = (Mark(BLENDED[0], BLENDED[-1] + 1, Keeping.PICTURES),)
        home.until(lambda: home.caretaker.marks == kept)
    composed: list[float] = []

    def told(a, b, progress, params):  # type: ignore[no-untyped-def]
        composed.append(progress)
        return a

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(kinds(), "heavy", replace(kinds()["heavy"], run=told))
        with Watcher(heavy, bars[1], caches=home.caches) as watcher:
            watcher.player.seek(34)
            watcher.sees(34)
            watcher.player.play()
            for frame in range(34, 50):
                watcher.sees(frame)
                watcher.plays_a_frame()
            assert watcher.player.dropped == 0
    assert composed == []


def test_kept_pictures_are_those_that_would_be_composed(
    home: Home, bars: Film, heavy: Project
) -> None:
    home.caretaker.look_at(heavy)
    for frame in (40, 41):
        home.caches.note_slow(frame, plan(heavy, frame))
    home.until(lambda: {mark.keeping for mark in home.caretaker.marks} == {Keeping.PICTURES})
    with ReaderPool(bars[1]) as pool:
        for frame in BLENDED:
            kept = home.caches.pictures.load(plan(heavy, frame), SIZE)
            true = compose(plan(heavy, frame), pool, SIZE)
            assert kept is not None
            assert all(np.array_equal(p, q) for p, q in zip(kept.planes, true.planes, strict=True))


def test_marks_go_where_the_transition_goes(home: Home, bars: Film, heavy: Project) -> None:
    home.caretaker.look_at(heavy)
    for frame in (40, 41):
        home.caches.note_slow(frame, plan(heavy, frame))
    home.until(lambda: {mark.keeping for mark in home.caretaker.marks} == {Keeping.PICTURES})
    what = excerpt(heavy, next(iter(heavy.pool.media)).id, source_out=Fraction(1))
    later = insert(heavy, what, 0, all_tracks=True)
    home.look_at(later)
    assert home.caretaker.marks == (Mark(60, 72, Keeping.PICTURES),)
    home.caretaker.set_size(Size(56, 32))
    home.caretaker.glance(is_free=False)
    assert home.caretaker.marks == (Mark(60, 72, Keeping.LATE),)
    home.look_at(bars[0])
    assert not home.caretaker.marks


def test_one_slow_frame_is_an_accident(home: Home, bars: Film, heavy: Project) -> None:
    home.caretaker.look_at(heavy)
    home.caches.note_slow(40, plan(heavy, 40))
    home.rest()
    assert home.caretaker.marks == ()
    assert len(home.caches.pictures.shelf) == 0


def test_what_is_told_of_another_film_is_not_believed(
    home: Home, bars: Film, heavy: Project
) -> None:
    home.caretaker.look_at(bars[0])
    for frame in (40, 41):
        home.caches.note_slow(frame, plan(heavy, frame))
    home.rest()
    assert home.caretaker.marks == ()


def test_a_plain_clip_that_comes_late_plays_from_a_proxy(home: Home, bars: Film) -> None:
    project = bars[0]
    home.caretaker.look_at(project)
    for frame in range(6, 18):
        home.caches.note_slow(frame, plan(project, frame))
    home.rest()
    assert not home.caretaker.marks  # so near to its start it may be what came before
    for frame in range(30, 36):
        home.caches.note_slow(frame, plan(project, frame))
    home.until(lambda: home.caretaker.marks == (Mark(0, 48, Keeping.PROXY),))
    assert home.caches.is_hard(next(iter(project.pool.media)).id)


def test_a_missing_file_in_a_kept_stretch_is_still_told(
    home: Home, bars: Film, heavy: Project
) -> None:
    home.caretaker.look_at(heavy)
    for frame in (40, 41):
        home.caches.note_slow(frame, plan(heavy, frame))
    home.until(lambda: {mark.keeping for mark in home.caretaker.marks} == {Keeping.PICTURES})

    def gone(media_id: MediaId) -> Path:
        raise MediaError("It is gone.")

    with Watcher(heavy, gone, caches=home.caches) as watcher:
        watcher.player.seek(40)
        assert watcher.sees(40).note == "It is gone."


def test_where_there_is_no_room_only_what_is_looked_at_gets_a_proxy(
    bars: Film, slow_sources: None, tmp_path: Path
) -> None:
    first, second = (media.id for media in bars[0].pool.media)
    caches = Caches(tmp_path / "cache", proxy_bytes=100)
    with Scheduler() as scheduler:
        caretaker = Caretaker(scheduler, caches, bars[1], lambda: None)
        caretaker.look_at(bars[0])
        home = Home(caretaker, caches, scheduler, [], set())
        home.until(lambda: caches.has_proxy(first))
        home.rest()
        assert not caches.has_proxy(second)
        caches.want(second)
        home.until(lambda: caches.has_proxy(second))
        home.rest()
        assert not caches.has_proxy(first)


def test_long_stretches_and_small_shelves_are_bounded(
    bars: Film, heavy: Project, tmp_path: Path
) -> None:
    caches = Caches(tmp_path / "cache", picture_bytes=5 * 112 * 64 * 3 // 2)
    with Scheduler() as scheduler:
        caretaker = Caretaker(scheduler, caches, bars[1], lambda: None)
        caretaker.set_size(SIZE)
        caretaker.look_at(heavy)
        for frame in (40, 41):
            caches.note_slow(frame, plan(heavy, frame))
        home = Home(caretaker, caches, scheduler, [], set())
        home.rest()
        assert len(caches.pictures.shelf) == 0
        assert caretaker.marks == (Mark(36, 48, Keeping.LATE),)
