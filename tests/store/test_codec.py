from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sorastudio.errors import FilmFileError
from sorastudio.project.clip import Clip, Gap, MediaSource, Placement, SlotSource
from sorastudio.project.curve import Curve, Key
from sorastudio.project.ids import ClipId, MediaId, SlotId
from sorastudio.project.media import Cost, Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Track
from sorastudio.store.codec import Codec
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.json_text import format_json, parse_json
from tests.store.films import projects, small_film


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(project=projects)
def test_any_film_comes_back_from_its_text(project: Project) -> None:
    text = format_json(to_data(project))
    back = from_data(Project, parse_json(text))
    assert back == project
    assert format_json(to_data(back)) == text


def test_types_come_back_and_not_only_equal_values() -> None:
    options = (("whole", 1), ("number", 1.0), ("yes", True), ("text", "1"))
    film = small_film()
    slot = replace(film.slots["slot-1"], options=options)
    back = from_data(Project, to_data(replace(film, slots=film.slots.put(slot))))
    assert [type(value) for _, value in back.slots["slot-1"].options] == [int, float, bool, str]


def test_whole_number_where_a_number_may_stand_becomes_one() -> None:
    placement = from_data(Placement, {"x": 2})
    assert (placement.x, type(placement.x)) == (2.0, float)
    assert to_data(Placement(x=2)) == {"x": 2.0}


def test_defaults_are_left_out_but_not_those_of_the_canvas() -> None:
    clip = Clip(id=ClipId("clip-1"), source=MediaSource(MediaId("m")), length=3)
    assert to_data(clip) == {
        "id": "clip-1",
        "source": {"kind": "media", "media_id": "m"},
        "length": 3,
    }
    assert to_data(Settings()) == {"size": "1280x720", "rate": "24", "fit": "fit"}
    film: Any = to_data(new_project("x"))
    assert "settings" in film


def test_what_follows_from_the_items_is_not_written() -> None:
    track: Any = to_data(small_film().timeline.tracks[0])
    assert "starts" not in track
    assert from_data(Track, track).starts == (0, 90, 114, 126, 174)


def test_values_are_readable() -> None:
    assert to_data(Size(853, 481)) == "853x481"
    assert to_data(FrameRate(24000, 1001)) == "24000/1001"
    assert to_data(Fraction(3, 2)) == "3/2"
    assert to_data(Cost(amount=Decimal("1E+2"), currency="USD", billed=False)) == {
        "amount": "100",
        "currency": "USD",
        "billed": False,
    }


CLIP = {"id": "clip-1", "source": {"kind": "slot", "slot_id": "s"}, "length": 3}
ENTER = {"kind": "dissolve", "in_offset": 1, "out_offset": 1}


def film_with(item: object) -> dict[str, object]:
    track = {"id": "track-1", "kind": "video", "name": "V1", "items": [CLIP, item]}
    return {"name": "x", "timeline": {"tracks": [track]}}


AT = "film.timeline.tracks[0].items[1]"


