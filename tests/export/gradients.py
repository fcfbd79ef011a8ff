"""A film of two clips that rise and fall evenly through all levels of 10 bit, blended."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from sorastudio.media.probe import identify
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Picture, chroma_size
from tests.film_maker import Reel, make_pictures
from tests.project.films import clip_id

SIZE = Size(1024, 128)
LENGTH, BLEND = 24, 8
BT709 = {"colorspace": 1, "color_primaries": 1, "color_trc": 1}


def gradient(*, falls: bool = False, size: Size = SIZE) -> Picture:
    """Luma from black to white, and colour on its way, in 10 bit."""
    small = chroma_size(size)
    way = np.linspace(64, 940, size.width)
    y = np.tile(np.rint(way[::-1] if falls else way).astype(np.uint16), (size.height, 1))
    u = np.tile(np.rint(np.linspace(412, 612, small.width)).astype(np.uint16), (small.height, 1))
    return Picture(y, u, (1024 - u).astype(np.uint16))


def gradient_film(folder: Path, pixel_format: str, codec: str = "ffv1") -> Project:
    """Frames 0 to 19 rise, 20 to 27 blend, 28 to 47 fall."""
    folder.mkdir(parents=True, exist_ok=True)
    project = new_project("Film", Settings(size=SIZE, rate=FrameRate(24)))
    for number, falls in enumerate((False, True)):
        reel = Reel(size=SIZE, codec=codec, pixel_format=pixel_format, colour=BT709)
        path = folder / f"clip{number}.mkv"
        make_pictures(path, [gradient(falls=falls)] * (3 * LENGTH), reel)
        media = identify(path, path.name)
        project = replace(project, pool=project.pool.with_media(media))
        end = Fraction(1) + Fraction(LENGTH, 24)
        what = excerpt(project, media.id, source_in=Fraction(1), source_out=end)
        project = append(project, what)
    return add_transition(project, clip_id(project, 1), "dissolve", BLEND)
