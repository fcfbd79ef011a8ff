"""The generator that is built in: offline, free, and the same picture for the same recipe."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import uuid4

from sorastudio.errors import GenerateError
from sorastudio.generate.animatic.paint import frames
from sorastudio.generate.animatic.scene import Scene, read_scene
from sorastudio.generate.animatic.sound import ambience
from sorastudio.generate.provider import (
    Absent,
    Capabilities,
    Lost,
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
from sorastudio.media.still import read_still
from sorastudio.media.writer import AudioEncoding, FilmWriter, VideoEncoding
from sorastudio.project.media import Cost, ReferenceRole, Size
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Picture

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
            cost=_NOTHING,
        )

    def submit(self, request: Request, token: str) -> RemoteJob:
        return RemoteJob(f"animatic-{uuid4().hex[:12]}", request, {}, token)

    def poll(self, job: RemoteJob) -> Status:
        del job
        return Ready(_NOTHING)

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        """Paints and encodes. Raises MediaError or OSError where the file cannot be written."""
        request = job.request
        rate = FrameRate(request.rate.numerator, request.rate.denominator)
        count = rate.frames_covering(request.seconds)
        scene = read_scene(request.prompt, request.negative, request.seed)
        with (
            FilmWriter(
                path, size=request.size, rate=rate, video=ENCODING, audio=AudioEncoding()
            ) as writer,
            made_ahead(lambda: _painted(scene, request, count)) as pictures,
        ):
            # The first pictures are painted meanwhile.
            writer.sound(ambience(scene, rate.seconds(count)))
            for done, picture in enumerate(pictures, 1):
                writer.picture(picture)
                progress(done / count)
            writer.finish()

    def cancel(self, job: RemoteJob) -> Stops:
        """Nothing runs between the calls."""
        del job
        return Stops.COST

    def reconcile(self, lost: Lost) -> Trace:
        """Whatever ran has ended with the program it ran in."""
        del lost
        return Absent()


def _painted(scene: Scene, request: Request, count: int) -> Iterator[Picture]:
    return frames(
        scene,
        size=request.size,
        rate=request.rate,
        count=count,
        first=_image(request.input(ReferenceRole.FIRST_FRAME)),
        last=_image(request.input(ReferenceRole.LAST_FRAME)),
    )


def _image(given: Input | None) -> Picture | None:
    return None if given is None else read_still(given.file)
