"""Curves, tables, the book, tracks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorastudio.errors import GenerateError, UsageError
from sorastudio.project.book import Book, Entry, EntryKind
from sorastudio.project.clip import Clip, Gap, Item
from sorastudio.project.curve import Curve, Ease, Key, value_at
from sorastudio.project.ids import ClipId, LinkId, media_id, new_slot_id, new_take_id
from sorastudio.project.media import Size
from sorastudio.project.project import Settings
from sorastudio.project.table import Table
from sorastudio.project.timeline import canonical
from tests.project.films import A1, V1, clips, film


def _curve(ease: Ease) -> Curve:
    return Curve(
        (
            Key(time=Fraction(1), value=1.0, ease=ease),
            Key(time=Fraction(3), value=4.0, ease=ease),
            Key(time=Fraction(5), value=4.0),
        )
    )


@pytest.mark.parametrize(
    ("ease", "quarter", "half"),
    [
        (Ease.HOLD, 1.0, 1.0),
        (Ease.LINEAR, 1.75, 2.5),
        (Ease.SMOOTH, 1.46875, 2.5),
        (Ease.EXPONENTIAL, 2**0.5, 2.0),
    ],
)
def test_eases(ease: Ease, quarter: float, half: float) -> None:
    curve = _curve(ease)
    assert curve.at(Fraction(3, 2)) == pytest.approx(quarter)
    assert curve.at(Fraction(2)) == pytest.approx(half)
    assert [curve.at(Fraction(t)) for t in (0, 1, 3, 4, 5, 9)] == [1.0, 1.0, 4.0, 4.0, 4.0, 4.0]


def test_a_constant_is_the_same_at_any_time() -> None:
    assert value_at(0.5, Fraction(7)) == 0.5
    assert value_at(_curve(Ease.LINEAR), Fraction(2)) == 2.5


@dataclass(frozen=True)
class Row:
    id: str
    value: int = 0


def test_a_table_keeps_the_order_rows_came_in() -> None:
    table = Table([Row("b"), Row("a")])
    changed = table.put(Row("b", 5)).put(Row("c"))
    assert [row.id for row in changed] == ["b", "a", "c"]
    assert changed["b"].value == 5
    assert table["b"].value == 0
    assert (len(changed), "c" in changed, "c" in table) == (3, True, False)
    assert changed.get("x") is None
    assert [row.id for row in changed.without("b")] == ["a", "c"]
    with pytest.raises(KeyError):
        table["x"]
    with pytest.raises(ValueError, match="two rows"):
        Table([Row("a"), Row("a", 1)])


def test_tables_are_equal_by_rows_in_order() -> None:
    assert Table([Row("a"), Row("b")]) == Table([Row("a"), Row("b")])
    assert hash(Table([Row("a", 1)])) == hash(Table([Row("a", 2)]))
    assert Table([Row("a"), Row("b")]) != Table([Row("b"), Row("a")])
    assert Table([Row("a", 1)]) != Table([Row("a", 2)])
    assert Table([Row("a")]) != [Row("a")]


def test_the_book_fills_names_in() -> None:
    book = Book(
        entries=Table([Entry(id="Anna", kind=EntryKind.CHARACTER, text="a woman in \\1 red")])
    )
    assert book.names_in("{Anna} and { Bob }") == ("Anna", "Bob")
    assert book.expand("{Anna}, { Anna }") == "a woman in \\1 red, a woman in \\1 red"
    assert book.expand("no names {} at all") == "no names {} at all"
    with pytest.raises(GenerateError, match=r"\{Bob\}"):
        book.expand("{Anna} and {Bob}")


@pytest.mark.parametrize("size", [Size(15, 16), Size(17, 16), Size(8194, 100), Size(0, 0)])
def test_a_canvas_has_even_sides_within_reason(size: Size) -> None:
    with pytest.raises(UsageError, match="cannot be"):
        Settings(size=size)


def test_ids() -> None:
    assert new_slot_id() != new_slot_id()
    assert new_take_id() != new_take_id()
    assert media_id("ab" * 32) == "media-" + "ab" * 8
    assert (Size(1280, 720).aspect, str(Size(1280, 720))) == (Fraction(16, 9), "1280x720")


def test_a_track_knows_what_lies_where() -> None:
    track = film(48, -10, 48).timeline.tracks[0]
    assert (track.starts, track.length) == ((0, 48, 58, 106), 106)
    frames = (-1, 0, 47, 48, 57, 58, 105, 106)
    assert [track.index_at(frame) for frame in frames] == [None, 0, 0, 1, 1, 2, 2, None]


def test_placed_clips_know_their_neighbours() -> None:
    project = film(48, 48, -5, 48)
    first, second, third = project.timeline.tracks[0].clips()
    assert (first.start, first.end, second.start, third.start) == (0, 48, 48, 101)
    assert (first.before, first.after) == (None, second.clip)
    assert (second.before, second.after) == (first.clip, None)
    assert (third.before, third.after) == (None, None)


def test_a_timeline_finds_things() -> None:
    timeline = film(48, 48, sound=True).timeline
    second = clips(film(48, 48, sound=True))[1]
    placed = timeline.find(second.id)
    assert placed is not None
    assert (placed.clip, placed.start) == (second, 48)
    assert timeline.find(ClipId("clip-99")) is None
    assert second.link is not None
    assert [placed.track.id for placed in timeline.linked(second.link)] == [V1, A1]
    assert timeline.linked(LinkId("link-99")) == ()
    assert timeline.track_named("A1") is timeline.track(A1)
    assert [placed.start for placed in timeline.clips()] == [0, 48, 0, 48]


def test_minted_ids_are_never_given_twice() -> None:
    timeline = film().timeline
    timeline, clip = timeline.mint_clip()
    timeline, track = timeline.mint_track()
    timeline, link = timeline.mint_link()
    timeline, marker = timeline.mint_marker()
    numbers = [row_id.rsplit("-", 1)[1] for row_id in (clip, track, link, marker)]
    assert numbers == ["4", "5", "6", "7"]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=8))
def test_canonical_keeps_every_clip_where_it_was(shape: list[tuple[bool, int]]) -> None:
    clip = clips(film(48))[0]
    sequence: tuple[Item, ...] = tuple(
        Clip(id=ClipId(f"clip-{n}"), source=clip.source, length=length) if is_clip else Gap(length)
        for n, (is_clip, length) in enumerate(shape)
    )
    found = canonical(sequence)
    assert canonical(found) == found
    assert all(item.length for item in found)
    assert not any(isinstance(a, Gap) and isinstance(b, Gap) for a, b in pairwise(found))
    assert not found or not isinstance(found[-1], Gap)
    assert _starts(found) == _starts(sequence)


def _starts(sequence: tuple[Item, ...]) -> dict[ClipId, int]:
    starts, at = {}, 0
    for item in sequence:
        if isinstance(item, Clip) and item.length:
            starts[item.id] = at
        at += item.length
    return starts
