"""A little of the film is encoded ahead, and what is there is told."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from sorastudio.export.build import Build
from sorastudio.export.built import Built, build_some, built_of, is_finished
from sorastudio.export.local import LocalRunner
from sorastudio.export.order import Order
from sorastudio.export.run import export_film
from sorastudio.export.runner import OnTold
from sorastudio.export.segments import segments
from sorastudio.export.task import Task
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.folder import FilmFolder
from tests.export.films import USED, HereRunner, ordered
from tests.project.films import clip_id


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """What the workers were given; they are this process."""
    given: list[Task] = []

    def run(_: LocalRunner, tasks: Sequence[Task], on_told: OnTold) -> None:
        HereRunner().run(tasks, on_told)
        given.extend(tasks)

    monkeypatch.setattr(LocalRunner, "run", run)
    return given


def _order(project: Project, folder: FilmFolder) -> Order:
    return ordered(project, folder.root / "out.mp4")


def _all_built(order: Order, folder: FilmFolder) -> Built:
    built = Built()
    for _ in range(10):
        built = build_some(order, folder, 1, lambda: None)
        if built.is_all:
            return built
    raise AssertionError("it never comes to an end")


def test_an_export_after_it_makes_nothing(
    project: Project, folder: FilmFolder, made: list[Task]
) -> None:
    order = _order(project, folder)
    built = _all_built(order, folder)
    assert built.spans == ((0, 3 * USED),)
    assert made
    runner = HereRunner()
    export_film(order, folder, lambda _: None, runner=runner)
    assert runner.made == []


def test_it_makes_only_a_few_at_a_time_and_the_sound_last(
    project: Project, folder: FilmFolder, made: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sorastudio.export.built._A_WORKER", 2)
    order = _order(project, folder)
    first = build_some(order, folder, 1, lambda: None)
    assert len(made) == 2
    assert not first.is_all
    assert 0 < first.spans[0][1] < 3 * USED
    _all_built(order, folder)
    assert [isinstance(task.encoding, AudioEncoding) for task in made].index(True) == len(made) - 1


def test_what_waits_for_a_take_is_left(
    project: Project, folder: FilmFolder, made: list[Task]
) -> None:
    slot = Slot(id=SlotId("slot-1"), name="shot-1", prompt="Rain", seconds=Fraction(3))
    film = add_slot(project, slot)
    built = _all_built(_order(film, folder), folder)
    assert built.is_all
    assert built.spans == ((0, 3 * USED),)
    assert film.timeline.length > 3 * USED


def test_what_blends_into_a_slot_without_a_take_is_not_finished(project: Project) -> None:
    slot = Slot(id=SlotId("slot-1"), name="shot-1", prompt="Rain", seconds=Fraction(3))
    film = add_slot(project, slot)
    blended = add_transition(film, clip_id(film, 3), "dissolve", 12)
    finished = [is_finished(blended, piece) for piece in segments(blended, 0, 4 * USED)]
    assert finished == sorted(finished, reverse=True)
    (first,) = [
        piece.first
        for piece, done in zip(segments(blended, 0, 4 * USED), finished, strict=True)
        if not done
    ][:1]
    assert first < 3 * USED


def test_what_is_there_is_told_in_stretches(
    project: Project, folder: FilmFolder, made: list[Task]
) -> None:
    order = _order(project, folder)
    _all_built(order, folder)
    build = Build(order, folder, HereRunner())
    (_, (second, key), *_) = build.recipe.parts
    (folder.cache_dir / "pieces" / f"{key}.piece").unlink()
    assert build.missing() == {key}
    told = built_of(build, order.project)
    assert told.spans == ((0, second.first), (second.end, 3 * USED))
    assert not told.is_all


def test_it_can_be_stopped_at_any_time(project: Project, folder: FilmFolder) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_some(_order(project, folder), folder, 1, stop)
    pieces = folder.cache_dir / "pieces"
    assert [each.name for each in pieces.iterdir() if each.name.startswith(".")] == []
