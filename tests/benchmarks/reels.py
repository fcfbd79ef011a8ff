"""The films that are measured: clips with texture, grain and sound, and what the product makes of
them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.media.probe import identify
from sorastudio.media.writer import AudioEncoding, FilmWriter, VideoEncoding
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Media, Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import SAMPLE_RATE, FrameRate
from sorastudio.render.picture import Plane, byte_plane, from_rgb
from sorastudio.render.sources import Sound
from tests.benchmarks.peers import CLIP_FRAMES, CLIP_SECONDS, FPS

CLIPS, FADE = 12, 24
RATE = FrameRate(FPS)
SIZES = {"720": Size(1280, 720), "1080": Size(1920, 1080)}


def media_of(clips: Sequence[Path]) -> list[Media]:
    return [identify(clip, str(clip)) for clip in clips]


def film_of(media: Sequence[Media], size: Size, fade: int) -> Project:
    """One after the other, with sound, dissolved into one another over `fade` frames."""
    project = new_project("Film", Settings(size=size, rate=RATE))
    for each in media:
        project = replace(project, pool=project.pool.with_media(each))
        project = append(project, excerpt(project, each.id, sound=True))
    track = project.timeline.tracks[0]
    for placed in list(track.clips())[1:] if fade else []:
        project = add_transition(project, placed.clip.id, "dissolve", fade)
    return project


def make_clips(
    folder: Path, name: str, count: int = CLIPS, *, group: int = 48, foreign: bool = False
) -> list[Path]:
    """Textures under a slow camera with grain, and a tone each; made where they are not there yet.
    `group`: pictures from keyframe to keyframe. `foreign`: of an encoder whose pictures cannot be
    copied into a final cut."""
    names = f"clip-{name}" if group == 48 else f"clip-{name}-g{group}"
    names += "-foreign" if foreign else ""
    said = {"g": str(group), **({"x264-params": "weightb=0"} if foreign else {})}
    paths = [folder / f"{names}-{number:02}.mp4" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            part = path.with_suffix(".part.mp4")
            _write_clip(part, number, SIZES[name], said)
            part.replace(path)
            print(f"made {path}", file=sys.stderr)
    return paths


def _write_clip(path: Path, seed: int, size: Size, said: Mapping[str, str]) -> None:
    options = {"preset": "medium", "crf": "20", **said}
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
