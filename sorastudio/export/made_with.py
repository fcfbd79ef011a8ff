"""What a film says of how it was made: the tools and models, and whether AI was one of them.

Never prompts, names of slots or of people. In MP4 and QuickTime it is an XMP packet in a box behind
the film, where the tools of archives and platforms look for it (XMP specification, part 3; the
property names are those of the IPTC); elsewhere it is a tag.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sorastudio import __version__
from sorastudio.project.clip import Clip
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind

TAG = "sorastudio.made_with"

_BOXED = (".mp4", ".mov")
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_DRAWN = "animatic"
"""The built-in generator draws by rules: nothing was trained for it."""
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWith:
    """The models of the takes that are used, with their versions where those are known."""

    models: tuple[str, ...]
    trained: bool
    """Whether any of them was trained, rather than made of rules."""

    @property
    def words(self) -> str:
        """For people, and for files that keep tags."""
        tools = [f"Sora Studio {__version__}", *self.models]
        return ", ".join(tools) + ("; made with AI" if self.trained else "")


def made_with(project: Project, first: int, end: int) -> MadeWith:
    """Of the frames [first, end), by the takes in it that can be seen or heard. What was imported
    as a file says nothing of it to the film."""
    models: dict[str, None] = {}
    trained = False
    for clip in _clips(project, first, end):
        slot = project.slot_of(clip)
        take = project.chosen_take(slot.id) if slot else None
        if take is not None:
            recipe = take.recipe
            version = f" ({recipe.model_version})" if recipe.model_version else ""
            models[f"{recipe.model}{version}"] = None
            trained = trained or recipe.provider != _DRAWN
    return MadeWith(models=tuple(models), trained=trained)


def append_packet(path: Path, made: MadeWith) -> None:
    """Puts what is said behind a film in MP4 or QuickTime; other files are left alone. Raises
    OSError."""
    if path.suffix not in _BOXED:
        return
    packet = _PACKET.format(properties="\n".join(_properties(made))).encode()
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 24 + len(packet), b"uuid") + _XMP_UUID + packet)


def _properties(made: MadeWith) -> Iterator[str]:
    yield f"<xmp:CreatorTool>Sora Studio {__version__}</xmp:CreatorTool>"
    if not made.models:
        return
    kind = "compositeWithTrainedAlgorithmicMedia" if made.trained else "algorithmicMedia"
    yield (f"<Iptc4xmpExt:DigitalSourceType>{_SOURCE_TYPES}{kind}</Iptc4xmpExt:DigitalSourceType>")
    systems = escape(", ".join(made.models), quote=False)
    yield f"<Iptc4xmpExt:AISystemUsed>{systems}</Iptc4xmpExt:AISystemUsed>"


def _clips(project: Project, first: int, end: int) -> Iterator[Clip]:
    for track in project.timeline.tracks:
        if _is_off(track):
            continue
        for placed in track.clips():
            if placed.start < end and first < placed.start + placed.clip.length:
                yield placed.clip


def _is_off(track: Track) -> bool:
    return track.hidden if track.kind is TrackKind.VIDEO else track.muted
