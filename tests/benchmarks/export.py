"""Times an export against other programs on the same film, in the same run, and prints the ratios.

    python -m tests.benchmarks.export [--sizes 720,1080] [--rounds 3] [--folder DIR]

The film: 12 clips of 8 s at 24 fps, with sound, dissolves of 1 s between all of them (2040 frames),
x264 veryfast crf 18 with AAC. Peers are `ffmpeg` (xfade) and `melt`, where they are installed. Each
round runs everybody once, in turn, and ratios are taken inside a round. The clips are made once and
kept in the folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.media.probe import probe
from sorastudio.media.writer import AudioEncoding, FilmWriter, VideoEncoding
from sorastudio.project.media import Size
from sorastudio.project.time import SAMPLE_RATE, FrameRate
from sorastudio.render.picture import Plane, byte_plane, from_rgb
from sorastudio.render.sources import Sound

FPS, CLIP_SECONDS, CLIPS, FADE = 24, 8, 12, 24
CLIP_FRAMES = FPS * CLIP_SECONDS
FRAMES = CLIPS * CLIP_FRAMES - (CLIPS - 1) * FADE
RATE = FrameRate(FPS)
SIZES = {"720": Size(1280, 720), "1080": Size(1920, 1080)}


@dataclass(frozen=True)
class Run:
    wall: float
    cpu: float
    peak_mib: float


def main() -> None:
    options = _options()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.sizes.split(","):
        clips = make_clips(folder, name)
        measure(name, clips, folder, options.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="720,1080")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-benchmark"))
    return parser.parse_args()


def measure(name: str, clips: Sequence[Path], folder: Path, rounds: int) -> None:
    """Runs everybody `rounds` times and prints a table."""
    film = make_film(clips, SIZES[name], folder / f"film-{name}")
    peers = {
        who: line
        for who, line in commands(name, film, clips, folder).items()
        if shutil.which(line[0])
    }
    runs: dict[str, list[Run]] = {who: [] for who in peers}
    for _ in range(rounds):
        for who, line in peers.items():
            runs[who].append(timed(line))
            _require_whole(folder / f"{who}-{name}.mp4")
    print(table(name, runs))


def _require_whole(path: Path) -> None:
    """Peers may be a frame off, but not more: they are to do the same work."""
    if abs(probe(path).duration * FPS - FRAMES) > 1:
        raise SystemExit(f"{path} does not hold the film")


def table(name: str, runs: dict[str, list[Run]]) -> str:
    lines = [f"{name}p, {FRAMES} frames, {len(runs['sorastudio'])} rounds (medians)"]
    lines.append(f"{'':12}{'wall s':>8}{'CPU s':>8}{'fps':>7}{'MiB':>7}{'sorastudio takes':>20}")
    for who, each in runs.items():
        wall = statistics.median(run.wall for run in each)
        ours = [run.wall for run in runs["sorastudio"]]
        ratio = statistics.median(o / r.wall for o, r in zip(ours, each, strict=True))
        lines.append(
            f"{who:12}{wall:8.1f}{statistics.median(r.cpu for r in each):8.1f}{FRAMES / wall:7.1f}"
            f"{statistics.median(r.peak_mib for r in each):7.0f}{ratio:15.2f} x it"
        )
    return "\n".join(lines)


def timed(line: Sequence[str]) -> Run:
    """Runs a command; its own and its children's CPU seconds and peak memory. Raises if it
    fails."""
    began = time.monotonic()
    child = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{line[0]} failed with {child.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def commands(name: str, film: Path, clips: Sequence[Path], folder: Path) -> dict[str, list[str]]:
    ours = [sys.executable, "-m", "sorastudio", "export", str(film)]
    ours += [str(folder / f"sorastudio-{name}.mp4"), "--encoder-preset", "veryfast", "--crf", "18"]
    return {
        "sorastudio": ours,
        "ffmpeg": _ffmpeg(clips, folder / f"ffmpeg-{name}.mp4"),
        "melt": _melt(clips, SIZES[name], folder / f"melt-{name}.mp4"),
    }


def _ffmpeg(clips: Sequence[Path], out: Path) -> list[str]:
    """A chain of xfade and acrossfade filters."""
    graph, picture, sound = [], "0:v", "0:a"
    for number in range(1, len(clips)):
        offset = number * (CLIP_SECONDS - FADE // FPS)
        graph.append(
            f"[{picture}][{number}:v]xfade=duration={FADE // FPS}:offset={offset}[v{number}]"
        )
        graph.append(f"[{sound}][{number}:a]acrossfade=d={FADE // FPS}[a{number}]")
        picture, sound = f"v{number}", f"a{number}"
    inputs = [word for clip in clips for word in ("-i", str(clip))]
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"]
    encode += ["-c:a", "aac", "-b:a", "192k", "-y", str(out)]
    maps = ["-map", f"[{picture}]", "-map", f"[{sound}]"]
    return ["ffmpeg", "-v", "error", *inputs, "-filter_complex", ";".join(graph), *maps, *encode]


def _melt(clips: Sequence[Path], size: Size, out: Path) -> list[str]:
    """Two tracks with the clips in turn, mixed where they overlap."""
    document = out.with_suffix(".mlt")
    document.write_text(_mlt(clips, size), encoding="utf-8")
    encode = ["vcodec=libx264", "preset=veryfast", "crf=18", "pix_fmt=yuv420p"]
    encode += ["acodec=aac", "ab=192k", f"ar={SAMPLE_RATE}", "real_time=-1"]
    return ["melt", "-silent", str(document), "-consumer", f"avformat:{out}", *encode]


def _mlt(clips: Sequence[Path], size: Size) -> str:
    step = CLIP_FRAMES - FADE
    lines = [
        (
            f'<mlt><profile width="{size.width}" height="{size.height}" progressive="1" '
            f'sample_aspect_num="1" sample_aspect_den="1" display_aspect_num="16" '
            f'display_aspect_den="9" frame_rate_num="{FPS}" frame_rate_den="1" colorspace="709"/>'
        )
    ]
    lines += [
        f'<producer id="p{n}" in="0" out="{CLIP_FRAMES - 1}"><property name="mlt_service">avformat'
        f'</property><property name="resource">{quoteattr(str(clip))[1:-1]}</property></producer>'
        for n, clip in enumerate(clips)
    ]
    for track in (0, 1):
        lines.append(f'<playlist id="t{track}">')
        at = 0
        for n in range(track, len(clips), 2):
            if n * step > at:
                lines.append(f'<blank length="{n * step - at}"/>')
            lines.append(f'<entry producer="p{n}" in="0" out="{CLIP_FRAMES - 1}"/>')
            at = n * step + CLIP_FRAMES
        lines.append("</playlist>")
    lines.append(f'<tractor id="film" in="0" out="{FRAMES - 1}"><multitrack>')
    lines.append('<track producer="t0"/><track producer="t1"/></multitrack>')
    for n in range(1, len(clips)):
        lines += [_mlt_mix(n, step, service) for service in ("mix", "luma")]
    return "\n".join([*lines, "</tractor></mlt>"])


def _mlt_mix(n: int, step: int, service: str) -> str:
    values = {"a_track": 0, "b_track": 1, "mlt_service": service, "reverse": 1 - n % 2}
    if service == "mix":
        values["start"] = -1
    inside = "".join(f'<property name="{key}">{value}</property>' for key, value in values.items())
    return f'<transition in="{n * step}" out="{n * step + FADE - 1}">{inside}</transition>'


def make_film(clips: Sequence[Path], size: Size, folder: Path) -> Path:
    """The film, built by the product's own commands."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    film = folder / "film.sora"
    run = [sys.executable, "-m", "sorastudio"]
    subprocess.run([*run, "new", str(film), "--size", str(size), "--rate", str(FPS)], check=True)
    first, *rest = map(str, clips)
    subprocess.run([*run, "add", str(film), first], check=True)
    subprocess.run([*run, "add", str(film), *rest, "--transition", f"dissolve:{FADE}"], check=True)
    return film


