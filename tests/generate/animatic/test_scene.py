"""Prompts are read as a person means them."""

from __future__ import annotations

import pytest

from sorastudio.generate.animatic.kinds import Hour, Move, Place, Season, Shape, Tone, Weather
from sorastudio.generate.animatic.scene import Scene, read_scene


def _shapes(scene: Scene) -> list[Shape]:
    return [subject.shape for subject in scene.subjects]


def test_the_balloon_is_the_mans_head_and_the_store_is_the_place() -> None:
    prompt = "a man with a yellow balloon for a head walks through a cactus store"
    scene = read_scene(prompt, "", 1)
    assert scene.place is Place.ROOM
    assert _shapes(scene) == [Shape.BALLOON_HEAD, Shape.CACTUS]
    red, green, blue = scene.subjects[0].color or (0, 0, 0)
    assert red > 200
    assert green > 150
    assert blue < 100


def test_an_endless_zoom_goes_from_one_place_into_the_next() -> None:
    scene = read_scene("an endless zoom through a school hallway into a wedding", "", 1)
    assert scene.endless
    assert scene.place is Place.HALL
    assert scene.moves == (Move.ZOOM_IN,)
    assert Shape.WEDDING in _shapes(scene)


def test_a_couple_in_a_car_at_golden_hour() -> None:
    scene = read_scene("a couple in a 1970s car in the desert at golden hour", "", 1)
    assert scene.place is Place.DESERT
    assert scene.hour is Hour.GOLDEN
    assert Tone.FADED in scene.tones
    assert _shapes(scene) == [Shape.COUPLE, Shape.CAR]


def test_a_hybrid_is_one_animal() -> None:
    scene = read_scene("a giraffe-flamingo by a pond", "", 1)
    assert scene.place is Place.LAKE
    assert _shapes(scene) == [Shape.GIRAFFE_FLAMINGO]


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("waves on a beach", Place.SEA),
        ("deep in the woods", Place.FOREST),
        ("busy streets of Tokyo", Place.CITY),
        ("sand dunes", Place.DESERT),
        ("a kitchen", Place.ROOM),
        ("drifting among galaxies", Place.SPACE),
        ("alpine peaks", Place.MOUNTAIN),
        ("close-up of a woman", Place.FACE),
        ("driving along a highway", Place.ROAD),
        ("above the clouds", Place.SKY),
        ("coral reefs", Place.UNDERWATER),
        ("meadows full of flowers", Place.FIELD),
        ("arctic glaciers", Place.SNOW),
        ("a stream under trees", Place.RIVER),
        ("looking out of a train window", Place.WINDOW),
        ("a sailboat", Place.SEA),
        ("a jellyfish", Place.UNDERWATER),
    ],
)
def test_places(prompt: str, place: Place) -> None:
    assert read_scene(prompt, "", 1).place is place


@pytest.mark.parametrize(
    ("prompt", "hour"),
    [
        ("the sea at sunrise", Hour.DAWN),
        ("a field at midday", Hour.NOON),
        ("a field at sunset", Hour.GOLDEN),
        ("a city at twilight", Hour.DUSK),
        ("a lake under the moonlight, at midnight", Hour.NIGHT),
        ("a neon city at night", Hour.NEON),
        ("a thunderstorm over a field", Hour.STORM),
        ("a foggy morning on a lake", Hour.DAWN),
        ("rain on a field", Hour.STORM),
    ],
)
def test_hours(prompt: str, hour: Hour) -> None:
    assert read_scene(prompt, "", 1).hour is hour


