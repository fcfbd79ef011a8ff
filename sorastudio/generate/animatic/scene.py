"""What a prompt asks to be shown, as a value: the painter and the sound read nothing else."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from sorastudio.generate.animatic import words
from sorastudio.generate.animatic.english import (
    Word,
    first_kind,
    index_of,
    joined,
    kinds_in,
    meanings,
    split_words,
)
from sorastudio.generate.animatic.kinds import (
    Hour,
    Move,
    Place,
    Season,
    Shape,
    Tone,
    Weather,
)

_BALLOON_HEAD = re.compile(
    r"balloon\b[^.,;]{0,12}\b(?:for|as|instead of)\b[^.,;]{0,8}\bhead|balloon[- ]head"
)
_HYBRID = re.compile(r"giraffe\W{1,3}(?:and )?flamingo|flamingo\W{1,3}(?:and )?giraffe")
_ENDLESS = re.compile(
    r"\b(?:endless|infinite|continuous|never-ending|eternal|unending|perpetual)\w*\b"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure, and the colour the prompt gave it (sRGB, 0..255), if any."""

    shape: Shape
    color: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything the painter and the sound need. `key` feeds every random choice: prompt words the
    vocabulary does not know shape it too, so no two prompts give the same picture. Words of light
    and weather do not: the same place by day and by night is the same place."""

    place: Place
    beyond: tuple[Place, ...] = ()
    """Other places named, in order: what an endless zoom passes through."""
    hour: Hour
    season: Season
    moves: tuple[Move, ...]
    handheld: bool = False
    aerial: bool = False
    endless: bool = False
    weather: tuple[Weather, ...] = ()
    subjects: tuple[Subject, ...] = ()
    tint: tuple[int, int, int] | None = None
    """The colour word that rules the picture (sRGB, 0..255)."""
    tones: tuple[Tone, ...] = ()
    speed: float = 1.0
    """How fast the camera goes: 1 is calm."""
    key: int
    """64 bits."""


def read_scene(prompt: str, negative: str, seed: int) -> Scene:
    """The scene a prompt describes; the same arguments give the same scene.

    Words after `no`, `without` ... and all words of `negative` are taken out. An empty prompt gives
    a scene too.
    """
    text = joined(prompt)
    kept, denied = split_words(text)
    banned = frozenset(stem for word in denied for stem in word.stems) | frozenset(
        stem for word in split_words(joined(negative))[0] for stem in word.stems
    )
    found = [word for word in kept if not banned.intersection(word.stems)]
    key = _key(found, prompt, seed)
    endless = bool(_ENDLESS.search(text))
    place, beyond = _places(found, key, endless=endless)
    scene = Scene(
        place=place,
        beyond=beyond,
        hour=_hour(found, place, key),
        season=first_kind(words.SEASONS, found) or Season.SUMMER,
        moves=_moves(text, key),
        handheld=bool(re.search(r"hand-?held|shaky|documentary|found footage", text)),
        aerial=bool(re.search(r"\b(drone|aerial|bird'?s[- ]eye|flyover|flying over|fpv)\b", text)),
        endless=endless,
        weather=tuple(kinds_in(words.WEATHERS, found)),
        subjects=_subjects(text, found),
        tint=_tint(found),
        tones=tuple(kinds_in(words.TONES, found)),
        speed=_speed(text),
        key=key,
    )
    return _fitted(scene)


def _key(found: list[Word], prompt: str, seed: int) -> int:
    """Of the words that count; in scripts the vocabulary does not read, of every letter."""
    unread = "".join(each for each in prompt if not each.isascii() and each.isalpha())
    text = " ".join(word.text for word in found if not _light_alone(word)) + unread
    return int.from_bytes(hashlib.blake2b(f"{seed}|{text}".encode(), digest_size=8).digest(), "big")


def _light_alone(word: Word) -> bool:
    """Whether a word tells of the hour or the weather, and of nothing that stands in the place."""
    known = _LIGHT.intersection(word.stems)
    return bool(known) and not _THINGS.intersection(word.stems)


_LIGHT = frozenset({*index_of(words.HOURS), *index_of(words.WEATHERS)})
_THINGS = frozenset({*index_of(words.PLACES), *index_of(words.SHAPES)})
_LANDSCAPES = (Place.FIELD, Place.MOUNTAIN, Place.SEA, Place.SKY, Place.LAKE, Place.FOREST)
_IMPLIED = {
    Shape.BOAT: Place.SEA,
    Shape.WHALE: Place.UNDERWATER,
    Shape.FISH: Place.UNDERWATER,
    Shape.JELLYFISH: Place.UNDERWATER,
    Shape.CAR: Place.ROAD,
    Shape.TRAIN: Place.FIELD,
    Shape.ASTRONAUT: Place.SPACE,
    Shape.PLANET: Place.SPACE,
    Shape.AIRSHIP: Place.SKY,
    Shape.LIGHTHOUSE: Place.SEA,
    Shape.CACTUS: Place.DESERT,
    Shape.FLOWERS: Place.FIELD,
    Shape.BOOKS: Place.ROOM,
    Shape.ROBOT: Place.CITY,
    Shape.FLAMINGO: Place.LAKE,
    Shape.ELEPHANT: Place.FIELD,
    Shape.WEDDING: Place.FIELD,
    Shape.LAMP: Place.CITY,
    Shape.HOUSE: Place.FIELD,
    Shape.TREE: Place.FIELD,
    Shape.HORSE: Place.FIELD,
    Shape.GIRAFFE: Place.FIELD,
}


def _places(found: list[Word], key: int, *, endless: bool) -> tuple[Place, tuple[Place, ...]]:
    """The place with most weight, the earliest of equals; then the others as they were named. An
    endless move goes through them in order."""
    weight: dict[Place, float] = {}
    for place, word in meanings(words.PLACES, found):
        weight[place] = weight.get(place, 0) + (2.0 if word.sets_place else 1.0)
    if Place.WINDOW in weight and Shape.TRAIN in kinds_in(words.SHAPES, found):
        weight[Place.WINDOW] += 2
    if not weight:
        shape = next((s for s in kinds_in(words.SHAPES, found) if s in _IMPLIED), None)
        return (_IMPLIED[shape] if shape else _LANDSCAPES[key % len(_LANDSCAPES)]), ()
    chosen = next(iter(weight)) if endless else max(weight, key=lambda place: weight[place])
    return chosen, tuple(place for place in weight if place is not chosen)


_USUAL_HOURS = (Hour.NOON, Hour.GOLDEN, Hour.DAWN, Hour.DUSK, Hour.MIST)


def _hour(found: list[Word], place: Place, key: int) -> Hour:
    named = kinds_in(words.HOURS, found)
    if Hour.NEON in named:
        return Hour.NEON
    if Hour.MIST in named and len(named) > 1:
        named.remove(Hour.MIST)
    if named:
        return named[0]
    weather = kinds_in(words.WEATHERS, found)
    if Weather.STARS in weather or Weather.FIREFLIES in weather:
        return Hour.NIGHT
    if Weather.RAIN in weather or Weather.LIGHTNING in weather:
        return Hour.STORM
    if place is Place.SPACE:
        return Hour.NIGHT
    return _USUAL_HOURS[key // 64 % len(_USUAL_HOURS)]


_MOVES = (
    (Move.ZOOM_OUT, r"zoom\w*[ -]+(?:\w+ )?out|pull\w*[ -]+(?:back|out|away)|reveal"),
    (Move.ZOOM_IN, r"zoom\w*"),
    (Move.PULL, r"dolly\w*[ -]+(?:out|back)|track\w*[ -]+back|backs? away|retreat"),
    (Move.TRUCK_LEFT, r"(?:dolly|truck|track|slid)\w*(?: \w+)?[ -]+left"),
    (Move.TRUCK_RIGHT, r"(?:dolly|truck|track|slid)\w*(?: \w+)?[ -]+right|side-?scroll"),
    (Move.PAN_LEFT, r"pan\w*(?: \w+)?[ -]+left"),
    (Move.PAN_RIGHT, r"\bpans?\b|\bpanning\b|panoram"),
    (Move.TILT_DOWN, r"(?:tilt|crane|descend|pedestal|boom)\w*(?: \w+)?[ -]+down|descend"),
    (Move.TILT_UP, r"(?:tilt|crane|rise|pedestal|boom)\w*(?: \w+)?[ -]+up|\btilt|\brising camera"),
    (Move.ORBIT, r"\borbit(?!ing planet)|circling|circles around|camera circles|360|arc shot"),
    (Move.PUSH, (r"dolly|push|fl(?:y|ies|ying) (?:through|over|into)|forward|tracking|follow|"
                r"walk\w* through|drone|fpv|steadicam|glid")),
    (Move.STATIC, r"\bstatic\b|locked[- ]off|still camera|tripod|fixed camera"),
)  # fmt: skip
_QUIET_MOVES = (Move.PUSH, Move.TRUCK_RIGHT, Move.ZOOM_IN, Move.TRUCK_LEFT)


def _moves(text: str, key: int) -> tuple[Move, ...]:
    """The camera moves named, at most two; a quiet one where none is."""
    text = re.sub(
        r"\b(?:no|without|not|never) (?:\w+ )?(?:zoom|pan|tilt|orbit|dolly)\w*", " ", text
    )
    named: list[Move] = []
    for move, pattern in _MOVES:
        text, hits = re.subn(pattern, " ", text)
        if hits:
            named.append(move)
    if Move.STATIC in named:
        return (Move.STATIC,)
    return tuple(named[:2]) or (_QUIET_MOVES[key // 512 % len(_QUIET_MOVES)],)


def _speed(text: str) -> float:
    if re.search(r"\b(?:fast|quick|rapid|racing|rush|speed|hyperlapse|timelapse)\w*", text):
        return 1.7
    if re.search(r"\b(?:slow|gentle|calm|lazy|quiet)\w*", text):
        return 0.6
    return 1.0


def _color_of(word: Word) -> tuple[int, int, int] | None:
    return next((words.COLORS[stem] for stem in word.stems if stem in words.COLORS), None)


def _subjects(text: str, found: list[Word]) -> tuple[Subject, ...]:
    """The figures named, each with the colour word shortly before it."""
    named: dict[Shape, tuple[int, int, int] | None] = {}
    for shape, word in meanings(words.SHAPES, found):
        at = next(i for i, other in enumerate(found) if other is word)
        near = [color for other in found[max(0, at - 2) : at + 1] if (color := _color_of(other))]
        named.setdefault(shape, near[-1] if near else None)
    return tuple(Subject(shape, color) for shape, color in _merged(text, named).items())


def _merged(
    text: str, named: dict[Shape, tuple[int, int, int] | None]
) -> dict[Shape, tuple[int, int, int] | None]:
    """Figures that are one: the man whose head is a balloon, the giraffe that is a flamingo."""
    if _BALLOON_HEAD.search(text) and Shape.BALLOON in named:
        color = named.pop(Shape.BALLOON)
        named = {Shape.BALLOON_HEAD: color} | {s: c for s, c in named.items() if s != Shape.PERSON}
    if _HYBRID.search(text) and Shape.GIRAFFE in named:
        color = named.pop(Shape.GIRAFFE)
        named.pop(Shape.FLAMINGO, None)
        named = {Shape.GIRAFFE_FLAMINGO: color} | named
    if Shape.COUPLE in named:
        named.pop(Shape.PERSON, None)
    return named


def _tint(found: list[Word]) -> tuple[int, int, int] | None:
    """The colour that rules the picture: one that no figure nearby has taken for itself."""
    index = index_of(words.SHAPES)
    for at, word in enumerate(found):
        color = _color_of(word)
        if color and any(stem in index for stem in word.stems):
            continue
        following = found[at + 1 : at + 3]
        owned = any(stem in index for other in following for stem in other.stems)
        if color and (not owned or any(o.text in words.PAINTS_ALL for o in following)):
            return color
    return None


def _fitted(scene: Scene) -> Scene:
    """What goes without saying: stars by night in space, no snow under water."""
    weather = list(scene.weather)
    if scene.place is Place.UNDERWATER:
        weather = [Weather.BUBBLES]
    if scene.place is Place.SPACE:
        weather = [Weather.STARS]
    if scene.season is Season.AUTUMN and scene.place is Place.FOREST and not weather:
        weather.append(Weather.LEAVES)
    if scene.hour is Hour.NIGHT and Weather.STARS not in weather and Weather.RAIN not in weather:
        weather.append(Weather.STARS)
    place = scene.place
    if place is Place.FIELD and scene.season is Season.WINTER:
        place = Place.SNOW
    tones = [t for t in scene.tones if not (t is Tone.BRIGHT and scene.hour is Hour.NIGHT)]
    return replace(scene, place=place, weather=tuple(weather), tones=tuple(tones))
