"""What this machine has to spare at the moment."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

POWER = Path("/sys/class/power_supply")
TIMES = Path("/proc/stat")

_USER, _NICE, _SYSTEM, _IDLE, _WAITING = range(5)


def on_battery(folder: Path = POWER) -> bool:
    """Whether a battery is being emptied; no, where the system does not say."""
    return any(_read(each / "status") == "Discharging" for each in folder.glob("*")) and not any(
        _read(each / "type") == "Mains" and _read(each / "online") == "1"
        for each in folder.glob("*")
    )


class SpareCores:
    """How many cores had nothing better to do since it was asked the last time.

    Work of the lowest priority counts as nothing: it makes room by itself.
    """

    def __init__(self, times: Path = TIMES) -> None:
        self._path = times
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        self._cores = self._cores or os.cpu_count() or 1
        self._before = self._times()

    def __call__(self) -> float:
        """All but one, where the system does not say."""
        before, self._before = self._before, self._times()
        passed = [now - then for now, then in zip(self._before, before, strict=False)]
        if not passed or sum(passed) <= 0:
            return float(max(1, self._cores - 1))
        spare = passed[_NICE] + passed[_IDLE] + passed[_WAITING]
        return self._cores * spare / sum(passed)

    def _times(self) -> list[int]:
        name, *numbers = _read(self._path).partition("\n")[0].split() or [""]
        return [int(number) for number in numbers[:8]] if name == "cpu" else []


def give_back_memory() -> None:
    """What this program has freed, but kept for itself, goes back to the system; where the system's
    library has a word for that (glibc)."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
