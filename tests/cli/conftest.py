"""What the tests of several commands stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.generate.paid import video
from tests.generate.server import Service, serving
from tests.generate.services import told


@pytest.fixture
def runway() -> Iterator[Service]:
    """A service that makes each take at once."""
    with serving(Service(told("runway").dialect, video())) as service:
        service.words = ["done"]
        yield service
