"""Makes media whose pictures carry their own number, so that a test can prove which one came back.

A number is drawn as bars: one column a bit, white over black for 1, black over white for 0. Both
halves are read, so a picture that is half of one frame and half of another is noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.video.frame import PictureType
from numpy.typing import NDArray

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, blank
from sorastudio.render.sources import Sound

BITS = 14
_DARK, _LIGHT = 40, 210


def bars(number: int, size: Size, *, u: int = 128, v: int = 128) -> Picture:
    """A picture that says `number` (0..16383); legible from about 56x16 pixels on."""
    ones = np.array([(number >> bit) & 1 for bit in range(BITS)], bool)
    columns = np.arange(size.width) * BITS // size.width
    top = np.where(ones[columns], _LIGHT, _DARK).astype(np.uint8)
    picture = blank(size, luma=_DARK, u=u, v=v)
    picture.y[: size.height // 2] = top
    picture.y[size.height // 2 :] = _DARK + _LIGHT - top
    return picture


def read_bars(picture: Picture) -> int:
    """The number of a picture of bars, at whatever size; AssertionError if it is not legible."""
    height, width = picture.y.shape
    centres = (np.arange(BITS) * 2 + 1) * width // (2 * BITS)
    reach = max(width // (BITS * 5), 0)
    number = 0
    for bit, x in enumerate(centres):
        column = picture.y[:, max(x - reach, 0) : x + reach + 1].astype(np.float64)
        top = column[height // 8 : height * 3 // 8].mean()
        bottom = column[height * 5 // 8 : height * 7 // 8].mean()
        assert abs(top - bottom) > 60, f"bit {bit} is not legible: {top:.0f} over {bottom:.0f}"
        number |= int(top > bottom) << bit
    return number


@dataclass(frozen=True, kw_only=True)
class Reel:
    """What to write: pictures numbered from `first` on, shown at `times` (in ticks of
    `time_base`)."""

    frames: int = 24
    size: Size = Size(112, 64)
    rate: Fraction = Fraction(24)
    first: int = 0
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict)
    container: Mapping[str, str] = field(default_factory=dict)
    time_base: Fraction | None = None
    times: Sequence[int] | None = None
    sound: Sound | None = None
    sound_codec: str = "aac"
    sound_rate: int = 48_000
    sound_start: int = 0
    """Presentation time of the first sample, in samples."""
    colour: Mapping[str, int] = field(default_factory=dict)
    """Tags of the codec context: colorspace, color_range, color_primaries, color_trc."""
    aspect: Fraction | None = None
    """Width of a pixel over its height."""
    rotation: tuple[float, bool, bool] | None = None
    """Degrees against the clock, mirrored left to right, mirrored top to bottom."""
    interlaced: bool = False


def make_film(path: Path, reel: Reel | None = None, *, format_name: str | None = None) -> Path:
    """Write a reel of bars. Every picture lasts until the next; the last as long as one at
    `rate`."""
    reel = reel or Reel()
    numbers = range(reel.first, reel.first + reel.frames)
    return make_pictures(path, (bars(n, reel.size) for n in numbers), reel, format_name=format_name)


def make_pictures(
    path: Path, pictures: Iterable[Picture], reel: Reel, *, format_name: str | None = None
) -> Path:
    """Write given pictures (limited range, of whatever matrix the reel's tags say)."""
    with av.open(str(path), "w", format=format_name, container_options=dict(reel.container)) as out:
        stream = _video_stream(out, reel)
        sound = _sound_stream(out, reel)
        _write_sound(out, sound, reel)
        for index, picture in enumerate(pictures):
            out.mux(stream.encode(_frame(picture, index, reel)))
        out.mux(stream.encode(None))
    return path


def make_sound(path: Path, sound: Sound, *, codec: str, rate: int = 48_000, **stream: Any) -> Path:
    """Write a file of sound alone; `sound` is (samples, channels) float32 at `rate`."""
    with av.open(str(path), "w") as out:
        track = out.add_stream(codec, rate=rate, layout=_layout(sound), **stream)
        _encode_sound(out, track, sound, rate, 0)
    return path


def clicks(samples: int, at: Iterable[int], *, channels: int = 2) -> Sound:
    """Silence with a click of one sample at each of the given places."""
    sound = np.zeros((samples, channels), np.float32)
    sound[list(at)] = 0.9
    return sound


def noise(samples: int, *, channels: int = 2, seed: int = 1) -> Sound:
    """Smooth noise without two stretches alike, so that any shift of it shows."""
    rng = np.random.default_rng(seed)
    rough = rng.standard_normal((samples + 63, channels))
    window = np.hanning(64) / np.hanning(64).sum()
    smooth = np.stack(
        [np.convolve(rough[:, c], window, mode="valid") for c in range(channels)], axis=1
    )
    return (smooth[:samples] * 0.8).astype(np.float32)


def _video_stream(out: Any, reel: Reel) -> Any:
    stream = out.add_stream(reel.codec, rate=reel.rate, options=dict(reel.options))
    context = stream.codec_context
    context.width, context.height = reel.size.width, reel.size.height
    context.pix_fmt = reel.pixel_format
    context.time_base = reel.time_base or 1 / reel.rate
    if reel.aspect:
        context.sample_aspect_ratio = reel.aspect
    for name, value in reel.colour.items():
        setattr(context, name, value)
    if reel.rotation:
        stream.set_display_rotation(*reel.rotation)
    if reel.interlaced:
        context.flags |= 1 << 18 | 1 << 29  # AV_CODEC_FLAG_INTERLACED_DCT, _INTERLACED_ME
    return stream


def _frame(picture: Picture, index: int, reel: Reel) -> Any:
    drawn = "yuv420p" if picture.alpha is None else "yuva420p"
    if picture.depth == 10:
        drawn += "10le"
    frame = av.VideoFrame(picture.size.width, picture.size.height, drawn)
    planes = [*picture.planes, *([] if picture.alpha is None else [picture.alpha])]
    for target, plane in zip(frame.planes, planes, strict=True):
        view = np.frombuffer(cast("Any", target), plane.dtype)
        rows = view.reshape(-1, target.line_size // plane.itemsize)
        rows[: plane.shape[0], : plane.shape[1]] = plane
    frame.colorspace = reel.colour.get("colorspace", 5)
    frame.color_range = 1
    plain = reel.pixel_format in ("yuv420p", "yuva420p", drawn)
    if not plain or reel.colour.get("color_range") == 2:
        frame = _reformatted(frame, reel)
    frame.pts = reel.times[index] if reel.times else index
    frame.time_base = reel.time_base or 1 / reel.rate
    frame.pict_type = PictureType.NONE
    return frame


def _reformatted(frame: Any, reel: Reel) -> Any:
    is_rgb = av.VideoFormat(reel.pixel_format).is_rgb or reel.pixel_format == "gray"
    full = is_rgb or reel.colour.get("color_range") == 2 or reel.pixel_format.startswith("yuvj")
    return frame.reformat(format=reel.pixel_format, dst_color_range=2 if full else 1)


def _sound_stream(out: Any, reel: Reel) -> Any:
    if reel.sound is None:
        return None
    return out.add_stream(reel.sound_codec, rate=reel.sound_rate, layout=_layout(reel.sound))


def _layout(sound: Sound) -> str:
    return {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1]]


def _write_sound(out: Any, stream: Any, reel: Reel) -> None:
    if reel.sound is not None:
        _encode_sound(out, stream, reel.sound, reel.sound_rate, reel.sound_start)


def _encode_sound(out: Any, stream: Any, sound: Sound, rate: int, start: int) -> None:
    block = 1024
    for at in range(0, len(sound), block):
        out.mux(stream.encode(_sound_frame(sound[at : at + block], rate, start + at)))
    out.mux(stream.encode(None))


def _sound_frame(block: NDArray[np.float32], rate: int, at: int) -> Any:
    packed = np.ascontiguousarray(block.reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=_layout(block))
    frame.sample_rate = rate
    frame.pts = at
    frame.time_base = Fraction(1, rate)
    return frame
