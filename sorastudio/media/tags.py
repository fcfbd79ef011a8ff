"""Words inside a film file, put there without touching its picture or sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import av

from sorastudio.errors import MediaError
from sorastudio.media.container import open_container, tags_of

_MP4_KEEPS_ANY_TAG = {"movflags": "use_metadata_tags+faststart"}


def embed_tags(source: Path, target: Path, tags: Mapping[str, str]) -> None:
    """Writes `target`: the very packets of `source`, its tags, and these. Raises MediaError."""
    with open_container(source) as found:
        try:
            with av.open(str(target), "w", options=_MP4_KEEPS_ANY_TAG) as out:
                out.metadata.update({**tags_of(found), **tags})
                streams = [*found.streams.video, *found.streams.audio]
                copies = {each.index: out.add_stream_from_template(each) for each in streams}
                for packet in found.demux(streams):
                    if packet.dts is not None:
                        packet.stream = copies[packet.stream.index]
                        out.mux(packet)
        except (av.FFmpegError, OSError) as error:
            raise MediaError(f"{target.name} cannot be written: {error.strerror}.") from error
