from __future__ import annotations

import hashlib
import os
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.probe import hash_of, identify, probe, read_tags
from sorastudio.media.video import VideoReader
from sorastudio.project.ids import media_id
from sorastudio.project.media import AudioFacts, MediaKind, Size, VideoFacts
from tests.film_maker import Reel, make_film, make_sound, noise


def video_of(path: Path) -> VideoFacts:
    facts = probe(path).video
    assert facts is not None
    return facts


def test_a_film_with_sound(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mp4", Reel(frames=30, sound=noise(60_000)))
    facts = probe(path)
    assert facts.kind == MediaKind.VIDEO
    assert facts.duration == Fraction(30, 24)
    assert facts.video == VideoFacts(
        size=Size(112, 64), rate=Fraction(24), codec="h264", pixel_format="yuv420p"
    )
    assert facts.audio == AudioFacts(codec="aac", sample_rate=48_000, channels=2)


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "ts", "avi", "flv"])
@pytest.mark.parametrize(
    "rate", [Fraction(8), Fraction(16), Fraction(24), Fraction(30000, 1001), Fraction(24000, 1001)]
)
def test_rate_and_length_are_exact_in_any_container(
    tmp_path: Path, ending: str, rate: Fraction
) -> None:
    path = make_film(tmp_path / f"a.{ending}", Reel(frames=40, rate=rate))
    facts = probe(path)
    assert facts.video is not None
    assert facts.video.rate == rate
    assert facts.duration == 40 / rate
    assert not facts.video.variable_rate


def test_variable_rate_is_noticed_and_the_last_picture_counts(tmp_path: Path) -> None:
    times = [0, 40, 80, 400, 440, 480]
    reel = Reel(frames=6, time_base=Fraction(1, 1000), times=times, rate=Fraction(25))
    facts = probe(make_film(tmp_path / "a.mkv", reel))
    assert facts.video is not None
    assert facts.video.variable_rate
    assert Fraction(500, 1000) <= facts.duration <= Fraction(600, 1000)


def test_pictures_hidden_by_an_edit_list_do_not_count(tmp_path: Path) -> None:
    reel = Reel(
        frames=60,
        times=[i - 10 for i in range(60)],
        container={"avoid_negative_ts": "disabled"},
        options={"g": "12"},
    )
    assert probe(make_film(tmp_path / "a.mp4", reel)).duration == Fraction(50, 24)


def test_one_picture_is_a_film_of_one_frame(tmp_path: Path) -> None:
    facts = probe(make_film(tmp_path / "a.mp4", Reel(frames=1)))
    assert facts.kind == MediaKind.VIDEO
    assert facts.duration == Fraction(1, 24)


def test_alpha_and_fields_are_flagged(tmp_path: Path) -> None:
    reel = Reel(frames=2, codec="qtrle", pixel_format="argb")
    assert video_of(make_film(tmp_path / "a.mov", reel)).has_alpha
    reel = Reel(frames=8, codec="mpeg2video", rate=Fraction(25), interlaced=True)
    assert video_of(make_film(tmp_path / "a.ts", reel)).interlaced


def test_size_is_as_shown(tmp_path: Path) -> None:
    reel = Reel(frames=2, size=Size(96, 64), aspect=Fraction(2), rotation=(90.0, False, False))
    path = make_film(tmp_path / "a.mp4", reel)
    assert video_of(path).size == Size(64, 192)
    with VideoReader(path) as reader:
        assert reader.frame_at(Fraction(0)).size == Size(64, 192)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.wav", "pcm_s16le", 44_100),
        ("a.mp3", "libmp3lame", 44_100),
        ("a.m4a", "aac", 44_100),
        ("a.flac", "flac", 48_000),
        ("a.ogg", "libopus", 48_000),
    ],
)
def test_sound_alone(tmp_path: Path, name: str, codec: str, rate: int) -> None:
    facts = probe(make_sound(tmp_path / name, noise(rate * 2), codec=codec, rate=rate))
    assert facts.kind == MediaKind.AUDIO
    assert facts.duration == 2
    assert facts.video is None


