"""What every generator can be asked, whether it is a service, a server of one's own, or built
in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from sorastudio.generate.request import Request
from sorastudio.project.media import Cost, Size

Progress = Callable[[float], None]
"""Told a share of the work between 0 and 1; raises to stop it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a model can do. A request beyond it is refused, never bent in silence."""

    model: str
    model_version: str
    shortest: Fraction
    longest: Fraction
    """Seconds of one take."""
    smallest: Size
    largest: Size
    first_frame: bool
    last_frame: bool
    negative: bool
    sound: bool
    longest_prompt: int
    """Characters."""
    cost: Cost | None
    """Per take; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """A job as the generator knows it."""

    id: str
    request: Request


@dataclass(frozen=True, slots=True)
class Running:
    progress: float | None


@dataclass(frozen=True, slots=True)
class Ready:
    """The result can be fetched."""

    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Failed:
    reason: str


Status = Running | Ready | Failed


class Provider(Protocol):
    """One generator. Every call may raise GenerateError; `submit` is never repeated by itself."""

    @property
    def name(self) -> str: ...

    @property
    def default_model(self) -> str: ...

    def capabilities(self, model: str) -> Capabilities: ...

    def submit(self, request: Request) -> RemoteJob: ...

    def poll(self, job: RemoteJob) -> Status: ...

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        """Writes the video to `path`."""
        ...

    def cancel(self, job: RemoteJob) -> None: ...
