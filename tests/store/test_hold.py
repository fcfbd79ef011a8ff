"""A hold against other threads and programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sorastudio.store.hold import hold

_TRY = """
import sys
from pathlib import Path
from sorastudio.store.hold import hold
with hold(Path(sys.argv[1])) as mine:
    print(mine)
"""


def tried_elsewhere(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _TRY, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_one_holds_and_the_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "job.lock"
    with hold(path) as mine:
        assert mine
        with hold(path) as again:
            assert not again
        assert tried_elsewhere(path) == "False"
    assert tried_elsewhere(path) == "True"
    with hold(path) as mine:
        assert mine
