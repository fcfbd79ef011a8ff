"""Plays an exported film, whose pictures say their own number, in what people play films with.

    python -m tests.benchmarks.players [--film KIND] [--folder DIR]

Chromium (headless) plays it and seeks to 20 places, mpv plays it and seeks to the same, GStreamer
and VLC play it to the end: each picture they show is read. KIND is `encoded`, `copied`
(clips that are told in the words of the film) or `draft` (clips of several encoders). Whatever is
not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.project.media import Size
from sorastudio.render.picture import blank
from tests.export.films import BLEND, KINDS, USED, on_disk, ordered
from tests.film_maker import BITS, read_bars

RATE, TARGETS = 24, 20
_SECONDS = 120
_NOBODY = 65_534

_PAGE = """<!doctype html><body><video muted playsinline preload=auto src=/film.mp4></video><script>
const BITS = %BITS%, targets = %TARGETS%, video = document.querySelector("video");
const canvas = document.createElement("canvas"), ink = canvas.getContext("2d");
const heard = name => new Promise((yes, no) => {
  video.addEventListener(name, yes, {once: true});
  video.addEventListener("error", no, {once: true});
});
function number() {
  const w = canvas.width = video.videoWidth, h = canvas.height = video.videoHeight;
  ink.drawImage(video, 0, 0);
  let found = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = Math.floor((bit * 2 + 1) * w / (2 * BITS));
    const at = y => ink.getImageData(x, Math.floor(h * y), 1, 1).data[1];
    if (at(0.25) > at(0.75)) found |= 1 << bit;
  }
  return found;
}
(async () => {
  const said = {seen: []};
  try {
    if (video.readyState < 2) await heard("loadeddata");
    const ended = heard("ended");
    await video.play(); await ended;
    const quality = video.getVideoPlaybackQuality();
    said.played = quality.totalVideoFrames; said.corrupted = quality.corruptedVideoFrames;
    for (const frame of targets) {
      const shown = new Promise(yes => video.requestVideoFrameCallback(yes));
      const sought = heard("seeked");
      video.currentTime = (frame + 0.5) / %RATE%;
      await sought;
      await Promise.race([shown, new Promise(yes => setTimeout(yes, 500))]);
      said.seen.push(number());
    }
  } catch (error) { said.error = String(video.error ? video.error.message : error); }
  await fetch("/said", {method: "POST", body: JSON.stringify(said)});
})();
</script>"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-players"))
    parser.add_argument("--film", choices=KINDS, default="encoded")
    options = parser.parse_args()
    folder = Path(options.folder)
    shutil.rmtree(folder, ignore_errors=True)
    film = make_barcodes(folder, options.film)
    players: dict[str, tuple[str, Callable[[Path], str]]] = {
        "Chromium": ("chromium", in_chromium),
        "mpv": ("mpv", in_mpv),
        "GStreamer": ("gst-launch-1.0", in_gstreamer),
        "VLC": ("cvlc", in_vlc),
    }
    for name, (program, play) in players.items():
        said = play(film) if shutil.which(program) else "is not installed"
        print(f"{name:10} {said}", flush=True)


def make_barcodes(folder: Path, kind: str) -> Path:
    make, preset = KINDS[kind]
    project = make(folder)
    folder.chmod(0o755)
    out = folder / "film.mp4"
    wanted = ordered(project, out, preset=preset)
    export_film(wanted, on_disk(folder, project), _silent)
    return out


def _silent(_: Progress) -> None:
    pass


def numbers() -> list[int | None]:
    """What each picture of the film says; nothing, where two are blended."""
    half = BLEND // 2
    found: list[int | None] = [24 + n for n in range(USED)]
    found += [1024 + n for n in range(USED - half)]
    return found + [None] * BLEND + [2024 + n for n in range(half, USED)]


