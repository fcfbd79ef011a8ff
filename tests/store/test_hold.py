"""A hold against other threads and programs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
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


def test_one_holds_although_everybody_removes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    holders, most, won = [0], [0], [0]

    def work() -> None:
        for _ in range(300):
            with hold(path) as mine:
                if mine:
                    holders[0] += 1
                    most[0] = max(most[0], holders[0])
                    won[0] += 1
                    time.sleep(0.0002)
                    holders[0] -= 1
                    path.unlink(missing_ok=True)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won[0] > 50
    assert most[0] == 1
