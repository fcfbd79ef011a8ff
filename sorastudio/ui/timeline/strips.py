"""Filmstrips and waveforms on the faces of clips."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.fetching import (
    PEAKS_PER_SECOND,
    Filmstrips,
    Peaks,
    Waveforms,
    step_for,
    tick_for,
)
from sorastudio.ui.timeline.geometry import Scale

_CHUNK_PX = 256
_MOST_CHUNKS = 600
_QUIETEST = 0.6
"""Peaks are drawn to this power, so that speech shows beside music."""


def draw_filmstrip(
    painter: QPainter,
    strips: Filmstrips,
    project: Project,
    placed: Placed,
    media: Media,
    scale: Scale,
    body: QRect,
    exposed: QRect,
) -> None:
    """Pictures side by side from where the source begins, so that trimming the head does not move
    them."""
    seen = body.intersected(exposed)
    if media.video is None or seen.isEmpty():
        return
    ratio = painter.device().devicePixelRatioF()
    width = max(8.0, body.height() * float(media.video.size.aspect))
    per_px = float(placed.clip.speed / project.rate.fps) / scale.px_per_frame
    step = step_for(width * abs(per_px))
    first_x = _source_begin(placed, scale, per_px)
    painter.save()
    painter.setClipRect(seen)
    for index in range(
        floor((seen.left() - first_x) / width), ceil((seen.right() + 1 - first_x) / width)
    ):
        x = first_x + index * width
        seconds = float(placed.clip.source_in) + (x - scale.x(placed.start)) * per_px
        tick = tick_for(media, seconds, step)
        image = strips.scaled(media, tick, round(body.height() * ratio))
        if image is not None:
            target = QRectF(x, body.top(), image.width() / ratio, body.height())
            painter.drawImage(target, image, QRectF(image.rect()))
    painter.restore()


def _source_begin(placed: Placed, scale: Scale, per_px: float) -> float:
    """Where the first picture of the source would lie; of one that is not run forwards, the clip's
    own edge."""
    start = scale.x(placed.start)
    return start - float(placed.clip.source_in) / per_px if per_px > 0 else start


class WavePainter:
    """Draws waveforms in pieces, and keeps the pieces."""

    def __init__(self, waveforms: Waveforms) -> None:
        self._waveforms = waveforms
        self._chunks: OrderedDict[tuple[object, ...], QImage] = OrderedDict()

    def draw(
        self,
        painter: QPainter,
        project: Project,
        placed: Placed,
        media: Media,
        scale: Scale,
        body: QRect,
        exposed: QRect,
    ) -> None:
        peaks = self._waveforms.peaks(media)
        seen = body.intersected(exposed)
        if peaks is None or seen.isEmpty():
            return
        ratio = painter.device().devicePixelRatioF()
        step = float(placed.clip.speed / project.rate.fps) / scale.px_per_frame
        for index in range(
            (seen.left() - body.left()) // _CHUNK_PX, (seen.right() - body.left()) // _CHUNK_PX + 1
        ):
            x = body.left() + index * _CHUNK_PX
            width = min(_CHUNK_PX, body.right() + 1 - x)
            clip = placed.clip
            key = (media.id, clip.source_in, step, clip.gain_db, index, width, body.height(), ratio)
            image = self._chunks.get(key)
            if image is None:
                begin = float(clip.source_in) + index * _CHUNK_PX * step
                image = _drawn(peaks, begin, step, width, body.height(), ratio, clip.gain_db)
                self._keep(key, image)
            painter.drawImage(QPointF(x, body.top()), image)

    def _keep(self, key: tuple[object, ...], image: QImage) -> None:
        self._chunks[key] = image
        if len(self._chunks) > _MOST_CHUNKS:
            self._chunks.popitem(last=False)


def _drawn(
    peaks: Peaks, begin: float, step: float, width: int, height: int, ratio: float, gain_db: float
) -> QImage:
    """`width` by `height` logical pixels from `begin` seconds on, `step` seconds a pixel."""
    columns, rows = max(1, round(width * ratio)), max(1, round(height * ratio))
    low, high = _extremes(peaks, begin, step / ratio, columns)
    gain = 10 ** (gain_db / 20)
    middle = (rows - 1) / 2
    up, down = (middle * _shown(each, gain) for each in (high, low))
    y = np.arange(rows)[:, None]
    mask = (y >= np.floor(middle - up)) & (y <= np.ceil(middle + down))
    tint = np.uint32(QColor(PALETTE.dim).rgba())
    pixels = np.where(mask, tint, np.uint32(0)).astype(np.uint32)
    image = QImage(pixels.tobytes(), columns, rows, columns * 4, QImage.Format.Format_ARGB32)
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    return image


def _shown(peaks: Peaks, gain: float) -> Peaks:
    return np.asarray(np.clip(np.abs(peaks) * gain, 0, 1) ** _QUIETEST, np.float32)


def _extremes(
    peaks: Peaks, begin: float, step: float, columns: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The lowest and highest value under each column; silence outside of the file."""
    edges = (begin + step * np.arange(columns + 1)) * PEAKS_PER_SECOND
    first = np.floor(np.minimum(edges[:-1], edges[1:])).astype(np.int64)
    last = np.maximum(np.ceil(np.maximum(edges[:-1], edges[1:])).astype(np.int64), first + 1)
    inside = (last > 0) & (first < len(peaks))
    # reduceat takes the stretch from each index to the next, here every other one of them.
    ends = np.clip(np.stack([first, last], axis=1).reshape(-1), 0, len(peaks))
    padded = np.concatenate([peaks, np.zeros((1, 2), np.float32)])
    low = np.minimum.reduceat(padded[:, 0], ends)[::2]
    high = np.maximum.reduceat(padded[:, 1], ends)[::2]
    return np.where(inside, low, 0), np.where(inside, high, 0)