@pytest.mark.parametrize(
    ("item", "place", "words"),
    [
        ({**CLIP, "length": "ten"}, f"{AT}.length", "a whole number from 1 to 1000000000"),
        ({**CLIP, "length": 10**10}, f"{AT}.length", "found the number 10000000000"),
        ({**CLIP, "length": 10**40}, f"{AT}.length", "absurd size"),
        ({**CLIP, "length": 0}, f"{AT}.length", "from 1 to"),
        ({**CLIP, "length": -3}, f"{AT}.length", "from 1 to"),
        ({**CLIP, "length": 2.0}, f"{AT}.length", "whole number"),
        ({**CLIP, "length": True}, f"{AT}.length", "found true"),
        ({**CLIP, "length": None}, f"{AT}.length", "found null"),
        ({**CLIP, "source_in": "1/0"}, f"{AT}.source_in", "a fraction"),
        ({**CLIP, "source_in": 1.5}, f"{AT}.source_in", "a fraction"),
        ({**CLIP, "source_in": "9999999999999"}, f"{AT}.source_in", "a fraction"),
        ({**CLIP, "source_in": "1/2/3"}, f"{AT}.source_in", "a fraction"),
        ({**CLIP, "source_in": "١"}, f"{AT}.source_in", "a fraction"),
        ({**CLIP, "source_in": "9" * 5000}, f"{AT}.source_in", "a fraction"),
        ({**CLIP, "gain_db": float("nan")}, f"{AT}.gain_db", "a number"),
        ({**CLIP, "gain_db": float("inf")}, f"{AT}.gain_db", "a number"),
        ({**CLIP, "gain_db": 10**400}, f"{AT}.gain_db", "a number"),
        ({**CLIP, "gain_db": False}, f"{AT}.gain_db", "a number"),
        ({**CLIP, "enabled": 1}, f"{AT}.enabled", "true or false"),
        ({**CLIP, "name": 7}, f"{AT}.name", "a text"),
        ({**CLIP, "name": ["x" * 99]}, f"{AT}.name", "found a list"),
        ({**CLIP, "source": "slot"}, f"{AT}.source", "'slot' or 'media'"),
        ({**CLIP, "source": {"kind": "web"}}, f"{AT}.source.kind", "'slot' or 'media'"),
        ({**CLIP, "source": {"kind": ["slot"]}}, f"{AT}.source.kind", "found a list"),
        ({**CLIP, "source": {"slot_id": "s"}}, f"{AT}.source.kind", "found null"),
        ({**CLIP, "source": {"kind": "slot"}}, f"{AT}.source.slot_id", "missing"),
        ({**CLIP, "placement": {"fit": "zoom"}}, f"{AT}.placement.fit", "'fit', 'fill', 'stretch'"),
        ({**CLIP, "placement": {"fit": {}}}, f"{AT}.placement.fit", "found an object"),
        ({**CLIP, "placement": {"x": "left"}}, f"{AT}.placement.x", "a number or an object"),
        (
            {**CLIP, "placement": {"x": {"keys": [{"time": "0", "value": "1"}]}}},
            f"{AT}.placement.x.keys[0].value",
            "a number",
        ),
        (
            {**CLIP, "enter": {**ENTER, "params": [["a"]]}},
            f"{AT}.enter.params[0]",
            "a list of 2",
        ),
        (
            {
                **CLIP,
                "enter": {"kind": "c", "in_offset": 1, "out_offset": 1, "params": [["a", []]]},
            },
            f"{AT}.enter.params[0][1]",
            "a text or a whole number or a number or true or false",
        ),
        ({**CLIP, "weather": "fine"}, f"{AT}.weather", "does not know"),
        ({"kind": "gap"}, f"{AT}.length", "missing"),
        ({"kind": "gap", "length": 0}, f"{AT}.length", "from 1 to"),
        (CLIP | {"kind": "hole"}, f"{AT}.kind", "'clip' or 'gap'"),
        (17, AT, "found the number 17"),
    ],
)
def test_bad_data_is_named_by_its_place(item: object, place: str, words: str) -> None:
    film = film_with(item if not isinstance(item, dict) else {"kind": "clip", **item})
    film["timeline"]["tracks"][0]["items"][0] = {"kind": "clip", **CLIP}  # type: ignore[index]
    with pytest.raises(FilmFileError) as raised:
        from_data(Project, film, "film")
    assert str(raised.value).startswith(f"{place}: ")
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("film", "message"),
    [
        ({}, "name: this is missing."),
        ([], "expected an object, found a list."),
        ({"name": "x", "slots": {}}, "slots: expected a list, found an object."),
        (
            {"name": "x", "settings": {"size": "0x20"}},
            "settings.size: expected a size such as '1280x720', found the text '0x20'.",
        ),
        (
            {"name": "x", "settings": {"rate": "24/0"}},
            (
                "settings.rate: expected a frame rate such as '24' or '24000/1001', "
                "found the text '24/0'."
            ),
        ),
        (
            {"name": "x", "settings": {"size": "853x481"}},
            (
                "settings: A film cannot be 853x481. "
                "Width and height must be even and between 16 and 8192."
            ),
        ),
        (
            {
                "name": "x",
                "book": {"entries": [{"id": "A", "kind": "style", "text": "b"}] * 2},
            },
            "book.entries: two rows with the id 'A'.",
        ),
    ],
)
def test_bad_film_is_refused_in_words(film: object, message: str) -> None:
    with pytest.raises(FilmFileError) as raised:
        from_data(Project, film)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "value",
    [
        Placement(x=float("nan")),
        Placement(x=float("inf")),
        Gap(0),
        Gap(10**9 + 1),
        Gap(2.5),  # type: ignore[arg-type]
        Gap(True),
        Size(0, 5),
        Fraction(10**10),
        Clip(id=7, source=SlotSource(SlotId("s")), length=1),  # type: ignore[arg-type]
        Clip(id=ClipId("c"), source=Gap(1), length=1),  # type: ignore[arg-type]
        Cost(amount=Decimal("NaN"), currency="USD", billed=False),
        Curve((Key(time=Fraction(0), value=True),)),
    ],
)
def test_what_could_not_be_read_back_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        to_data(value)


@dataclass(frozen=True)
class Named:
    kind: str


@dataclass(frozen=True)
class Ambiguous:
    value: Fraction | Decimal


@dataclass(frozen=True)
class Untaggable:
    value: Named | Gap


@dataclass(frozen=True)
class Strange:
    value: complex


@pytest.mark.parametrize(
    ("cls", "words"),
    [(Ambiguous, "both written as str"), (Untaggable, "cannot be tagged"), (Strange, "no way")],
)
def test_types_that_cannot_be_told_apart_are_refused(cls: type, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        Codec(tags={Named: "named", Gap: "gap"}).from_data(cls, {})


def test_text_is_laid_out_for_people() -> None:
    data = {"short": [1, 2.5, None], "nested": [{"a": "ä"}, []], "long": ["x" * 60, "y" * 60]}
    text = format_json(data)  # type: ignore[arg-type]
    assert text == (
        '{\n  "short": [1, 2.5, null],\n  "nested": [\n    {"a": "ä"},\n    []\n  ],\n'
        f'  "long": [\n    "{"x" * 60}",\n    "{"y" * 60}"\n  ]\n}}\n'
    )
    assert json.loads(text) == data


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{\n  "a": 1,\n  oops\n}', "Line 3, column 3 is not JSON"),
        ('{"a": 1', "Line 1, column 8"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ("[" * 200_000, "nested too deeply"),
        ("9" * 5000, "absurd length"),
        ("", "Line 1, column 1"),
    ],
)
def test_text_that_is_not_strict_json_is_refused(text: str, words: str) -> None:
    with pytest.raises(FilmFileError) as raised:
        parse_json(text)
    assert words in str(raised.value)
