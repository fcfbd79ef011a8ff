"""Seats at a connection: counted over programs, and free again when their program dies."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sorastudio.store.seats import Seat, Seats

_HOLD = """
import sys, time
from pathlib import Path
from sorastudio.store.seats import Seats
seats = Seats(Path(sys.argv[1]))
mine = [seats.take("svc", 2) for _ in range(int(sys.argv[2]))]
print(sum(each is not None for each in mine), flush=True)
time.sleep(300)
"""


@contextmanager
def program(folder: Path, seats: int) -> Iterator[subprocess.Popen[str]]:
    """Another one that takes seats, as far as there are any, and keeps them."""
    words = [sys.executable, "-c", _HOLD, str(folder), str(seats)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def got(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def test_programs_share_the_seats_of_a_connection(tmp_path: Path) -> None:
    seats = Seats(tmp_path)
    mine = seats.take("svc", 2)
    assert mine is not None
    with program(tmp_path, 3) as other:
        assert got(other) == 1
        assert seats.take("svc", 2) is None
        assert seats.taken("svc") == 2
        assert seats.take("another", 1) is not None
        mine.close()
        again = seats.take("svc", 2)
        assert again is not None


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_program_that_is_killed_leaves_its_seats(tmp_path: Path) -> None:
    seats = Seats(tmp_path)
    with program(tmp_path, 2) as other:
        assert got(other) == 2
        assert seats.take("svc", 2) is None
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert seats.take("svc", 2) is not None
    # What it left behind is tidied up.
    (folder,) = tmp_path.iterdir()
    assert len(list(folder.glob("*.seat"))) == 1


def test_what_is_at_its_service_already_counts_even_beyond_the_limit(tmp_path: Path) -> None:
    seats = Seats(tmp_path)
    held = [seats.take_anyway("svc") for _ in range(3)]
    assert seats.taken("svc") == 3
    held.pop().close()
    assert seats.take("svc", 2) is None
    held.pop().close()
    assert seats.take("svc", 2) is not None


def test_who_waits_is_told_and_comes_before_who_does_not(tmp_path: Path) -> None:
    seats, told, came = Seats(tmp_path), list[int](), list[Seat]()
    first = seats.take("svc", 1)
    assert first is not None
    waits = threading.Event()

    def taken(count: int) -> None:
        told.append(count)
        waits.set()

    def work() -> None:
        came.append(seats.wait("svc", 1, time.sleep, taken))

    thread = threading.Thread(target=work)
    thread.start()
    waits.wait(60)
    first.close()
    # Not for who has just had one, and only asks now.
    assert seats.take("svc", 1) is None
    thread.join(60)
    assert len(came) == 1
    assert set(told) == {1}
    assert seats.take("svc", 1) is None
    came[0].close()
    assert seats.take("svc", 1) is not None


def test_who_waits_no_more_lets_the_next_one_in(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def pause(_: float) -> None:
        raise Enough

    seats = Seats(tmp_path)
    first = seats.take("svc", 1)
    assert first is not None
    with pytest.raises(Enough):
        seats.wait("svc", 1, pause, lambda _: None)
    first.close()
    assert seats.take("svc", 1) is not None


def test_never_more_than_there_are(tmp_path: Path) -> None:
    seats, lock, now, most = Seats(tmp_path), threading.Lock(), [0], [0]

    def work() -> None:
        for _ in range(40):
            seat = seats.wait("svc", 3, lambda _: time.sleep(0.001), lambda _: None)
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.001)
            with lock:
                now[0] -= 1
            seat.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 3
    assert seats.taken("svc") == 0


def test_where_nothing_can_be_written_there_is_a_seat_for_everybody(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.touch()
    seats = Seats(blocked / "seats")
    for _ in range(3):
        seat = seats.take("svc", 1)
        assert seat is not None
        seat.close()
    seats.take_anyway("svc").close()
    seats.wait("svc", 1, time.sleep, lambda _: None).close()
