"""A film of two files that show one scene, the second beginning in the first's last frames; and a
third that shows another."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sorastudio.media.probe import identify
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.ids import ClipId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import TrackKind
from sorastudio.render.picture import Plane
from tests.film_maker import Reel, make_pictures
from tests.render.scenes import scene, seen

SMALL = Size(160, 90)
FRAMES = 36


def make_reels(folder: Path) -> tuple[Path, Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    wide, other = scene(7), scene(8)
    # The second repeats the last picture of the first, as generated clips do.
    return (
        _reel(folder / "reel0.mp4", wide, 0),
        _reel(folder / "reel1.mp4", wide, FRAMES - 1),
        _reel(folder / "reel2.mp4", other, 0),
    )


def _reel(path: Path, wide: Plane, begin: int) -> Path:
    pictures = (seen(wide, x=2 * (begin + n), of=SMALL) for n in range(FRAMES))
    return make_pictures(path, pictures, Reel(frames=FRAMES, size=SMALL, options={"crf": "12"}))


def film_of(paths: tuple[Path, ...]) -> Project:
    project = new_project("Film", Settings(size=SMALL, rate=FrameRate(24)))
    for path in paths:
        media = identify(path, str(path))
        project = replace(project, pool=project.pool.with_media(media))
        project = append(project, excerpt(project, media.id, source_out=Fraction(FRAMES, 24)))
    return project


def into(project: Project, index: int) -> ClipId:
    (track,) = project.timeline.of_kind(TrackKind.VIDEO)
    return list(track.clips())[index].clip.id