def targets() -> list[int]:
    """Places to go to, to and fro, the joins among them."""
    known = [frame for frame, number in enumerate(numbers()) if number is not None]
    spread = known[:: max(1, len(known) // (TARGETS - 4))][: TARGETS - 4]
    places = [*spread, USED - 1, USED, 2 * USED + BLEND // 2, known[-1]]
    return places[::2] + places[1::2][::-1]


def in_chromium(film: Path) -> str:
    server = _Server(film)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    profile = film.parent / "chromium"
    process = subprocess.Popen(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--mute-audio"),
            *("--autoplay-policy=no-user-gesture-required", f"--user-data-dir={profile}"),
            *("--remote-debugging-port=0", f"http://127.0.0.1:{server.server_port}/"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if not server.answered.wait(_SECONDS):
            return "has not answered"
    finally:
        process.kill()
        process.wait()
        server.shutdown()
        server.server_close()
    if "error" in server.said:
        return f"FAILED: {server.said['error']}"
    right = _right(server.said["seen"], targets())
    played, corrupted = server.said["played"], server.said["corrupted"]
    return f"played {played} pictures, {corrupted} corrupted; {right} of {TARGETS} seeks right"


class _Server(ThreadingHTTPServer):
    """The page, the film in ranges, and what the page has to say."""

    def __init__(self, film: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.film = film.read_bytes()
        self.said: dict[str, Any] = {}
        self.answered = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        if self.path == "/film.mp4":
            self._film()
            return
        values = {"BITS": BITS, "TARGETS": json.dumps(targets()), "RATE": RATE}
        page = re.sub("%([A-Z]+)%", lambda found: str(values[found[1]]), _PAGE)
        self._answer(200, "text/html", page.encode())

    def do_POST(self) -> None:
        self.server.said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(200, "text/plain", b"")
        self.server.answered.set()

    def log_message(self, *_: object) -> None:
        pass

    def _film(self) -> None:
        film = self.server.film
        asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        last = int(asked[2]) if asked and asked[2] else len(film) - 1
        place = f"bytes {first}-{last}/{len(film)}"
        code = 206 if asked else 200
        self._answer(code, "video/mp4", film[first : last + 1], {"Content-Range": place})

    def _answer(
        self, code: int, kind: str, content: bytes, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(code)
        head = {"Content-Type": kind, "Content-Length": str(len(content)), "Accept-Ranges": "bytes"}
        for name, value in {**head, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def in_mpv(film: Path) -> str:
    base = ["mpv", "--no-config", "--no-audio", "--untimed", "--vo=image", "--vo-image-format=png"]
    folder = film.parent / "mpv"
    folder.mkdir()
    _run([*base, f"--vo-image-outdir={folder / 'all'}", str(film)])
    seen = []
    for number, frame in enumerate(targets()):
        out = folder / str(number)
        # It goes to the first picture that is not before.
        start = f"--start={max(0, frame - 0.1) / RATE:.5f}"
        only = ["--hr-seek=yes", start, "--frames=1", f"--vo-image-outdir={out}"]
        _run([*base, *only, str(film)])
        seen += _read(out)
    return f"{_played(_read(folder / 'all'))}; {_right(seen, targets())} of {TARGETS} seeks right"


def in_gstreamer(film: Path) -> str:
    folder = film.parent / "gstreamer"
    folder.mkdir()
    chain = ["qtdemux", "!", "avdec_h264", "!", "videoconvert", "!", "pngenc", "!", "multifilesink"]
    source = ["filesrc", f"location={film}", "!"]
    _run(["gst-launch-1.0", "-q", *source, *chain, f"location={folder}/%05d.png"])
    return _played(_read(folder))


def in_vlc(film: Path) -> str:
    """Each picture on its way to the screen; late ones are not left out."""
    folder = film.parent / "vlc"
    folder.mkdir()
    folder.chmod(0o777)
    quiet = ["-I", "dummy", "--no-audio", "--vout=vdummy", "--play-and-exit"]
    scenes = ["--video-filter=scene", "--scene-format=png", "--scene-ratio=1"]
    whole = [f"--scene-path={folder}", "--no-drop-late-frames", "--no-skip-frames"]
    user = _NOBODY if os.getuid() == 0 else None  # it does not run as root
    _run(["cvlc", *quiet, *scenes, *whole, str(film)], user=user, home=folder)
    return _played(_read(folder))


def _run(line: Sequence[str], *, user: int | None = None, home: Path | None = None) -> None:
    environment = dict(os.environ) if home is None else {**os.environ, "HOME": str(home)}
    subprocess.run(
        line,
        check=False,
        timeout=_SECONDS,
        user=user,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _read(folder: Path) -> list[int | None]:
    return [_number(cv2.imread(str(path))) for path in sorted(folder.glob("*.png"))]


def _number(picture: Any) -> int | None:
    if picture is None:
        return None
    height, width = picture.shape[:2]  # VLC's are a little taller than the film
    shown = blank(Size(width, height))
    np.copyto(shown.y, cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    try:
        return read_bars(shown)
    except AssertionError:
        return None


def _played(seen: Sequence[int | None]) -> str:
    wanted = numbers()
    right = sum(a == b for a, b in zip(seen, wanted, strict=False) if b is not None)
    whole = sum(number is not None for number in wanted)
    return f"played {len(seen)} of {len(wanted)} pictures, {right} of {whole} with the right number"


def _right(seen: Sequence[int | None], frames: Sequence[int]) -> int:
    wanted = numbers()
    return sum(a == wanted[frame] for a, frame in zip(seen, frames, strict=False))


if __name__ == "__main__":
    main()
