"""What the machine has to spare, from what the system writes of it."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from sorastudio.jobs.machine import SpareCores, give_back_memory, on_battery


def _supply(folder: Path, name: str, **said: str) -> None:
    (folder / name).mkdir(parents=True)
    for what, words in said.items():
        (folder / name / what).write_text(f"{words}\n", encoding="ascii")


@pytest.mark.parametrize(
    ("status", "online", "empties"),
    [("Discharging", "0", True), ("Charging", "1", False), ("Full", "1", False)],
)
def test_a_battery_that_is_emptied(tmp_path: Path, status: str, online: str, empties: bool) -> None:
    _supply(tmp_path, "AC", type="Mains", online=online)
    _supply(tmp_path, "BAT0", type="Battery", status=status)
    assert on_battery(tmp_path) is empties


def test_a_mouse_that_runs_on_its_own_battery_is_nothing_while_there_is_a_plug(
    tmp_path: Path,
) -> None:
    _supply(tmp_path, "AC", type="Mains", online="1")
    _supply(tmp_path, "hidpp", type="Battery", status="Discharging")
    assert not on_battery(tmp_path)


def test_a_desk_without_a_battery(tmp_path: Path) -> None:
    assert not on_battery(tmp_path)
    assert not on_battery(tmp_path / "none")


def _write(path: Path, *numbers: int) -> None:
    path.write_text(f"cpu  {' '.join(map(str, numbers))}\ncpu0 1 2 3\n", encoding="ascii")


def test_idle_and_gentle_work_is_spare(tmp_path: Path) -> None:
    times = tmp_path / "stat"
    _write(times, 100, 0, 0, 100, 0)
    cores = SpareCores(times)
    _write(times, 150, 25, 0, 120, 5)  # half of it was work that must be done
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert cores() == pytest.approx((count or 1) / 2)


def test_what_is_not_said_is_all_cores_but_one(tmp_path: Path) -> None:
    assert SpareCores(tmp_path / "none")() >= 1


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others keep little for themselves")
def test_what_was_freed_goes_back_to_the_system() -> None:
    held = [bytearray(100_000) for _ in range(1000)]
    last = held[-1]
    held.clear()  # all but the last, which lies behind them
    before = _resident_bytes()
    give_back_memory()
    assert before - _resident_bytes() > 80_000_000
    assert len(last) == 100_000


def _resident_bytes() -> int:
    _, pages, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
