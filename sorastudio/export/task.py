"""One piece of work for a worker, on this machine or another: a line of JSON that says it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.cache import PieceCache
from sorastudio.export.fingerprint import fingerprint, first_far
from sorastudio.export.keys import renderer
from sorastudio.export.piece import Piece
from sorastudio.export.stream import drawn, samples_of
from sorastudio.media.coded import Coded, PictureEncoder, decoded_luma
from sorastudio.media.coded_stills import StillEncoder, is_still, still_luma
from sorastudio.media.pool import ReaderPool
from sorastudio.media.sound_runs import Run, encode_run
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.burn_in import Overlay
from sorastudio.render.picture import Depth, Picture
from sorastudio.store.film_file import load_film
from sorastudio.store.folder import FilmFolder

OPEN_READERS = 6
_STEP = 8
"""Frames that are drawn, then encoded, then told of: by turns they would push each other's tables
out of the processor's cache, picture for picture."""
_PROVEN = 5
"""Pictures of the first piece that are decoded again: one of each kind that an encoder makes, and
one of those that stand alone. An encoder that was set up wrongly shows at once; what happens to a
piece later, its hash tells; and the finished film is looked at by itself, wherever pieces meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Frames [first, end) of a film, encoded into `cache` under `key`: its pictures, or its sound.

    The film is read from `snapshot`, and its files are found from the folder of `film`, so that the
    film itself may change meanwhile.
    """

    film: str
    snapshot: str
    cache: str
    key: str
    first: int
    end: int
    encoding: VideoEncoding | AudioEncoding
    renderer: str
    overlay: Overlay = field(default_factory=Overlay)
    """What is burnt into the pictures."""
    run: int = 0
    """Of the sound of these frames, which is cut into so many `runs`."""
    runs: int = 1

    def run_in(self, project: Project) -> tuple[int, int, Run]:
        """The samples of the film [first, end) that the run is made of, and the run itself."""
        begin, stop = (project.rate.sample(frame) for frame in (self.first, self.end))
        run = Run(self.run, self.runs, stop - begin)
        return begin + run.first, begin + run.end, run

    @property
    def depth(self) -> Depth:
        """In which pictures are drawn."""
        return self.encoding.depth if isinstance(self.encoding, VideoEncoding) else 8

    def to_json(self) -> str:
        values = asdict(self)
        kind = "video" if isinstance(self.encoding, VideoEncoding) else "audio"
        return json.dumps({**values, "kind": kind, "encoding": asdict(self.encoding)})

    @classmethod
    def from_json(cls, text: str) -> Task:
        """Raises UsageError."""
        try:
            values = json.loads(text)
            kind = {"video": VideoEncoding, "audio": AudioEncoding}[values.pop("kind")]
            overlay = Overlay(**values.pop("overlay"))
            return cls(**{**values, "encoding": kind(**values["encoding"]), "overlay": overlay})
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"This is no task for a worker: {error}.") from error


OnFrames = Callable[[int], None]
"""Hears how many frames of the task are done."""


def perform(task: Task, on_frames: OnFrames) -> None:
    """Makes the piece and puts it into the cache. Raises ExportError, MediaError, OSError."""
    with Workplace() as place:
        place.perform(task, on_frames)


class Workplace:
    """The film and its files stay open from one task to the next: where that begins at the picture
    with which the last one ended, they are read straight on."""

    def __init__(self) -> None:
        self._film: tuple[str, str, Depth] | None = None
        self._project: Project | None = None
        self._pool: ReaderPool | None = None
        self._proven: list[VideoEncoding] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Closes the film and its files."""
        if self._pool is not None:
            self._pool.close()
        self._film = self._project = self._pool = None

    def perform(self, task: Task, on_frames: OnFrames) -> None:
        """As the function of this name."""
        if task.renderer != renderer():
            raise ExportError(
                "This worker is another version of the program, or has other libraries.",
                kept="Nothing was made.",
                todo="Use the same version on every machine.",
            )
        project, pool = self._opened(task)
        if isinstance(task.encoding, VideoEncoding):
            piece = _pictures(task, task.encoding, project, pool, on_frames)
            if task.encoding not in self._proven:
                _check(task, piece, project.settings.size, task.encoding)
                self._proven.append(task.encoding)
        else:
            piece = _sound(task, task.encoding, project, pool)
        PieceCache(Path(task.cache)).put(task.key, piece)

    def _opened(self, task: Task) -> tuple[Project, ReaderPool]:
        film = task.film, task.snapshot, task.depth
        if self._project is None or self._pool is None or self._film != film:
            self.clear()
            project, folder = load_film(Path(task.snapshot)), FilmFolder(Path(task.film))

            def locate(media_id: MediaId) -> Path:
                return folder.locate(project.pool.media[media_id])

            self._film, self._project = film, project
            self._pool = ReaderPool(
                locate, max_open=OPEN_READERS, threads_per_reader=1, depth=task.depth
            )
        return self._project, self._pool


def _pictures(
    task: Task, encoding: VideoEncoding, project: Project, pool: ReaderPool, on_frames: OnFrames
) -> Piece:
    size = project.settings.size
    encoder = (
        StillEncoder(encoding)
        if is_still(encoding)
        else PictureEncoder(size, project.rate, encoding)
    )
    marks: list[bytes] = []
    for first in range(task.first, task.end, _STEP):
        frames = range(first, min(first + _STEP, task.end))
        marks += _encoded(
            encoder, [drawn(project, n, task.overlay, pool, encoding.depth) for n in frames]
        )
        on_frames(len(marks))
    return Piece(coded=encoder.finish(), marks=tuple(marks))


def _encoded(encoder: PictureEncoder | StillEncoder, pictures: Sequence[Picture]) -> list[bytes]:
    """Their fingerprints. Nothing keeps the pictures after it: each holds a buffer of a decoder."""
    for picture in pictures:
        encoder.picture(picture)
    return [fingerprint(picture.y) for picture in pictures]


def _check(task: Task, piece: Piece, size: Size, encoding: VideoEncoding) -> None:
    """Whether the head of the piece, decoded again, shows what was drawn. Raises ExportError."""
    packets = piece.coded.packets[: 1 if is_still(encoding) else _PROVEN]
    times = sorted(packet.pts for packet in packets)
    head = Coded(extradata=piece.coded.extradata, packets=packets)
    lumas = still_luma(head) if is_still(encoding) else decoded_luma(head, size, encoding)
    wrong = first_far([piece.marks[time] for time in times], map(fingerprint, lumas))
    if wrong is not None:
        frame = task.first + min(wrong, len(times) - 1)
        raise ExportError(f"Frame {frame} came out of the encoder as another picture.")


def _sound(task: Task, encoding: AudioEncoding, project: Project, pool: ReaderPool) -> Piece:
    first, end, run = task.run_in(project)
    return Piece(coded=encode_run(run, samples_of(project, pool, first, end), encoding))
