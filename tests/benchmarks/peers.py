"""The same film for other programs: as `ffmpeg` and `melt` are told to make it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from sorastudio.project.media import Size
from sorastudio.project.time import SAMPLE_RATE

FPS, CLIP_SECONDS = 24, 8
CLIP_FRAMES = FPS * CLIP_SECONDS


def ffmpeg(clips: Sequence[Path], fade: int, preset: str, out: Path) -> list[str]:
    """A chain of xfade and acrossfade filters; concat where nothing is blended."""
    graph = _blended(len(clips), fade) if fade else _joined(len(clips))
    inputs = [word for clip in clips for word in ("-i", str(clip))]
    encode = ["-c:v", "libx264", "-preset", preset, "-crf", "18", "-pix_fmt", "yuv420p"]
    encode += ["-c:a", "aac", "-b:a", "320k", "-y", str(out)]
    maps = ["-map", "[v]", "-map", "[a]"]
    return ["ffmpeg", "-v", "error", *inputs, "-filter_complex", graph, *maps, *encode]


def _joined(clips: int) -> str:
    pads = "".join(f"[{number}:v][{number}:a]" for number in range(clips))
    return f"{pads}concat=n={clips}:v=1:a=1[v][a]"


def _blended(clips: int, fade: int) -> str:
    graph, picture, sound = [], "0:v", "0:a"
    for number in range(1, clips):
        offset = number * (CLIP_SECONDS - fade // FPS)
        end = "" if number == clips - 1 else str(number)
        graph.append(f"[{picture}][{number}:v]xfade=duration={fade // FPS}:offset={offset}[v{end}]")
        graph.append(f"[{sound}][{number}:a]acrossfade=d={fade // FPS}[a{end}]")
        picture, sound = f"v{end}", f"a{end}"
    return ";".join(graph)


def melt(clips: Sequence[Path], size: Size, fade: int, preset: str, out: Path) -> list[str]:
    """Two tracks with the clips in turn, mixed where they overlap."""
    document = out.with_suffix(".mlt")
    document.write_text("\n".join(_mlt(clips, size, fade)), encoding="utf-8")
    encode = ["vcodec=libx264", f"preset={preset}", "crf=18", "pix_fmt=yuv420p"]
    encode += ["acodec=aac", "ab=320k", f"ar={SAMPLE_RATE}", "real_time=-1"]
    return ["melt", "-silent", str(document), "-consumer", f"avformat:{out}", *encode]


def _mlt(clips: Sequence[Path], size: Size, fade: int) -> Iterator[str]:
    step = CLIP_FRAMES - fade
    yield (
        f'<mlt><profile width="{size.width}" height="{size.height}" progressive="1" '
        f'sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="16" '
        f'display_aspect_den="9" frame_rate_num="{FPS}" frame_rate_den="1" colorspace="709"/>'
    )
    for n, clip in enumerate(clips):
        yield (
            f'<producer id="p{n}" in="0" out="{CLIP_FRAMES - 1}"><property name="mlt_service">'
            f'avformat</property><property name="resource">{quoteattr(str(clip))[1:-1]}</property>'
            "</producer>"
        )
    tracks = (0, 1) if fade else (0,)
    for track in tracks:
        yield from _playlist(track, range(track, len(clips), len(tracks)), step)
    yield f'<tractor id="film" in="0" out="{step * len(clips) + fade - 1}"><multitrack>'
    yield from (f'<track producer="t{track}"/>' for track in tracks)
    yield "</multitrack>"
    for n in range(1, len(clips) if fade else 0):
        yield from (_mix(n, step, fade, service) for service in ("mix", "luma"))
    yield "</tractor></mlt>"


def _playlist(track: int, clips: range, step: int) -> Iterator[str]:
    yield f'<playlist id="t{track}">'
    at = 0
    for n in clips:
        if n * step > at:
            yield f'<blank length="{n * step - at}"/>'
        yield f'<entry producer="p{n}" in="0" out="{CLIP_FRAMES - 1}"/>'
        at = n * step + CLIP_FRAMES
    yield "</playlist>"


def _mix(n: int, step: int, fade: int, service: str) -> str:
    values = {"a_track": 0, "b_track": 1, "mlt_service": service, "reverse": 1 - n % 2}
    if service == "mix":
        values["start"] = -1
    inside = "".join(f'<property name="{key}">{value}</property>' for key, value in values.items())
    return f'<transition in="{n * step}" out="{n * step + fade - 1}">{inside}</transition>'
