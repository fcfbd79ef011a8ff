"""Answers of any shape: a question is answered or not, a paid request is known or unconfirmed, and
nothing else ever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sorastudio.generate.answers import Answer
from sorastudio.generate.errors import ProviderError, Unconfirmed
from sorastudio.generate.provider import (
    Absent,
    Failed,
    Found,
    Lost,
    Ready,
    RemoteJob,
    Running,
    Untold,
)
from tests.generate.paid import Set, stage
from tests.generate.services import KINDS

WORDS = (
    "id",
    "status",
    "state",
    "request_id",
    "prompt_id",
    "error",
    "errors",
    "output",
    "outputs",
    "video",
    "videos",
    "url",
    "data",
    "steps",
    "content",
    "type",
    "uri",
    "usage",
    "cost",
    "credits",
    "logs",
    "progress",
    "object",
    "message",
    "detail",
    "failure",
    "completed",
    "failed",
    "succeeded",
    "COMPLETED",
    "SUCCEEDED",
    "done",
    "images",
    "filename",
    "expires_at",
    "code",
    "0",
    "1",
    "job",
)
TEXT = st.sampled_from(WORDS) | st.text(max_size=5)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
JSON = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=6),
    max_leaves=12,
)
OBJECT = st.dictionaries(st.sampled_from(WORDS), JSON, min_size=1, max_size=8)
NO_LIMITS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=KINDS)
def on(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Set]:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))
    with stage(tmp_path, request.param) as ready:
        yield ready


def answering(on: Set, data: Any, status: int = 200) -> None:
    answer = Answer(status, {}, json.dumps(data))
    on.provider.wire.ask = lambda *_, **__: answer  # type: ignore[method-assign]
    on.provider.wire.create = lambda *_, **__: answer  # type: ignore[method-assign]


@NO_LIMITS
@given(data=OBJECT | JSON, status=st.sampled_from([200, 200, 200, 404, 422, 500]))
def test_any_answer_to_a_question(on: Set, data: Any, status: int) -> None:
    answering(on, data, status)
    urls = dict.fromkeys(("status", "response", "cancel"), "http://127.0.0.1:9/x")
    job = RemoteJob("job", on.request(), urls, "")
    with suppress(ProviderError):
        assert isinstance(on.provider.poll(job), Running | Ready | Failed)


@NO_LIMITS
@given(data=OBJECT | JSON)
def test_any_answer_to_a_paid_request(on: Set, data: Any) -> None:
    answering(on, data)
    with suppress(Unconfirmed):
        job = on.provider.submit(on.request(), "job-1")
        assert isinstance(job.id, str)
        assert job.id


@NO_LIMITS
@given(data=OBJECT | JSON)
def test_any_list_of_jobs(on: Set, data: Any) -> None:
    answering(on, data)
    now = datetime.now(UTC).isoformat()
    with suppress(ProviderError):
        trace = on.provider.reconcile(Lost(request=on.request(), token="job-1", submitted_at=now))
        assert isinstance(trace, Found | Absent | Untold)