def test_a_song_with_a_cover_is_sound(tmp_path: Path) -> None:
    import av

    cover = tmp_path / "cover.png"
    cv2.imwrite(str(cover), np.zeros((8, 8, 3), np.uint8))
    song = make_sound(tmp_path / "song.m4a", noise(48_000), codec="aac")
    covered = tmp_path / "covered.m4a"
    with (
        av.open(str(song)) as heard,
        av.open(str(cover)) as seen,
        av.open(str(covered), "w", format="mp4") as target,
    ):
        sound = target.add_stream_from_template(heard.streams.audio[0])
        picture = target.add_stream_from_template(seen.streams.video[0])
        picture.disposition = av.stream.Disposition.attached_pic
        for source, stream in ((heard, sound), (seen, picture)):
            for packet in source.demux():
                if packet.size:
                    packet.stream = stream
                    target.mux(packet)
    with av.open(str(covered)) as container:
        assert len(container.streams.video) == 1
    facts = probe(covered)
    assert facts.kind == MediaKind.AUDIO
    assert facts.video is None


def test_identify_names_a_file_by_its_content(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mp4", Reel(frames=5))
    media = identify(path, "media/a.mp4")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert media.sha256 == digest == hash_of(path)
    assert media.id == media_id(digest)
    assert media.path == "media/a.mp4"
    assert media.size_bytes == path.stat().st_size
    assert media.kind == MediaKind.VIDEO
    assert media.duration == Fraction(5, 24)


def test_tags_that_are_no_text_do_not_stop_anything(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.mp3", noise(4_800), codec="libmp3lame")
    body = b"\x03ab\xff\xfe\xc3cd"
    frame = b"TIT2" + len(body).to_bytes(4, "big") + b"\0\0" + body
    head = b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)])
    path.write_bytes(head + frame + path.read_bytes())
    assert probe(path).kind == MediaKind.AUDIO
    assert "title" in read_tags(path)


def broken(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "bad.mp4"
    match kind:
        case "folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "text":
            path.write_text("These are only words.\n" * 200)
        case "playlist":
            path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n")
        case "list of files":
            path.write_text("ffconcat version 1.0\nfile '/etc/hostname'\n")
        case "cut short":
            make_film(path, Reel(frames=40))
            path.write_bytes(path.read_bytes()[:-700])
        case "junk":
            path.write_bytes(np.random.default_rng(3).bytes(50_000))
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "There is no file"),
        ("folder", "is a folder"),
        ("empty", "is empty"),
        ("text", "is not a film"),
        ("playlist", "is not a film"),
        ("list of files", "is not a film"),
        ("junk", "is not a film"),
        ("cut short", "damaged or unfinished MP4"),
    ],
)
def test_bad_files_are_refused_in_words(tmp_path: Path, kind: str, words: str) -> None:
    path = broken(tmp_path, kind)
    for read in (probe, VideoReader):
        with pytest.raises(MediaError, match=words):
            read(path)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs permissions that bind"
)
def test_a_forbidden_file_says_so(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mp4", Reel(frames=2))
    path.chmod(0)
    with pytest.raises(MediaError, match="may not be read"):
        probe(path)


def test_a_device_is_no_file() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no such device here")
    with pytest.raises(MediaError, match="is a device"):
        probe(Path("/dev/zero"))


def test_absurd_sizes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    _, encoded = cv2.imencode(".png", np.zeros((1, 20_000), np.uint8))
    path.write_bytes(encoded.tobytes())
    with pytest.raises(MediaError, match="20000x1"):
        probe(path)


def test_a_colon_in_a_name_is_no_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt":
        pytest.skip("not a name on this system")
    make_film(tmp_path / "a.mp4", Reel(frames=2)).rename(tmp_path / "http:a.mp4")
    monkeypatch.chdir(tmp_path)
    assert probe(Path("http:a.mp4")).kind == MediaKind.VIDEO
