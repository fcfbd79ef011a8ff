"""A rough picture at once, the true one at rest. The proxies here show other numbers than their
originals, so that it is seen which was shown."""

from __future__ import annotations

import shutil
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.pool import ReaderPool
from sorastudio.media.proxy import make_proxy
from sorastudio.playback.caches import Caches, proxy_name
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.render.compose import compose
from sorastudio.render.plan import plan
from tests.film_maker import Reel, make_film, read_bars
from tests.playback.conftest import Film
from tests.playback.fakes import Watcher

OTHER = 5000


@pytest.fixture
def caches(tmp_path: Path, bars: Film) -> Caches:
    """Both files have a proxy; that of the first shows 5000 + n, of the second 6000 + n."""
    made = Caches(tmp_path / "cache")
    for number, media in enumerate(bars[0].pool.media):
        other = make_film(tmp_path / f"{number}.mp4", Reel(frames=48, first=OTHER + 1000 * number))
        target = made.proxies.path(proxy_name(media.id))
        make_proxy(other, target, lambda _: None)
        made.proxies.added(proxy_name(media.id))
    return made


def test_at_rest_the_rough_picture_gives_way_to_the_true_one(
    bars: Film, caches: Caches, patient_drag: None
) -> None:
    with Watcher(*bars, caches=caches) as watcher:
        for frame, rough, true in ((30, 5030, 1030), (70, 6022, 2022), (3, 5003, 1003)):
            watcher.player.seek(frame + 1)
            watcher.player.seek(frame)
            watcher.until(partial(is_true, watcher, frame))
            mine = [shown for shown in watcher.taken if shown.frame == frame]
            assert [(shown.rough, read_bars(shown.picture)) for shown in mine] == [
                (True, rough),
                (False, true),
            ]


def is_true(watcher: Watcher, frame: int) -> bool:
    return bool(watcher.taken) and watcher.taken[-1].frame == frame and not watcher.taken[-1].rough


def test_what_is_on_at_rest_is_what_is_exported(bars: Film, caches: Caches) -> None:
    project, locate = bars
    second = list(project.timeline.tracks[0].clips())[1].clip.id
    project = add_transition(project, second, "dissolve", 12)
    with Watcher(project, locate, caches=caches) as watcher, ReaderPool(locate) as pool:
        for frame in (20, 44, 50, 60):
            watcher.player.seek(frame)
            watcher.until(partial(is_true, watcher, frame))
            true = compose(plan(project, frame), pool, project.settings.size)
            shown = watcher.taken[-1].picture
            assert all(np.array_equal(a, b) for a, b in zip(shown.planes, true.planes, strict=True))


def test_while_the_playhead_is_dragged_every_place_is_shown(bars: Film, caches: Caches) -> None:
    with Watcher(*bars, caches=caches) as watcher:
        watcher.until(lambda: is_true(watcher, 0))
        for frame in range(5, 45, 4):
            watcher.player.seek(frame)
            watcher.sees(frame)
        assert read_bars(watcher.taken[-1].picture) % 1000 == 41


def test_a_rough_picture_is_made_no_finer_than_its_proxy(
    bars: Film, caches: Caches, patient_drag: None
) -> None:
    with Watcher(*bars, caches=caches) as watcher:
        watcher.player.set_size(Size(1280, 720))
        watcher.player.seek(31)
        watcher.player.seek(30)
        watcher.until(partial(is_true, watcher, 30))
        rough, true = (shown for shown in watcher.taken if shown.frame == 30)
        assert (rough.picture.size, read_bars(rough.picture)) == (Size(640, 360), 5030)
        assert (true.picture.size, read_bars(true.picture)) == (Size(1280, 720), 1030)


def test_backwards_plays_from_proxies(bars: Film, caches: Caches) -> None:
    with Watcher(*bars, caches=caches) as watcher:
        watcher.player.seek(46)
        watcher.until(lambda: is_true(watcher, 46))
        watcher.player.play(-1)
        watcher.sound.pass_time(Fraction(20, 24))
        assert watcher.reads(26) == 5026
        watcher.player.pause()
        watcher.until(lambda: is_true(watcher, 26))
        assert read_bars(watcher.taken[-1].picture) == 1026


def test_forwards_plays_the_originals(bars: Film, caches: Caches) -> None:
    with Watcher(*bars, caches=caches) as watcher:
        watcher.until(lambda: is_true(watcher, 0))
        watcher.player.play()
        for frame in range(12):
            assert watcher.reads(frame) == 1000 + frame
            watcher.plays_a_frame()


def test_a_source_that_never_keeps_up_plays_from_its_proxy(bars: Film, caches: Caches) -> None:
    caches.call_hard(next(iter(bars[0].pool.media)).id)
    with Watcher(*bars, caches=caches) as watcher:
        watcher.until(lambda: is_true(watcher, 0))
        watcher.player.play()
        for frame in range(60):
            shown = watcher.reads(frame)
            if frame >= 48:
                assert shown == 1952 + frame
            elif frame >= 24:  # what comes first was made while it stood
                assert shown == 5000 + frame
            watcher.plays_a_frame()


def test_a_missing_original_is_told_though_there_is_a_proxy(bars: Film, caches: Caches) -> None:
    project, locate = bars
    gone = next(iter(project.pool.media)).id

    def find(media_id: MediaId) -> Path:
        if media_id == gone:
            raise MediaError("The file a.mp4 is missing.")
        return locate(media_id)

    with Watcher(project, find, caches=caches) as watcher:
        watcher.player.seek(20)
        assert watcher.sees(20).note == "The file a.mp4 is missing."
        watcher.player.play(-1)
        watcher.sound.pass_time(Fraction(5, 24))
        assert watcher.sees(15).note == "The file a.mp4 is missing."


def test_a_cache_deleted_while_playing_is_no_harm(
    bars: Film, caches: Caches, tmp_path: Path
) -> None:
    with Watcher(*bars, caches=caches) as watcher:
        watcher.until(lambda: is_true(watcher, 0))
        shutil.rmtree(tmp_path / "cache")
        for frame in (30, 70):
            watcher.player.seek(frame)
            watcher.until(partial(is_true, watcher, frame))
        watcher.player.play(-2)
        watcher.sound.pass_time(Fraction(5, 24))
        assert watcher.reads(60) in (2012, 6012)
    assert len(caches.proxies) == 0


@pytest.mark.parametrize("damage", [b"", b"no film at all" * 99])
def test_a_damaged_proxy_is_thrown_away(bars: Film, caches: Caches, damage: bytes) -> None:
    first = next(iter(bars[0].pool.media)).id
    caches.proxies.path(proxy_name(first)).write_bytes(damage)
    with Watcher(*bars, caches=caches) as watcher:
        watcher.player.seek(30)
        assert watcher.reads(30) == 1030
        assert not caches.has_proxy(first)
        assert not caches.proxies.path(proxy_name(first)).exists()


def test_players_share_proxies_and_say_what_they_lack(bars: Film, tmp_path: Path) -> None:
    caches = Caches(tmp_path / "none")
    with Watcher(*bars, caches=caches) as one, Watcher(*bars, caches=caches) as two:
        one.player.seek(10)
        two.player.seek(60)
        assert one.reads(10) == 1010
        assert two.reads(60) == 2012
        assert set(caches.wanted()) == {media.id for media in bars[0].pool.media}


def test_without_caches_all_is_true(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.seek(30)
        assert not watcher.sees(30).rough
