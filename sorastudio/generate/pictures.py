"""Pictures that go along with a prompt, as services take them."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from sorastudio.errors import GenerateError, MediaError
from sorastudio.generate.request import Input
from sorastudio.project.media import Size

MOST_UPLOADED = 50_000_000
"""Bytes of a picture that is sent as a file."""

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_JPEG = ".jpg"
_LEAST_SIDE_PX = 256


@dataclass(frozen=True, slots=True)
class Sent:
    """The content of a file, and how its name ends."""

    suffix: str
    content: bytes

    @property
    def mime(self) -> str:
        return _TYPES[self.suffix]

    @property
    def base64(self) -> str:
        return base64.b64encode(self.content).decode()

    @property
    def url(self) -> str:
        """The picture inside of an address."""
        return f"data:{self.mime};base64,{self.base64}"


def picture_for(given: Input, most_bytes: int) -> Sent:
    """The file as it is, where services take its type and it is not too large; else as a JPEG of
    high quality, made smaller until it fits. Raises GenerateError for a file that is gone, or is no
    picture."""
    try:
        content = given.file.read_bytes()
    except OSError as error:
        raise _unreadable(given) from error
    suffix = given.file.suffix.lower()
    if suffix in _TYPES and len(content) <= most_bytes:
        return Sent(suffix, content)
    try:
        return Sent(_JPEG, _jpeg(given, most_bytes))
    except MediaError as error:
        raise _unreadable(given) from error


def _jpeg(given: Input, most_bytes: int) -> bytes:
    # Reading pictures loads the media libraries, which most requests do without.
    from sorastudio.media.still import jpeg_of, read_still
    from sorastudio.render.kernels import scaled
    from sorastudio.render.picture import Picture, chroma_size

    picture = read_still(given.file)
    while len(content := jpeg_of(picture)) > most_bytes:
        size = Size(*(side * 3 // 8 * 2 for side in (picture.size.width, picture.size.height)))
        if min(size.width, size.height) < _LEAST_SIDE_PX:
            raise _unreadable(given)
        low = chroma_size(size)
        sizes = (size, low, low)
        picture = Picture.of(
            [scaled(p, to.width, to.height) for p, to in zip(picture.planes, sizes, strict=True)]
        )
    return content


def _unreadable(given: Input) -> GenerateError:
    return GenerateError(
        f"The {given.role.value.replace('_', ' ')} {given.path} cannot be read as a picture.",
        kept="Nothing was sent.",
        todo="Give another picture.",
    )
