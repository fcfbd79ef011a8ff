"""Pictures and videos that are given to a service, and what is known of each way to do so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sorastudio.generate.request import Input, Request
from sorastudio.media.probe import hash_of
from sorastudio.project.media import ReferenceRole
from sorastudio.store.ledger_job import Charged, LedgerState
from tests.generate.paid import KEY, LONG, SHORT, Outcome, Set, stage
from tests.generate.server import Step

LARGE = 4_000_000
"""Bytes: more than goes inside of a request."""

FIRST, GUIDE = ReferenceRole.FIRST_FRAME, ReferenceRole.REFERENCE

MODELS = {
    "fal": "fal-ai/wan/v2.7/image-to-video",
    "runway": "gen4.5",
    "gemini": "gemini-omni-1.1-flash",
    "replicate": "wan-video/wan-2.2-i2v-fast",
    "luma": "ray-3.2",
    "comfyui": "wan2.2-5b",
}
"""Those that take a first frame, of all services with a way to be given a file."""

NAMES = {
    "fal": "https://v3.fal.media/files/1.png",
    "runway": "runway://1",
    "gemini": "https://g.test/files/1",
    "replicate": "/v1/files/1",
    "luma": "file-1",
    "comfyui": "sora/x.png",
}
"""What each calls the first file it gets."""


def on_model(tmp_path: Path, kind: str, model: str, *, hangs: bool = False) -> Iterator[Set]:
    with stage(tmp_path, kind, timeouts=SHORT if hangs else LONG) as ready:
        ready.told = replace(ready.told, model=model)
        yield ready


def only(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("on", [kind], indirect=True)


def picture(tmp_path: Path, size: int, name: str = "first.png") -> Path:
    """So many bytes; nobody looks into it as long as it goes along as it is."""
    path = tmp_path / name
    path.write_bytes(random.Random(size).randbytes(size))
    return path


def given(path: Path, role: ReferenceRole = FIRST) -> Input:
    return Input(role=role, path=str(path), sha256=hash_of(path))


def framed(on: Set, *inputs: Input, number: int = 1) -> Request:
    return replace(on.request(number), inputs=inputs)


def carry(on: Set, request: Request) -> Outcome:
    return on.carry(on.shop.entry(request))


def files(on: Set) -> list[bytes]:
    return on.told.dialect.files  # type: ignore[attr-defined, no-any-return]


def no_take_was_asked_for(on: Set, outcome: Outcome) -> None:
    assert outcome.made is None
    assert on.service.of(Step.CREATE) == []
    assert on.service.accepted == []
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    assert outcome.job.error.charged is Charged.NO
    assert KEY not in outcome.job.error.message
