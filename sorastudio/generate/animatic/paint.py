"""A scene painted: its frames as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from sorastudio.generate.animatic import light as lights
from sorastudio.generate.animatic.blends import Pixels, channel, shrunk
from sorastudio.generate.animatic.camera import Shot, path_of
from sorastudio.generate.animatic.canvas import Canvas
from sorastudio.generate.animatic.caption import Caption
from sorastudio.generate.animatic.kinds import Move
from sorastudio.generate.animatic.particles import before_the_lens
from sorastudio.generate.animatic.places import stage
from sorastudio.generate.animatic.scene import Scene
from sorastudio.generate.animatic.stills import Still, fitted, still
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, chroma_size

_GIVE_WAY_SECONDS = 3.2
"""How long an image at the start or end takes to become the scene, at most."""


def frames(
    scene: Scene,
    *,
    size: Size,
    rate: Fraction,
    count: int,
    first: Picture | None = None,
    last: Picture | None = None,
    caption: str = "",
) -> Iterator[Picture]:
    """`count` pictures of `size`, `rate` of them a second; the same arguments give the same bytes.

    Frame 0 is `first` and the last frame is `last`, fitted to the size by filling it; of a single
    frame `first` decides. A caption is laid over all frames but those two.
    """
    painter = Painter(scene, size, float(count / rate))
    words = Caption(caption, size) if caption else None
    edges = _Edges(scene, size, float((count - 1) / rate), first, last)
    for frame in range(count):
        if frame == 0 and first is not None:
            yield fitted(first, size)
        elif frame == count - 1 and last is not None:
            yield fitted(last, size)
        else:
            seconds = float(frame / rate)
            picture = edges.over(painter.moment(seconds), seconds)
            yield painter.finished(picture, frame, edges.openness(seconds), words)


class Painter:
    """Paints any moment of one scene."""

    def __init__(self, scene: Scene, size: Size, seconds: float) -> None:
        self._kit, self._stack = stage(scene, size, seconds)
        self._path = path_of(scene, seconds)
        self._canvas = Canvas(size)
        self._light = lights.light_of(self._kit, seconds)
        self._swarms = before_the_lens(self._kit)
        self._grain = lights.grain_tiles(scene.key, size)

    def moment(self, seconds: float) -> Picture:
        """The scene at a time, without grain; its planes are the caller's to change."""
        shot = Shot(view=self._kit.view, seconds=seconds, stance=self._path.at(seconds))
        self._stack.draw(self._canvas, shot)
        y, u, v = _planes(self._canvas.pixels, self._kit.view.size)
        lights.wash(self._light, y, u, v, shot)
        for swarm in self._swarms:
            swarm.draw(y, u, v, shot)
        return Picture(y, u, v)

    def finished(
        self, picture: Picture, frame: int, grain: float, words: Caption | None
    ) -> Picture:
        """With grain (0..1 of it) and caption, within the limits of the range."""
        y, u, v = (np.asarray(plane, np.uint8) for plane in picture.planes)
        lights.grained(y, self._grain, self._kit.scene.key, frame, grain)
        if words:
            words.draw(y, u, v)
        return Picture(_within(y, 235), _within(u, 240), _within(v, 240))


class _Edges:
    """The images a shot comes from and goes to."""

    def __init__(
        self, scene: Scene, size: Size, end: float, first: Picture | None, last: Picture | None
    ) -> None:
        forward = not {Move.ZOOM_OUT, Move.PULL} & set(scene.moves)
        share = 0.5 if first is not None and last is not None else 0.7
        self._end = end
        self._window = max(min(_GIVE_WAY_SECONDS, share * end), 1e-6)
        self._first = first and still(first, size, scene.key, grows=forward)
        self._last = last and still(last, size, scene.key + 1, grows=not forward)

    def over(self, scene: Picture, seconds: float) -> Picture:
        for image, since in ((self._first, seconds), (self._last, self._end - seconds)):
            away = self._away(since)
            if isinstance(image, Still) and away < 1:
                scene = image.blend(scene, away)
        return scene

    def openness(self, seconds: float) -> float:
        """0 at an image itself, 1 where only the scene is left."""
        open_first = self._away(seconds) if self._first else 1.0
        open_last = self._away(self._end - seconds) if self._last else 1.0
        return min(open_first, open_last)

    def _away(self, since: float) -> float:
        """The camera is already moving at the image, and slower than later."""
        p = min(max(since / self._window, 0.0), 1.0)
        return p * (0.45 + 0.55 * p)


def _planes(pixels: Pixels, size: Size) -> tuple[Pixels, Pixels, Pixels]:
    small = chroma_size(size)
    half = shrunk(pixels, small.width, small.height)
    return (
        channel(pixels, 0),
        channel(half, 1),
        channel(half, 2),
    )


def _within(plane: Pixels, high: int) -> Pixels:
    return np.clip(plane, 16, high)
