from __future__ import annotations

from pathlib import Path

import pytest

from sorastudio.media.container import open_container
from sorastudio.media.rational import exact
from tests.film_maker import Reel, make_film, noise


@pytest.mark.parametrize(
    ("name", "codec", "sound"),
    [
        ("a.mp4", "libx264", "aac"),
        ("a.mov", "prores_ks", "pcm_s16le"),
        ("a.mkv", "libx264", "flac"),
        ("a.webm", "libvpx-vp9", "libopus"),
        ("a.ts", "libx264", "aac"),
        ("a.avi", "mpeg4", "libmp3lame"),
    ],
)
def test_a_file_that_is_opened_undecoded_tells_the_same(
    tmp_path: Path, name: str, codec: str, sound: str
) -> None:
    pixel_format = "yuv422p10le" if codec == "prores_ks" else "yuv420p"
    reel = Reel(codec=codec, pixel_format=pixel_format, sound=noise(48_000), sound_codec=sound)
    path = make_film(tmp_path / name, reel)
    assert _told(path, decodes=False) == _told(path, decodes=True)


def _told(path: Path, *, decodes: bool) -> object:
    with open_container(path, decodes=decodes) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        facts = (
            picture.codec_context.name,
            (picture.codec_context.width, picture.codec_context.height),
            (picture.guessed_rate, picture.average_rate, picture.start_time),
            (sound.codec_context.name, sound.codec_context.sample_rate, sound.start_time),
            exact(picture.time_base),
        )
        packets = [
            (packet.stream.index, packet.pts, packet.dts, packet.is_keyframe, bytes(packet))
            for packet in container.demux()
            if packet.size
        ]
        return facts, packets
