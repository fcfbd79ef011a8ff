"""Times a wall of takes against the single picture of the same size, in the same run, and prints
the ratios.

    python -m tests.benchmarks.compare [--rounds 3] [--folder DIR]

The film: one slot of 4 s at 1280x720 and 24 a second between two clips, with dissolves at both
ends; nine takes. Every frame is read from its files and composed, in order, as while it plays. Each
round runs everybody once, in turn, and ratios are taken inside a round, of the time that passed and
of the processor's time. The takes are made once and kept in the folder.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sorastudio.media.pool import ReaderPool
from sorastudio.media.probe import identify
from sorastudio.playback.wall import Cell, Scene, View, Wall, put_together
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.render.compose import compose
from sorastudio.render.sources import FrameSource
from tests.benchmarks.reels import make_clips

SIZE = Size(1280, 720)
FIRST, FRAMES, FADE = 100, 96, 12
COUNTS = (2, 4, 9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-benchmark"))
    options = parser.parse_args()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    clips = make_clips(folder, "720")[:11]
    films, places = films_of(clips)
    walls = {count: Scene(films[0], _wall(films, count)) for count in COUNTS}
    scenes = {1: Scene(films[0]), **walls}
    rounds = [
        {count: measure(scene, places) for count, scene in scenes.items()}
        for _ in range(options.rounds)
    ]
    for count in COUNTS:
        wall, cpu = (
            statistics.median(took[count][kind] / took[1][kind] for took in rounds)
            for kind in (0, 1)
        )
        print(f"{count} takes against the single picture: {wall:.2f} (processor {cpu:.2f})")


def films_of(clips: list[Path]) -> tuple[list[Project], dict[MediaId, Path]]:
    """The same film with one take after the other in its middle."""
    media = [identify(path, path.name) for path in clips]
    before, after, *takes = media
    project = new_project("Film", Settings(size=SIZE))
    for each in media:
        project = replace(project, pool=project.pool.with_media(each))
    places = {each.id: path for each, path in zip(media, clips, strict=True)}
    return [_film(project, before, take, after) for take in takes], places


def _film(project: Project, *media: Media) -> Project:
    for each in media:
        what = excerpt(project, each.id, source_in=Fraction(2), source_out=Fraction(6))
        project = append(project, what)
    second, third = [placed.clip.id for placed in project.timeline.tracks[0].clips()][1:]
    project = add_transition(project, second, "dissolve", FADE)
    return add_transition(project, third, "dissolve", FADE)


def _wall(films: list[Project], count: int) -> Wall:
    return Wall(tuple(Cell(film) for film in films[:count]), SIZE)


def measure(scene: Scene, places: dict[MediaId, Path]) -> tuple[float, float]:
    """Seconds that passed, and of the processor."""
    with ReaderPool(places.__getitem__) as pool:
        _make(scene.view(FIRST - 1, SIZE), pool)
        began, cpu = time.perf_counter(), time.process_time()
        for frame in range(FIRST, FIRST + FRAMES):
            _make(scene.view(frame, SIZE), pool)
        return time.perf_counter() - began, time.process_time() - cpu


def _make(view: View, frames: FrameSource) -> None:
    made = {key: compose(key[0], frames, key[1]) for key in dict.fromkeys(view.keys)}
    put_together(view, [made[key] for key in view.keys])


if __name__ == "__main__":
    main()
