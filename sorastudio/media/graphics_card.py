"""Encoders that a graphics card or the system brings: whether this machine really has one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
from av.codec.codec import UnknownCodecError
from av.video.frame import VideoFrame

from sorastudio.media.writer import VideoEncoding, configure_video
from sorastudio.project.media import Size
from sorastudio.project.time import FPS_24

_SIZE = Size(640, 360)
"""Some refuse what is very small."""
_PICTURES = 3


def works_here(encoding: VideoEncoding) -> bool:
    """By encoding a few pictures: that an encoder is built in says nothing of the machine."""
    try:
        context: Any = av.CodecContext.create(encoding.codec, "w")
        configure_video(context, _SIZE, FPS_24, encoding)
        context.open()
        made = 0
        for number in range(_PICTURES):
            frame = VideoFrame(_SIZE.width, _SIZE.height, encoding.pixel_format)
            frame.pts, frame.time_base = number, Fraction(1, 24)
            made += len(context.encode(frame))
        made += len(context.encode(None))
    except (UnknownCodecError, av.FFmpegError, OSError, ValueError):
        return False
    return made == _PICTURES
