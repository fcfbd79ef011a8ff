"""Items made ahead: in order, errors and all, and no thread left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from sorastudio.jobs.ahead import AHEAD, made_ahead


def numbers(made: list[int], count: int) -> Iterator[int]:
    for number in range(count):
        made.append(number)
        yield number


def test_items_come_in_order_from_another_thread() -> None:
    threads: set[int] = set()

    def work() -> Iterator[int]:
        for number in range(100):
            threads.add(threading.get_ident())
            yield number

    with made_ahead(work) as items:
        assert list(items) == list(range(100))
    assert threads
    assert threading.get_ident() not in threads


def test_no_more_is_made_ahead_than_there_is_room_for() -> None:
    made: list[int] = []
    with made_ahead(lambda: numbers(made, 1000)) as items:
        assert next(items) == 0
    assert len(made) <= AHEAD + 3
    assert [thread.name for thread in threading.enumerate()].count("ahead") == 0


def test_what_goes_wrong_is_raised_where_the_items_are_taken() -> None:
    def work() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    taken: list[int] = []
    with made_ahead(work) as items, pytest.raises(ValueError, match="no more"):
        taken.extend(items)
    assert taken == [1]


def test_a_taker_that_fails_ends_the_thread() -> None:
    made: list[int] = []
    with pytest.raises(KeyError), made_ahead(lambda: numbers(made, 1000)):
        raise KeyError("the disk is full")
    assert "ahead" not in {thread.name for thread in threading.enumerate()}
