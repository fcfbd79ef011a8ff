"""The rows as pictures, kept piece by piece: what did not change is not drawn again.

A piece is known by the very values it was drawn from. Tracks that an edit did not touch are the
same objects before and after it, so their pieces are good for every step of a drag; scrolling and
a running playhead draw nothing anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from sorastudio.project.ids import ClipId, LinkId, SlotId, TrackId
from sorastudio.project.media import MediaPool
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.table import Table
from sorastudio.project.timeline import Track
from sorastudio.ui.timeline.face import Making
from sorastudio.ui.timeline.faces import Faces
from sorastudio.ui.timeline.geometry import Row, Scale
from sorastudio.ui.timeline.lanes import draw_plain
from sorastudio.ui.timeline.painter import Look, TrackPainter

TILE_PX = 512
_MOST_TILES = 200
_BUDGET_SECONDS = 0.003
"""So long pieces are drawn with all their faces; the rest of a picture comes with the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is to be drawn. `scale` is scrolled by whole pixels."""

    project: Project
    rows: tuple[Row, ...]
    scale: Scale
    clips: frozenset[ClipId] = frozenset()
    links: frozenset[LinkId] = frozenset()
    transition_into: ClipId | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tile:
    """A piece of a row, with all that it shows."""

    pixmap: QPixmap
    track: Track
    pool: MediaPool
    slots: Table[Slot]
    look: Look
    px_per_frame: float
    height: int
    ratio: float
    whole: bool
    """Whether nothing was missing when it was drawn."""
    shares: Mapping[SlotId, Making | None]
    """How far the generations of its slots were."""

    def shows(self, project: Project, row: Row, scale: Scale, look: Look, ratio: float) -> bool:
        return (
            self.track is row.track
            and self.pool is project.pool
            and self.slots is project.slots
            and self.look == look
            and self.px_per_frame == scale.px_per_frame
            and self.height == row.height
            and self.ratio == ratio
        )


class Places:
    """Which of some clips lie on a track: looked up once for every track as it is."""

    def __init__(self) -> None:
        self._found: dict[TrackId, tuple[Track, frozenset[ClipId], frozenset[ClipId]]] = {}

    def on(self, track: Track, clips: frozenset[ClipId]) -> frozenset[ClipId]:
        if not clips:
            return clips
        known, asked, found = self._found.get(track.id, (None, None, clips))
        if known is not track or asked is not clips:
            found = clips & track.index.clips.keys()
            self._found[track.id] = (track, clips, found)
        return found


class Tiles:
    """Draws scenes from pieces."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._painter = TrackPainter(faces)
        self._places = Places()
        self._tiles: OrderedDict[tuple[TrackId, int], Tile] = OrderedDict()

    def forget_unfinished(self) -> None:
        """What was missing may be there by now."""
        for key in [key for key, tile in self._tiles.items() if not tile.whole]:
            del self._tiles[key]

    def forget_progress(self) -> None:
        """Drop the pieces whose generations are elsewhere by now."""
        for key, tile in list(self._tiles.items()):
            if any(self._faces.share_of(s) != share for s, share in tile.shares.items()):
                del self._tiles[key]

    def forget(self) -> None:
        self._tiles.clear()

    def draw(self, painter: QPainter, scene: Scene, exposed: QRect) -> bool:
        """`exposed`: what has to be drawn, in pixels from the top left of the first row. Whether
        there was time for all faces."""
        until, whole = perf_counter() + _BUDGET_SECONDS, True
        scroll = round(scene.scale.scroll_px)
        first, last = (exposed.left() + scroll) // TILE_PX, (exposed.right() + scroll) // TILE_PX
        for row in scene.rows:
            if row.top > exposed.bottom() or row.bottom < exposed.top():
                continue
            look = self._look(scene, row)
            tiles = {
                index * TILE_PX - scroll: self._tile(scene, row, look, index, painter, until)
                for index in range(first, last + 1)
            }
            if None in tiles.values():
                whole = False
                box = QRect(exposed.left(), row.top, exposed.width(), row.height)
                draw_plain(painter, row, scene.scale, box)
            for x, tile in tiles.items():
                if tile is not None:
                    painter.drawPixmap(x, row.top, tile.pixmap)
            if exposed.left() < TILE_PX:
                self._painter.draw_name(painter, scene.project, row, scene.scale, look)
        return whole

    def _look(self, scene: Scene, row: Row) -> Look:
        into = scene.transition_into
        if into is not None and not self._places.on(row.track, frozenset({into})):
            into = None
        return Look(
            clips=self._places.on(row.track, scene.clips), links=scene.links, transition_into=into
        )

    def _tile(
        self, scene: Scene, row: Row, look: Look, index: int, painter: QPainter, until: float
    ) -> Tile | None:
        """The piece as it is now; None if it would have to be drawn and there is no time."""
        key = (row.track.id, index)
        ratio = painter.device().devicePixelRatioF()
        tile = self._tiles.get(key)
        if tile is None or not tile.shows(scene.project, row, scene.scale, look, ratio):
            if perf_counter() > until:
                return None
            tile = self._drawn(scene, row, look, index, ratio)
            self._tiles[key] = tile
            if len(self._tiles) > _MOST_TILES:
                self._tiles.popitem(last=False)
        self._tiles.move_to_end(key)
        return tile

    def _drawn(self, scene: Scene, row: Row, look: Look, index: int, ratio: float) -> Tile:
        project, scale = scene.project, Scale(scene.scale.px_per_frame, index * TILE_PX)
        pixmap = QPixmap(round(TILE_PX * ratio), round(row.height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        alone, exposed = Row(row.track, 0, row.height), QRect(0, 0, TILE_PX, row.height)
        self._faces.forget_missed()
        painter = QPainter(pixmap)
        self._painter.draw(painter, project, alone, scale, look, exposed)
        painter.end()
        return Tile(
            pixmap=pixmap,
            track=row.track,
            pool=project.pool,
            slots=project.slots,
            look=look,
            px_per_frame=scale.px_per_frame,
            height=row.height,
            ratio=ratio,
            whole=not self._faces.missed,
            shares=self._faces.shares,
        )
