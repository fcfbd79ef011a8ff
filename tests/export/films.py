"""A small real film on disk, and workers to build it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sorastudio.export.order import Order, order
from sorastudio.export.presets import preset_named
from sorastudio.export.runner import OnTold, Told
from sorastudio.export.task import Task, perform
from sorastudio.media.probe import identify
from sorastudio.media.writer import AudioEncoding, FilmWriter, VideoEncoding
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.store.film_file import save_film
from sorastudio.store.folder import FilmFolder
from tests.film_maker import Reel, bars, make_film, noise
from tests.project.films import clip_id

SIZE = Size(256, 144)
CLIPS, FRAMES, USED, BLEND = 3, 120, 72, 12
STRANGERS = (
    {"profile": "baseline"},
    {"preset": "slow", "bf": "5", "x264-params": "b-pyramid=strict:ref=6"},
    {"preset": "fast", "x264-params": "nal-hrd=vbr:vbv-maxrate=4000:vbv-bufsize=8000:aud=1"},
)


class HereRunner:
    """Makes the pieces in this process, and remembers which."""

    def __init__(self) -> None:
        self.made: list[Task] = []

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        for task in tasks:
            perform(task, lambda done, key=task.key: on_told(Told(key, done)))  # type: ignore[misc]
            on_told(Told(task.key, task.end - task.first))
            self.made.append(task)


def make_project(folder: Path) -> Project:
    """Three clips of bars with sound, from the middle of their files, a dissolve between the last
    two. Frame n of clip k shows 1000 k + 24 + n."""
    return _project(folder, _plain)


def make_mixed(folder: Path) -> Project:
    """The same film of clips that came from three unlike encoders, so that a draft copies much of
    it."""
    return _project(folder, _strange)


def make_alike(folder: Path) -> Project:
    """The same film of clips as generators write them, so that a final cut copies much of it in its
    own words."""
    return _project(folder, _usual)


def _project(folder: Path, make: Callable[[Path, int], None]) -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    project = new_project("Film", Settings(size=SIZE, rate=FrameRate(24)))
    for number in range(CLIPS):
        path = folder / f"clip{number}.mp4"
        make(path, number)
        media = identify(path, path.name)
        project = replace(project, pool=project.pool.with_media(media))
        what = excerpt(project, media.id, source_in=Fraction(1), source_out=Fraction(24 + USED, 24))
        project = append(project, what)
    return add_transition(project, clip_id(project, 2), "dissolve", BLEND)


def _plain(path: Path, number: int) -> None:
    sound = noise(FRAMES * 2000, seed=number)
    make_film(path, Reel(frames=FRAMES, size=SIZE, first=1000 * number, sound=sound))


def _strange(path: Path, number: int) -> None:
    _written(path, number, STRANGERS[number])


def _usual(path: Path, number: int) -> None:
    _written(path, number, {"profile": "high"})


def _written(path: Path, number: int, said: Mapping[str, str]) -> None:
    options = {**said, "crf": "16", "g": "24", "sc_threshold": "0"}
    video, audio = VideoEncoding(options=options), AudioEncoding()
    with FilmWriter(path, size=SIZE, rate=FrameRate(24), video=video, audio=audio) as writer:
        for frame in range(FRAMES):
            writer.picture(bars(1000 * number + frame, SIZE))
        writer.sound(noise(FRAMES * 2000, seed=number))


KINDS = {
    "encoded": (make_project, "final"),
    "copied": (make_alike, "final"),
    "draft": (make_mixed, "fast-draft"),
}
"""Films by how their pieces come about, and the presets that do it."""


def on_disk(folder: Path, project: Project) -> FilmFolder:
    save_film(folder / "Film.sora", project)
    return FilmFolder(folder / "Film.sora")


def ordered(project: Project, out: Path, *, preset: str = "final", crf: int = 20) -> Order:
    return order(project, preset_named(preset).tuned(crf, "veryfast"), out, None)
