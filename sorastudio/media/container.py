"""Opening files, and saying clearly why one cannot be opened."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from sorastudio.errors import MediaError
from sorastudio.media.h264 import headers_of
from sorastudio.media.h264_parameters import sequence_of

MAX_SIDE_PX = 16_384

# libav would also take text files for moving ANSI art, and playlists that name other files.
_CONTAINERS = (
    "aac,ac3,aiff,apng,asf,avi,caf,dv,eac3,flac,flv,gif,h264,hevc,ivf,m4v,matroska,webm,mov,mp4,mp3,"
    "mpeg,mpegts,mpegvideo,mxf,nut,obu,ogg,w64,wav,yuv4mpegpipe"
)
_STILLS = "bmp_pipe,jpeg_pipe,png_pipe,tiff_pipe,webp_pipe"
_STILL_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")
_BRANDS = {"major_brand", "minor_version", "compatible_brands"}
_HOLDS_FRAMES_OF_PNG = b"acTL"
_SELF_DESCRIBED = (b"ftyp", b"moov")
"""MP4 and MOV tell in an index all that there is to say of their packets; in Matroska it takes a
decoder to know when one is decoded."""

# av 18 refuses a whole file for one tag that is not UTF-8, unless told; av 19 never does.
_TOLERANT: dict[str, Any] = (
    {"metadata_errors": "replace"} if int(av.__version__.partition(".")[0]) < 19 else {}
)


def open_container(path: Path, *, decodes: bool = True) -> InputContainer:
    """Raises MediaError that says whether the file is missing, a folder, forbidden, empty, cut
    short, or not media at all.

    `decodes` False: no picture is decoded to open it, which is most of the work; then its pixels'
    format and the decoder's delay are not known. Enough for sound, packets and key pictures.
    """
    still = is_still(path)
    # A still goes in as bytes: by its name, `a%03d.png` would be taken for a sequence.
    source = BytesIO(path.read_bytes()) if still else str(path.absolute())
    options = {"format_whitelist": _STILLS if still else _CONTAINERS}
    if not still:
        options["protocol_whitelist"] = "file"
    passed_over = {} if decodes or not _is_self_described(path) else {"skip_frame": "all"}
    try:
        container: InputContainer = av.open(
            source, "r", options=passed_over, container_options=options, **_TOLERANT
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _not_readable(path) from error
    return container


def open_to_decode(path: Path) -> InputContainer:
    """The same, for its pictures. Where a file says by itself all that a decoder has to know, as
    most H.264 does, that is not found out by decoding: that takes a tenth of the time."""
    if _is_self_described(path):
        container = open_container(path, decodes=False)
        if _tells_all(container):
            return container
        container.close()
    return open_container(path)


def _tells_all(container: InputContainer) -> bool:
    stream = find_picture(container)
    if stream is None:
        return True
    if not has_decoder(stream) or stream.codec_context.name != "h264":
        return False
    try:
        sequence, _ = headers_of(bytes(stream.codec_context.extradata or b""))
        facts = sequence_of(sequence)
    except ValueError:
        return False
    return facts.is_plain and facts.reorder is not None


def tags_of(container: InputContainer) -> dict[str, str]:
    """What somebody wrote into the file: not how the container calls itself, which libav tells as
    tags too, and every writer sets anew."""
    return {name: words for name, words in container.metadata.items() if name not in _BRANDS}


def is_still(path: Path) -> bool:
    """Whether the file holds one picture that does not move, by its first bytes. Raises MediaError
    where there is nothing to read."""
    head = _head(path, 4096)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    return head.startswith(_STILL_SIGNATURES) and _HOLDS_FRAMES_OF_PNG not in head


def _is_self_described(path: Path) -> bool:
    return _head(path, 8)[4:] in _SELF_DESCRIBED


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """The moving picture: the cover of a song is none. Raises MediaError if there is no picture, no
    decoder for it, or its size is absurd."""
    stream = find_picture(container)
    if stream is None:
        raise MediaError(f"{path.name} has no picture.", todo="Use it as sound, on a sound track.")
    if not has_decoder(stream):
        raise MediaError(f"The picture of {path.name} is in a format that cannot be decoded.")
    check_size(stream.codec_context.width, stream.codec_context.height, path)
    return stream


def sound_stream(container: InputContainer, path: Path) -> AudioStream:
    """Raises MediaError if there is no sound, or no decoder for it."""
    stream = find_sound(container)
    if stream is None:
        raise MediaError(f"{path.name} has no sound.")
    if not has_decoder(stream):
        raise MediaError(f"The sound of {path.name} is in a format that cannot be decoded.")
    return stream


def find_picture(container: InputContainer) -> VideoStream | None:
    pictures = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
    return next(pictures, None)


def find_sound(container: InputContainer) -> AudioStream | None:
    return next(iter(container.streams.audio), None)


def has_decoder(stream: VideoStream | AudioStream) -> bool:
    # The stubs say that there always is a context; where libav has no decoder there is none.
    return getattr(stream, "codec_context", None) is not None


def check_size(width: int, height: int, path: Path) -> None:
    if not (0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX):
        raise MediaError(
            f"{path.name} says that its picture is {width}x{height} pixels.",
            todo=f"Pictures from 1x1 to {MAX_SIDE_PX}x{MAX_SIDE_PX} can be used.",
        )


def _head(path: Path, count: int) -> bytes:
    try:
        if path.is_dir():
            raise MediaError(f"{path} is a folder, not a media file.", todo="Name a file in it.")
        if path.exists() and not path.is_file():
            raise MediaError(f"{path} is a device, not a media file.")
        with path.open("rb") as file:
            head = file.read(count)
    except FileNotFoundError as error:
        raise MediaError(
            f"There is no file {path}.", todo="Check the name, or where it has gone."
        ) from error
    except PermissionError as error:
        raise MediaError(
            f"{path} may not be read.", todo="Change its permissions, or copy it."
        ) from error
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror}.") from error
    if not head:
        raise MediaError(f"{path} is empty (0 bytes).", todo="Download or copy it again.")
    return head


def _not_readable(path: Path) -> MediaError:
    if _head(path, 12)[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return MediaError(
            f"{path} is a damaged or unfinished MP4: its index is missing or cut off.",
            todo="Download or copy it again.",
        )
    return MediaError(f"{path} is not a film, a sound or a picture that can be read.")
