"""Where a film is cut into pieces, and what an edit does to their keys."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sorastudio.export.keys import segment_key
from sorastudio.export.segments import segments
from sorastudio.media.writer import VideoEncoding
from sorastudio.project.edits.move import move, move_insert
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.project import Project
from tests.project.films import clip_id, film

_ANY = VideoEncoding()


def _borders(project: Project) -> list[int]:
    return [segment.first for segment in segments(project, 0, project.timeline.length)]


def _keys(project: Project, encoding: VideoEncoding = _ANY) -> set[str]:
    whole = segments(project, 0, project.timeline.length)
    return {segment_key(project, segment, encoding) for segment in whole}


def _long(*lengths: int) -> Project:
    return film(*lengths, seconds=60)


def test_every_cut_is_a_border_and_a_transition_is_a_piece() -> None:
    project = _long(48, 48, 48)
    assert _borders(project) == [0, 48, 96]
    blended = add_transition(project, clip_id(project, 1), "dissolve", 12)
    assert _borders(blended) == [0, 42, 54, 96]


def test_long_stretches_are_cut_by_their_source() -> None:
    project = _long(480)  # from 20 s of its file to 40 s
    assert _borders(project) == [0, 96, 192, 288, 384]
    trimmed = ripple_trim(project, clip_id(project, 0), Edge.HEAD, 30)
    assert _borders(trimmed) == [0, 66, 162, 258, 354]


def test_short_ends_are_not_cut_off() -> None:
    project = ripple_trim(_long(480), clip_id(_long(480), 0), Edge.HEAD, 90)
    assert _borders(project)[:2] == [0, 102]


def test_where_nothing_is_seen_pieces_are_alike() -> None:
    project = _long(48, 48)
    moved = move(project, [clip_id(project, 0), clip_id(project, 1)], 100)
    # Two frames that are left over at the end are no piece of their own.
    assert _borders(moved) == [*range(0, 96, 12), 100, 148]
    assert len(_keys(moved) - _keys(project)) == 2


def test_a_clip_soon_after_nothing_is_cut_as_any_other() -> None:
    project = _long(480)
    moved = move(project, [clip_id(project, 0)], 3)
    assert _borders(moved) == [0, 96, 192, 288, 384]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6), st.data())
def test_the_pieces_are_the_film(lengths: list[int], data: st.DataObject) -> None:
    project = _long(*lengths)
    first = data.draw(st.integers(0, project.timeline.length - 1))
    end = data.draw(st.integers(first + 1, project.timeline.length))
    pieces = segments(project, first, end)
    assert pieces[0].first == first
    assert pieces[-1].end == end
    assert all(a.end == b.first for a, b in pairwise(pieces))
    assert all(piece.length > 0 for piece in pieces)


def test_the_place_on_the_timeline_is_no_part_of_a_key() -> None:
    project = _long(240, 240, 240)
    shifted = ripple_trim(project, clip_id(project, 0), Edge.TAIL, -24)
    assert len(_keys(shifted) - _keys(project)) == 1


def test_a_small_trim_makes_one_piece_anew() -> None:
    project = _long(480, 480)
    trimmed = ripple_trim(project, clip_id(project, 1), Edge.HEAD, 5)
    assert len(_keys(trimmed) - _keys(project)) == 1


def test_clips_that_change_places_stay_as_they_are() -> None:
    project = _long(240, 240, 240)
    swapped = move_insert(project, {clip_id(project, 2)}, 0)
    assert _keys(swapped) == _keys(project)


def test_a_dissolve_is_made_anew_and_the_rest_stays() -> None:
    project = _long(480, 480)
    blended = add_transition(project, clip_id(project, 1), "dissolve", 24)
    # The blend, and the pieces on both sides of it that are shorter by now.
    assert len(_keys(blended) - _keys(project)) == 3


def test_the_encoder_is_part_of_a_key() -> None:
    project = _long(48)
    assert _keys(project).isdisjoint(_keys(project, VideoEncoding(options={"crf": "23"})))


def test_the_size_of_the_film_is_part_of_a_key() -> None:
    project = _long(48)
    settings = replace(project.settings, size=replace(project.settings.size, width=640))
    assert _keys(project).isdisjoint(_keys(replace(project, settings=settings)))


def _pieces(project: Project, first: int, end: int) -> set[tuple[int, int]]:
    return {(piece.first, piece.end) for piece in segments(project, first, end)}


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6), st.data())
def test_a_part_has_the_pieces_of_the_whole(lengths: list[int], data: st.DataObject) -> None:
    project = _long(*lengths)
    first = data.draw(st.integers(0, project.timeline.length - 1))
    end = data.draw(st.integers(first + 1, project.timeline.length))
    whole = _pieces(project, 0, project.timeline.length)
    new = _pieces(project, first, end) - whole
    assert len(new) <= 2
    assert all(first in piece or end in piece for piece in new)


def test_a_part_between_borders_is_made_of_nothing_new() -> None:
    project = _long(480, 240)
    whole = _pieces(project, 0, 720)
    assert _pieces(project, 96, 552) <= whole