@pytest.mark.parametrize(
    ("prompt", "moves"),
    [
        ("the camera zooms in on a house", (Move.ZOOM_IN,)),
        ("slow zoom out from a house", (Move.ZOOM_OUT,)),
        ("the camera pulls back from a house", (Move.ZOOM_OUT,)),
        ("pan left across a field", (Move.PAN_LEFT,)),
        ("panning right across a field", (Move.PAN_RIGHT,)),
        ("tilting up to the sky", (Move.TILT_UP,)),
        ("camera tilts down", (Move.TILT_DOWN,)),
        ("dolly in on a face", (Move.PUSH,)),
        ("tracking left past trees", (Move.TRUCK_LEFT,)),
        ("the camera orbits a tree", (Move.ORBIT,)),
        ("static shot of a tree, locked-off", (Move.STATIC,)),
        ("zoom in and pan left", (Move.ZOOM_IN, Move.PAN_LEFT)),
    ],
)
def test_moves(prompt: str, moves: tuple[Move, ...]) -> None:
    assert read_scene(prompt, "", 1).moves == moves


def test_a_negated_move_is_not_made() -> None:
    assert Move.ZOOM_OUT not in read_scene("a tree, no zoom out", "", 1).moves


def test_handheld_and_aerial_and_speed() -> None:
    scene = read_scene("fast handheld drone shot over a forest", "", 1)
    assert scene.handheld
    assert scene.aerial
    assert scene.speed > read_scene("slow shot over a forest", "", 1).speed


@pytest.mark.parametrize("prompt", ["a street, no rain", "a street without any rain", "dry street"])
def test_denied_words_do_not_show(prompt: str) -> None:
    assert Weather.RAIN not in read_scene(prompt, "", 1).weather


def test_negation_ends_with_its_clause() -> None:
    scene = read_scene("a lake, no people, birds in the rain", "", 1)
    assert Shape.PERSON not in _shapes(scene)
    assert Shape.BIRD in _shapes(scene)
    assert Weather.RAIN in scene.weather


def test_the_negative_prompt_takes_words_out() -> None:
    scene = read_scene("a lake with boats in the rain", "rain, boats", 1)
    assert Weather.RAIN not in scene.weather
    assert Shape.BOAT not in _shapes(scene)


def test_a_colour_belongs_to_its_figure_or_rules_the_picture() -> None:
    owned = read_scene("a red car on a road", "", 1)
    assert owned.tint is None
    assert owned.subjects[0].color is not None
    ruling = read_scene("a red desert with a car", "", 1)
    assert ruling.tint is not None
    assert ruling.subjects[0].color is None


def test_seasons_and_weather() -> None:
    scene = read_scene("autumn forest", "", 1)
    assert scene.season is Season.AUTUMN
    assert Weather.LEAVES in scene.weather
    assert Weather.SNOWFALL in read_scene("it snows in a village", "", 1).weather
    assert Weather.EMBERS in read_scene("embers over a campfire", "", 1).weather


def test_the_same_words_give_the_same_scene_and_any_other_word_another() -> None:
    assert read_scene("A lake, at dawn!", "", 3) == read_scene("a lake at dawn", "", 3)
    keys = {
        read_scene(prompt, "", seed).key
        for prompt in ("a lake", "a quux lake", "a frobnic lake", "")
        for seed in (1, 2)
    }
    assert len(keys) == 8


def test_the_same_place_at_another_hour_and_in_other_weather_is_the_same_place() -> None:
    noon, night, other = (
        read_scene(prompt, "", 3)
        for prompt in ("a cottage at noon", "a cottage at night, fireflies", "a barn at noon")
    )
    assert noon.key == night.key
    assert noon.hour is not night.hour
    assert other.key != noon.key


@pytest.mark.parametrize("prompt", ["", "   ", "!!!", "日本の海", "\x00", "a" * 5000, "{x} %s"])
def test_anything_is_a_scene(prompt: str) -> None:
    assert isinstance(read_scene(prompt, prompt, 0), Scene)


def test_prompts_in_scripts_the_vocabulary_does_not_read_differ_too() -> None:
    assert read_scene("夜の海", "", 1).key != read_scene("朝の森", "", 1).key
    assert read_scene("夜の海", "", 1) == read_scene("夜の海", "", 1)
