"""The generator that is built in: offline, free, and the same picture for the same recipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from uuid import uuid4

import numpy as np

from sorastudio.errors import GenerateError
from sorastudio.generate.animatic.paint import frames
from sorastudio.generate.animatic.scene import Scene, read_scene
from sorastudio.generate.animatic.sound import ambience
from sorastudio.generate.provider import (
    Absent,
    Capabilities,
    Lost,
    Pause,
    Progress,
    Ready,
    RemoteJob,
    Status,
    Stops,
    Terms,
    Trace,
)
from sorastudio.generate.request import Input, Request
from sorastudio.jobs.ahead import made_ahead
from sorastudio.media.pool import ReaderPool
from sorastudio.media.still import read_still
from sorastudio.media.writer import AudioEncoding, FilmWriter, VideoEncoding
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Cost, Operation, ReferenceRole, Size
from sorastudio.project.time import SAMPLE_RATE, FrameRate
from sorastudio.render.picture import Picture
from sorastudio.render.sources import Sound

MODEL = "animatic"
MODEL_VERSION = "2"
"""Raised whenever the same recipe would give another picture."""

_LONGEST = Fraction(600)
_NOTHING = Cost(amount=Decimal(0), currency="USD", billed=True)
ENCODING = VideoEncoding(
    codec="libx264",
    options={
        "profile": "high",
        "preset": "superfast",
        "crf": "18",
        "g": "24",
        "x264-params": "stitchable=1:open-gop=0:ref=3:bframes=3:b-pyramid=normal:weightp=2:"
        "weightb=1:8x8dct=1:chroma-qp-offset=-2",
    },
)
"""With the parameter sets of the final cut: there a take that is only cut is copied."""


class Animatic:
    """Paints the take when it is fetched; there is no service behind it, so nothing to wait for."""

    name = "animatic"
    default_model = MODEL
    terms = Terms()

    def capabilities(self, model: str) -> Capabilities:
        if model != MODEL:
            raise GenerateError(
                f"The built-in generator has no model '{model}'.", todo=f"Use {MODEL}."
            )
        return Capabilities(
            model=MODEL,
            model_version=MODEL_VERSION,
            shortest=Fraction(1, 24),
            longest=_LONGEST,
            smallest=Size(16, 16),
            largest=Size(8192, 8192),
            first_frame=True,
            last_frame=True,
            negative=True,
            sound=True,
            longest_prompt=100_000,
            extend=True,
            longest_whole=_LONGEST,
            edit=True,
            # An edit is painted anew from the words of its own scene; there are none for others.
            by_file=(Operation.EXTEND,),
            cost=_NOTHING,
        )

    def prepare(self, request: Request, pause: Pause) -> Request:
        """It reads files where they are."""
        del pause
        return request

    def submit(self, request: Request, token: str) -> RemoteJob:
        return RemoteJob(f"animatic-{uuid4().hex[:12]}", request, {}, token)

    def poll(self, job: RemoteJob) -> Status:
        del job
        return Ready(_NOTHING)

    def listening(self, job: RemoteJob) -> AbstractContextManager[None]:
        del job
        return nullcontext()

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        """Paints and encodes. Raises MediaError or OSError where the file cannot be written."""
        request = job.request
        rate = FrameRate(request.rate.numerator, request.rate.denominator)
        count = rate.frames_covering(request.seconds)
        scene = _scene(request)
        with (
            _before(request) as before,
            FilmWriter(
                path, size=request.size, rate=rate, video=ENCODING, audio=AudioEncoding()
            ) as writer,
            made_ahead(
                lambda: chain(before.pictures, _painted(scene, request, count, before.end))
            ) as pictures,
        ):
            # The first pictures are painted meanwhile.
            writer.sound(np.concatenate((before.sound, ambience(scene, rate.seconds(count)))))
            for done, picture in enumerate(pictures, 1):
                writer.picture(picture)
                progress(done / (before.count + count))
            writer.finish()

    def cancel(self, job: RemoteJob) -> Stops:
        """Nothing runs between the calls."""
        del job
        return Stops.COST

    def reconcile(self, lost: Lost) -> Trace:
        """Whatever ran has ended with the program it ran in."""
        del lost
        return Absent()


def _scene(request: Request) -> Scene:
    """An edit is the scene of its source with the new words before it, seen by the same camera."""
    source = request.source
    if source is None or source.operation is Operation.EXTEND:
        return read_scene(request.prompt, request.negative, request.seed)
    before = read_scene(source.prompt, "", request.seed)
    after = read_scene(f"{request.prompt}. {source.prompt}", "", request.seed)
    return replace(
        after,
        moves=before.moves,
        speed=before.speed,
        handheld=before.handheld,
        aerial=before.aerial,
        endless=before.endless,
    )


def _painted(scene: Scene, request: Request, count: int, end: Picture | None) -> Iterator[Picture]:
    """Behind the `end` of what comes before it: that picture itself is not shown again."""
    if end is None:
        first = _image(request.input(ReferenceRole.FIRST_FRAME))
        last = _image(request.input(ReferenceRole.LAST_FRAME))
        return frames(
            scene, size=request.size, rate=request.rate, count=count, first=first, last=last
        )
    more = frames(scene, size=request.size, rate=request.rate, count=count + 1, first=end)
    return islice(more, 1, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What an extension begins with."""

    count: int = 0
    pictures: Iterable[Picture] = ()
    sound: Sound = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    end: Picture | None = None


@contextmanager
def _before(request: Request) -> Iterator[_Before]:
    """The source of an extension, as it is."""
    source = request.source
    if source is None or not request.does(Operation.EXTEND):
        yield _Before()
        return
    media_id = MediaId(source.sha256)
    rate = FrameRate(request.rate.numerator, request.rate.denominator)
    count = max(round(source.seconds * request.rate), 1)
    with ReaderPool(lambda _: Path(source.path)) as pool:
        end = pool.frame(media_id, rate.seconds(count - 1))
        sound = pool.sound(media_id, 0, round(rate.seconds(count) * SAMPLE_RATE))
        pictures = (pool.frame(media_id, rate.seconds(each)) for each in range(count))
        yield _Before(count=count, pictures=pictures, sound=sound, end=end)


def _image(given: Input | None) -> Picture | None:
    return None if given is None else read_still(given.file)
