"""Plays, seeks and drags as the window does, without a screen, and prints what came in time.

    python -m tests.benchmarks.playback [--film FILM.sora] [--clips DIR] [--seconds 30]
        [--seeks 40] [--folder DIR]

Clips of 8 s at 1280x720 with one keyframe in 250 pictures are made once and kept in the folder;
`--film` and `--clips` (a folder of clips, joined with dissolves) are played as well. Pictures are
made at the full canvas. The peer of a seek is PyAV alone on the same file at the same time: seek,
decode up to the picture, convert it to RGB. What is absolute here depends on the machine and on
what else it does; compare the ratios.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import av
import numpy as np
from numpy.typing import NDArray

from sorastudio.errors import EditRefused
from sorastudio.media.probe import identify
from sorastudio.media.proxy import make_proxy
from sorastudio.playback.caches import Caches, proxy_name
from sorastudio.playback.pictures import Shown
from sorastudio.playback.player import Player
from sorastudio.playback.sound import DeviceOutput
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project, new_project
from sorastudio.project.timeline import TrackKind
from sorastudio.store.film_file import FilmFile
from sorastudio.store.folder import FilmFolder
from tests.benchmarks.reels import make_clips

GROUP, CLIPS, FADE = 250, 4, 24
_PATIENCE_SECONDS = 10
_DRAG_SECONDS, _DRAG_HERTZ = 5.0, 60

Locate = Callable[[MediaId], Path]


@dataclass
class Stage:
    """A film on a player, and what has been seen of it."""

    project: Project
    locate: Locate
    caches: Caches | None = None
    woken: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        output = self.output = Counting(Device())
        self.player = Player(
            self.locate, wake=self.woken.set, open_output=lambda: output, caches=self.caches
        )
        self.woken.wait(_PATIENCE_SECONDS)
        self.player.set_project(self.project)
        self.player.set_size(self.project.settings.size)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.player.close()

    def next(self, seconds: float = 0.1) -> Shown | None:
        self.woken.wait(seconds)
        self.woken.clear()
        return self.player.take_picture()

    def seek(self, frame: int) -> tuple[float, float]:
        """Milliseconds until any picture of the frame is there, and until the true one is."""
        began, first = time.perf_counter(), 0.0
        self.player.seek(frame)
        while time.perf_counter() - began < _PATIENCE_SECONDS:
            shown = self.next()
            if shown is None or shown.frame != frame:
                continue
            now = (time.perf_counter() - began) * 1000
            first = first or now
            if not shown.rough:
                return first, now
        raise SystemExit(f"frame {frame} never came")


class Counting(DeviceOutput):
    """Counts how often the device asked, and how often there was too little for it."""

    counts = False
    asked = short = 0

    def _fill(self, target: NDArray[np.float32], *rest: object) -> None:
        super()._fill(target, *rest)
        self.asked += self.counts
        self.short += self.counts and self._latest < len(target)


class Device(ModuleType):
    """A device that takes samples in real time on a thread of its own, as PortAudio does."""

    def __init__(self) -> None:
        super().__init__("sounddevice")

    def OutputStream(self, **settings: object) -> Stream:  # noqa: N802 - the package's name
        return Stream(**settings)  # type: ignore[arg-type]


class Stream:
    latency = 0.02
    block = 1200

    def __init__(
        self,
        *,
        callback: Callable[..., None],
        finished_callback: Callable[[], None],
        **_: object,
    ) -> None:
        self._callback, self._finished = callback, finished_callback
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._pull, name="device")

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._finished()

    def _pull(self) -> None:
        target: NDArray[np.float32] = np.zeros((self.block, 2), np.float32)
        began, blocks = time.perf_counter(), 0
        while not self._stop.wait(0.01):
            while blocks * self.block < (time.perf_counter() - began) * 48_000:
                self._callback(target, self.block, None, None)
                blocks += 1


def main() -> None:
    options = _options()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    clips = make_clips(folder, "720", count=CLIPS, group=GROUP)
    project, locate = film_of(clips)
    caches = Caches(folder / "cache")
    shutil.rmtree(folder / "cache", ignore_errors=True)
    print(f"\nGOP {GROUP}, 1280x720, {CLIPS} clips with dissolves of {FADE} frames")
    play("played", project, locate, options.seconds)
    seek("seek, no proxies", project, locate, None, options.seeks)
    drag("drag, no proxies", project, locate, None)
    print(f"  proxies made in {_make_proxies(project, locate, caches):.2f} of their films' time")
    seek("seek, proxies", project, locate, caches, options.seeks)
    drag("drag, proxies", project, locate, caches)
    play("backwards, no proxies", project, locate, 8, speed=-1)
    play("backwards, proxies", project, locate, 8, speed=-1, caches=caches)
    if options.film:
        print(f"\n{options.film}")
        path = Path(options.film)
        found = FilmFolder(path)
        own = FilmFile(path).load()
        play(
            "played", own, lambda media_id: found.locate(own.pool.media[media_id]), options.seconds
        )
    if options.clips:
        paths = sorted(Path(options.clips).glob("*.mp4"))
        print(f"\n{len(paths)} clips of {options.clips}, with dissolves")
        play("played", *film_of(paths), options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--film", default="")
    parser.add_argument("--clips", default="")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seeks", type=int, default=40)
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-playback"))
    return parser.parse_args()


def film_of(paths: list[Path]) -> tuple[Project, Locate]:
    """The clips one after another at 24 a second, a dissolve between each two."""
    project, places = new_project("clips"), {}
    for path in paths:
        media = identify(path, path.name)
        places[media.id] = path
        project = Project(
            name=project.name,
            settings=project.settings,
            timeline=project.timeline,
            pool=project.pool.with_media(media),
        )
        project = append(project, excerpt(project, media.id))
    shown = project.timeline.of_kind(TrackKind.VIDEO)[0]
    for placed in list(shown.clips())[1:]:
        with suppress(EditRefused):  # of the shortest clips there is too little
            project = add_transition(project, placed.clip.id, "dissolve", FADE)
    return project, lambda media_id: places[media_id]


def _make_proxies(project: Project, locate: Locate, caches: Caches) -> float:
    """How long it took, as a share of the length of the films."""
    began = time.perf_counter()
    for media in project.pool.media:
        name = proxy_name(media.id)
        make_proxy(locate(media.id), caches.proxies.path(name), lambda _: None)
        caches.proxies.added(name)
    taken = time.perf_counter() - began
    return taken / float(sum(media.duration for media in project.pool.media))


def play(
    words: str,
    project: Project,
    locate: Locate,
    seconds: float,
    *,
    speed: float = 1,
    caches: Caches | None = None,
) -> None:
    length = float(project.rate.seconds(project.timeline.length))
    with Stage(project, locate, caches) as stage:
        start = 0 if speed > 0 else project.timeline.length - 1
        if start:
            stage.seek(start)
        until = time.perf_counter() + 2
        while time.perf_counter() < until and stage.next() is None:
            pass
        time.sleep(1)
        stage.player.play(speed)
        began, cpu, taken = time.perf_counter(), time.process_time(), 0
        while stage.player.is_playing and time.perf_counter() - began < min(seconds, length):
            taken += stage.next() is not None
            stage.output.counts = time.perf_counter() - began > 0.3 and stage.player.is_playing
        stage.output.counts = False
        cores = (time.process_time() - cpu) / (time.perf_counter() - began)
        dropped, asked, short = stage.player.dropped, stage.output.asked, stage.output.short
    share = dropped / max(taken + dropped, 1)
    sound = f"; sound: {short} of {asked} blocks came too late" if speed == 1 else ""
    print(
        f"  {words}: {taken} pictures, {dropped} dropped ({share:.2%}), {cores:.2f} cores{sound}",
        flush=True,
    )


def seek(words: str, project: Project, locate: Locate, caches: Caches | None, count: int) -> None:
    rng = random.Random(5)
    first, true, peer = [], [], []
    with Stage(project, locate, caches) as stage:
        stage.seek(0)
        for _ in range(count):
            frame = rng.randrange(project.timeline.length)
            if frame == stage.player.frame:
                continue
            some, all_ = stage.seek(frame)
            first.append(some)
            true.append(all_)
            peer.append(_pyav(project, locate, frame))
    ratio = statistics.median(a / b for a, b in zip(first, peer, strict=True))
    print(
        f"  {words}: a picture after {statistics.median(first):.0f} ms, the true one after"
        f" {statistics.median(true):.0f} ms; PyAV {statistics.median(peer):.0f} ms"
        f" (medians; {ratio:.2f} x it)",
        flush=True,
    )


def _pyav(project: Project, locate: Locate, frame: int) -> float:
    """Milliseconds for the clip under a frame, its file open already."""
    track = project.timeline.of_kind(TrackKind.VIDEO)[0]
    placed = next(each for each in track.clips() if each.start <= frame < each.end)
    media = project.media_of(placed.clip)
    assert media is not None
    wanted = placed.clip.source_in + project.rate.seconds(frame - placed.start)
    with av.open(str(locate(media.id))) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        next(container.decode(stream))
        began = time.perf_counter()
        container.seek(int(wanted / (stream.time_base or 1)), stream=stream)
        for picture in container.decode(stream):
            if (picture.time or 0) >= float(wanted) - 1e-3:
                picture.to_ndarray(format="rgb24")
                break
        return (time.perf_counter() - began) * 1000


def drag(words: str, project: Project, locate: Locate, caches: Caches | None) -> None:
    """The playhead goes through the film and back, as a hand moves it."""
    with Stage(project, locate, caches) as stage:
        stage.seek(0)
        pictures, moves, length = 0, int(_DRAG_SECONDS * _DRAG_HERTZ), project.timeline.length
        began, longest = time.perf_counter(), 0.0
        last = began
        for move in range(moves):
            share = abs(2 * move / moves - 1)
            stage.player.seek(int(share * (length - 1)))
            until = began + (move + 1) / _DRAG_HERTZ
            while (left := until - time.perf_counter()) > 0:
                if stage.next(left) is not None:
                    pictures += 1
                    longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    rate = pictures / _DRAG_SECONDS
    print(
        f"  {words}: {rate:.0f} pictures a second, longest wait {longest * 1000:.0f} ms", flush=True
    )


if __name__ == "__main__":
    main()
