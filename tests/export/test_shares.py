"""Neighbouring pieces go to one worker, and nobody is idle while there is work."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sorastudio.export.shares import Shares
from sorastudio.export.task import Task
from sorastudio.media.writer import AudioEncoding, VideoEncoding


def _task(first: int, end: int, encoding: VideoEncoding | AudioEncoding | None = None) -> Task:
    return Task(
        film="",
        snapshot="",
        cache="",
        key=f"{first}-{end}",
        first=first,
        end=end,
        encoding=encoding or VideoEncoding(),
        renderer="",
    )


def _tasks(count: int) -> list[Task]:
    return [_task(10 * n, 10 * n + 10) for n in range(count)]


def _firsts(shares: Shares, *workers: int) -> list[int | None]:
    taken = (shares.take(worker) for worker in workers)
    return [None if task is None else task.first for task in taken]


def test_each_worker_has_a_stretch_of_its_own() -> None:
    assert _firsts(Shares(_tasks(6), 2), 0, 1, 0, 1, 0, 1) == [0, 30, 10, 40, 20, 50]


def test_who_is_done_takes_the_later_half_of_what_is_left() -> None:
    shares = Shares(_tasks(8), 2)
    assert _firsts(shares, 1, 1, 1, 1) == [40, 50, 60, 70]
    assert _firsts(shares, 1, 0, 1, 0) == [20, 0, 30, 10]
    assert _firsts(shares, 0, 1) == [None, None]
    assert not shares


def test_every_piece_is_done_once_whoever_is_fast() -> None:
    tasks = [_task(0, 999, AudioEncoding()), *(_task(n * n, (n + 1) ** 2) for n in range(31))]
    for workers in (1, 2, 3, 8, 40):
        shares = Shares(tasks, workers)
        done: Counter[str] = Counter()
        turn = 0
        while shares:
            turn += 1
            task = shares.take(turn * turn % workers)
            done.update([task.key] if task else [])
        assert done == Counter(task.key for task in tasks)


def test_the_sound_is_begun_first_and_counts_little() -> None:
    shares = Shares([_task(0, 40, AudioEncoding()), *_tasks(4)], 2)
    assert _firsts(shares, 0, 1, 0, 0, 1) == [0, 20, 0, 10, 30]


def test_runs_of_the_sound_fill_what_time_is_left() -> None:
    runs = [replace(_task(n, 99, AudioEncoding()), run=n, runs=3) for n in range(3)]
    shares = Shares([*runs, *_tasks(3)], 2)
    assert _firsts(shares, 0, 1, 0, 1) == [0, 10, 20, 0]
    assert _firsts(shares, 1, 0, 0) == [1, 2, None]


def test_what_was_given_back_is_the_next() -> None:
    shares = Shares(_tasks(4), 2)
    task = shares.take(0)
    assert task is not None
    shares.give_back(0, task)
    assert _firsts(shares, 0, 0) == [0, 10]