def make_clips(folder: Path, name: str, *, count: int = CLIPS, group: int = 48) -> list[Path]:
    """Textures under a slow camera with grain, and a tone each; made where they are not there yet.
    `group`: pictures from keyframe to keyframe."""
    names = f"clip-{name}" if group == 48 else f"clip-{name}-g{group}"
    paths = [folder / f"{names}-{number:02}.mp4" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            part = path.with_suffix(".part.mp4")
            _write_clip(part, number, SIZES[name], group)
            part.replace(path)
            print(f"made {path}", file=sys.stderr)
    return paths


def _write_clip(path: Path, seed: int, size: Size, group: int) -> None:
    options = {"preset": "medium", "crf": "20", "g": str(group)}
    video = VideoEncoding(codec="libx264", options=options)
    rng = np.random.default_rng(seed)
    texture = _texture(rng, size)
    grain = [rng.normal(0, 3, (size.height, size.width, 1)).astype(np.int16) for _ in range(5)]
    tone = _tone(seed)
    with FilmWriter(path, size=size, rate=RATE, video=video, audio=AudioEncoding()) as writer:
        writer.sound(tone)
        for frame in range(CLIP_FRAMES):
            rgb = _seen(texture, size, frame) + grain[frame % 5]
            writer.picture(from_rgb(byte_plane(rgb)))
        writer.finish()


def _texture(rng: np.random.Generator, size: Size) -> Plane:
    height, width = size.height * 5 // 4, size.width * 5 // 4
    total = np.zeros((height, width, 3), np.float32)
    for octave in range(2, 9):
        small = rng.normal(0, 1, (2**octave, 2**octave, 3)).astype(np.float32)
        large = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))
        total = total + large.astype(np.float32) / np.float32(1.6**octave)
    return byte_plane(128 + total * 160)


def _seen(texture: Plane, size: Size, frame: int) -> NDArray[np.int16]:
    way = frame / CLIP_FRAMES
    zoom = 1 + 0.2 * way
    shift = (-way * size.width * 0.1, -way * size.height * 0.05)
    matrix = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
    return np.asarray(cv2.warpAffine(texture, matrix, (size.width, size.height))).astype(np.int16)


def _tone(seed: int) -> Sound:
    at = np.arange(CLIP_SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    wave = 0.1 * np.sin(2 * np.pi * (180 + 20 * seed) * at)
    return np.stack([wave, wave], axis=1).astype(np.float32)


if __name__ == "__main__":
    main()
