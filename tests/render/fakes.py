"""Sources made of arrays, so that rendering is tested without a codec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from sorastudio.project.clip import Clip, Gap, MediaSource, Transition
from sorastudio.project.ids import ClipId, MediaId
from sorastudio.project.media import AudioFacts, Media, MediaKind, MediaPool, Size, VideoFacts
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.table import Table
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Picture, blank
from sorastudio.render.sources import Sound


@dataclass
class FakeFrames:
    """Pictures by file; a function of time makes each."""

    files: Mapping[str, Callable[[Fraction], Picture]]
    asked: list[tuple[str, Fraction]] = field(default_factory=list)

    def frame(self, media_id: MediaId, time: Fraction) -> Picture:
        self.asked.append((media_id, time))
        return self.files[media_id](time)


@dataclass
class FakeSounds:
    """Samples by file; silence outside of them."""

    files: Mapping[str, Sound]

    def sound(self, media_id: MediaId, start: int, count: int) -> Sound:
        samples = self.files[media_id]
        at = np.arange(start, start + count)
        inside = (at >= 0) & (at < len(samples))
        result = np.zeros((count, 2), np.float32)
        result[inside] = samples[at[inside]]
        return result


def grey(luma: int, size: Size = Size(64, 36)) -> Picture:
    return blank(size, luma=luma)


def media(name: str, seconds: int = 10, size: Size = Size(64, 36), *, sound: bool = True) -> Media:
    return Media(
        id=MediaId(name),
        path=f"{name}.mp4",
        sha256=name,
        size_bytes=1,
        kind=MediaKind.VIDEO,
        duration=Fraction(seconds),
        video=VideoFacts(size=size, rate=Fraction(24), codec="h264", pixel_format="yuv420p"),
        audio=AudioFacts(codec="aac", sample_rate=48000, channels=2) if sound else None,
    )


def clip(name: str, length: int, start_frame: int = 24, **more: object) -> Clip:
    return Clip(
        id=ClipId(f"clip-{name}-{length}-{start_frame}"),
        source=MediaSource(MediaId(name)),
        length=length,
        source_in=Fraction(start_frame, 24),
        **more,  # type: ignore[arg-type]
    )


def film(
    *tracks: tuple[str, tuple[Clip | Gap, ...]],
    size: Size = Size(64, 36),
    rate: FrameRate = FrameRate(24),
    files: tuple[Media, ...] = (),
) -> Project:
    """A film of named tracks (V1, V2, A1 ...), over files a, b and c of ten seconds."""
    from dataclasses import replace

    from sorastudio.project.ids import TrackId
    from sorastudio.project.timeline import Timeline, Track, TrackKind

    rows = tuple(
        Track(
            id=TrackId(name),
            kind=TrackKind.VIDEO if name.startswith("V") else TrackKind.AUDIO,
            name=name,
            items=items,
        )
        for name, items in tracks
    )
    project = new_project("test", Settings(size=size, rate=rate))
    pool = MediaPool(media=Table(files or (media("a"), media("b"), media("c"))))
    return replace(project, pool=pool, timeline=Timeline(tracks=rows, next_number=100))


def crossing(kind: str = "dissolve", before: int = 6, after: int = 6, **more: object) -> Transition:
    return Transition(kind=kind, in_offset=before, out_offset=after, **more)  # type: ignore[arg-type]
