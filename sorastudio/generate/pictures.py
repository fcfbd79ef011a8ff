"""Pictures that go along with a prompt, as services take them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
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
    changed: str = ""
    """What was done to the picture, as a sentence; empty where it is as it was."""

    @property
    def mime(self) -> str:
        return _TYPES[self.suffix]

    @property
    def url(self) -> str:
        """The picture inside of an address."""
        return f"data:{self.mime};base64,{base64.b64encode(self.content).decode()}"


def type_of(given: Input) -> str:
    """The MIME type of a picture that services take as it is; empty for any other."""
    return _TYPES.get(given.file.suffix.lower(), "")


def size_of(given: Input) -> int:
    """Bytes. Raises GenerateError for a file that is gone."""
    try:
        return given.file.stat().st_size
    except OSError as error:
        raise _unreadable(given) from error


def picture_for(given: Input, most_bytes: int) -> Sent:
    """The file as it is, where services take its type and it is not too large; else as a JPEG of
    high quality, made smaller until it fits. Raises GenerateError for a file that is gone, or is no
    picture."""
    try:
        content = given.file.read_bytes()
    except OSError as error:
        raise _unreadable(given) from error
    if type_of(given) and len(content) <= most_bytes:
        return Sent(given.file.suffix.lower(), content)
    try:
        return _jpeg(given, len(content), most_bytes)
    except MediaError as error:
        raise _unreadable(given) from error


def inline_parts(url: str) -> tuple[str, str] | None:
    """MIME type and base64 of what is inside of an address; None for an address that leads
    somewhere."""
    head, _, data = url.partition(";base64,")
    return (head.removeprefix("data:"), data) if head.startswith("data:") else None


def shares(sizes: Sequence[int], most_bytes: int) -> list[int]:
    """How much each of several pictures may have of the bytes there are for all: what small ones
    leave goes to the large ones."""
    found = [0] * len(sizes)
    order = sorted(range(len(sizes)), key=lambda index: sizes[index])
    for place, index in enumerate(order):
        found[index] = min(sizes[index], most_bytes // (len(order) - place))
        most_bytes -= found[index]
    return found


def bytes_words(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(count, 1) / 1e3:.0f} kB"


def _jpeg(given: Input, bytes_before: int, most_bytes: int) -> Sent:
    # Reading pictures loads the media libraries, which most requests do without.
    from sorastudio.media.still import jpeg_of, read_still
    from sorastudio.render.kernels import scaled
    from sorastudio.render.picture import Picture, chroma_size

    picture = read_still(given.file)
    before = f"{picture.size}, {bytes_words(bytes_before)}"
    while len(content := jpeg_of(picture)) > most_bytes:
        size = Size(*(side * 3 // 8 * 2 for side in (picture.size.width, picture.size.height)))
        if min(size.width, size.height) < _LEAST_SIDE_PX:
            raise GenerateError(
                f"T{given.words[1:]} is too large, and too wide or tall to be made smaller.",
                kept="Nothing was sent.",
                todo="Give another picture.",
            )
        low = chroma_size(size)
        sizes = (size, low, low)
        picture = Picture.of(
            [scaled(p, to.width, to.height) for p, to in zip(picture.planes, sizes, strict=True)]
        )
    after = f"{picture.size}, {bytes_words(len(content))}"
    kind = given.file.suffix.removeprefix(".").upper() or "file"
    words = f"T{given.words[1:]} ({kind}, {before}) was sent as a JPEG of {after}."
    return Sent(_JPEG, content, words)


def _unreadable(given: Input) -> GenerateError:
    return GenerateError(
        f"The {given.role.value.replace('_', ' ')} {given.path} cannot be read as a picture.",
        kept="Nothing was sent.",
        todo="Give another picture.",
    )
