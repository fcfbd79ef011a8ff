"""From the figures a prompt names to actors standing in the scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sorastudio.generate.animatic import beasts, people, things
from sorastudio.generate.animatic.kinds import Hour, Place, Shape
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.pen import Actor, Figure, inks_for
from sorastudio.generate.animatic.scene import Subject
from sorastudio.generate.animatic.stack import Painted


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where figures stand in a place: the height of the ground (units below the horizon), how near
    it is, and how tall a grown-up is there."""

    y: float
    nearness: float
    adult: float
    air: float = -0.12
    """Where things fly."""
    mirrored: float = 0.0
    afloat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """How a shape is played."""

    figure: Figure
    tall: float
    """In heights of a grown-up."""
    color: str
    accent: str = "f2c14e"
    speed: float = 0.0
    """Own heights a second."""
    flies: bool = False
    floats: bool = False
    rock: float = 0.0
    bob: float = 0.0
    shadow: float = 0.3


_STAND = people.walker(moving=False)
_WALK = people.walker()
_COUPLE = people.pair(people.walker(), people.walker(), 0.18)

_PARTS: dict[Shape, _Part] = {
    Shape.PERSON: _Part(figure=_WALK, tall=1.0, color="5a5f86", speed=0.16),
    Shape.CHILD: _Part(figure=people.walker(pace=1.25), tall=0.66, color="c8574a", speed=0.2),
    Shape.COUPLE: _Part(figure=_COUPLE, tall=1.0, color="6a5a7a", speed=0.15),
    Shape.WEDDING: _Part(
        figure=people.pair(_STAND, people.bride(), 0.16), tall=1.0, color="3a3a4c", accent="f2a0b4"
    ),
    Shape.BALLOON_HEAD: _Part(
        figure=people.walker(head="balloon"), tall=1.0, color="54618a", accent="f6cc3a", speed=0.15
    ),
    Shape.ASTRONAUT: _Part(
        figure=people.walker(head="helmet", pace=0.6), tall=1.05, color="e6e4de", accent="e8a040",
        speed=0.08, bob=0.006,
    ),
    Shape.ROBOT: _Part(
        figure=people.walker(head="robot", pace=0.8), tall=1.05, color="8fa0a8", accent="ff7a5a",
        speed=0.12,
    ),
    Shape.BOAT: _Part(
        figure=things.sailboat, tall=1.1, color="7a4a3a", accent="e0734e", speed=0.035, floats=True,
        rock=0.035, bob=0.004, shadow=0.0,
    ),
    Shape.CAR: _Part(figure=things.car(0), tall=0.85, color="c2513f", speed=0.12),
    Shape.TRAIN: _Part(figure=things.train, tall=1.1, color="7a3a3a", accent="e8c070", speed=0.35),
    Shape.BICYCLE: _Part(
        figure=things.bicycle, tall=1.05, color="5a6f8a", accent="d8583f", speed=0.4
    ),
    Shape.BIRD: _Part(
        figure=beasts.flock(7, 1.0), tall=0.55, color="5a5a6e", speed=0.14, flies=True, shadow=0.0
    ),
    Shape.CAT: _Part(
        figure=beasts.quadruped(neck=0.14, body=0.26, ears=0.10, tail=0.5, mane=False, trunk=False),
        tall=0.34, color="8a6a58", speed=0.3,
    ),
    Shape.DOG: _Part(
        figure=beasts.quadruped(neck=0.18, body=0.26, ears=0.05, tail=0.3, mane=False, trunk=False),
        tall=0.45, color="b5834e", speed=0.35,
    ),
    Shape.HORSE: _Part(
        figure=beasts.quadruped(neck=0.31, body=0.28, ears=0.05, tail=0.34, mane=True, trunk=False),
        tall=0.95, color="7a5240", speed=0.25,
    ),
    Shape.GIRAFFE: _Part(
        figure=beasts.quadruped(neck=0.85, body=0.22, ears=0.04, tail=0.24, mane=True, trunk=False),
        tall=1.4, color="e6b566", accent="a3622f", speed=0.1,
    ),
    Shape.FLAMINGO: _Part(figure=beasts.wader(giraffe=False), tall=0.95, color="f08aa0"),
    Shape.GIRAFFE_FLAMINGO: _Part(
        figure=beasts.wader(giraffe=True), tall=1.35, color="f4909c", accent="b5603c"
    ),
    Shape.ELEPHANT: _Part(
        figure=beasts.quadruped(neck=0.10, body=0.27, ears=0.0, tail=0.2, mane=False, trunk=True),
        tall=1.35, color="8c8a94", speed=0.08,
    ),
    Shape.FISH: _Part(
        figure=beasts.swimmer(11), tall=0.9, color="f0a050", accent="f6dc7a", speed=0.1, flies=True,
        bob=0.01, shadow=0.0,
    ),
    Shape.WHALE: _Part(
        figure=beasts.whale, tall=1.1, color="46688a", speed=0.05, flies=True, bob=0.02,
        rock=0.03, shadow=0.0,
    ),
    Shape.JELLYFISH: _Part(
        figure=beasts.jellyfish, tall=1.0, color="f0a8d0", accent="ffd8f0", flies=True, bob=0.03,
        shadow=0.0,
    ),
    Shape.BALLOON: _Part(
        figure=things.balloon, tall=0.75, color="d8483f", accent="e0503f", flies=True, bob=0.02,
        speed=0.03, shadow=0.0,
    ),
    Shape.AIRSHIP: _Part(
        figure=things.hot_air_balloon, tall=1.15, color="e8a04a", accent="d0503f", flies=True,
        bob=0.015, speed=0.03, shadow=0.0,
    ),
    Shape.HOUSE: _Part(figure=things.house, tall=1.5, color="e2cda8", accent="b5523c"),
    Shape.LIGHTHOUSE: _Part(figure=things.lighthouse, tall=2.1, color="efe8da", accent="c8483c"),
    Shape.LAMP: _Part(figure=things.street_lamp, tall=1.7, color="4a4a5a"),
    Shape.TREE: _Part(figure=things.tree, tall=2.0, color="6f9a4a", accent="567f3c"),
}  # fmt: skip

_SCENERY = frozenset({Shape.HOUSE, Shape.LIGHTHOUSE, Shape.LAMP, Shape.TREE})
_FARAWAY = frozenset({Shape.LIGHTHOUSE, Shape.HOUSE})


def cast(kit: Kit, spot: Spot) -> list[Actor]:
    """Everyone named, spread over the frame about the thirds, at most five; those standing behind
    first."""
    subjects = _joined(kit.scene.subjects)
    named = [s for s in subjects if s.shape in _PARTS and _belongs(kit, s.shape)][:5]
    named.sort(key=lambda subject: subject.shape not in _SCENERY)
    rng = kit.rng("cast")
    first = float(rng.choice([-1, 1]))
    actors = []
    for number, subject in enumerate(named):
        x = first * (0.22, -0.40, 0.62, -0.72, 0.02)[number] * kit.view.half
        if len(named) == 1:
            x *= 0.75
        actors.append(_actor(kit, spot, subject, x, number))
    return _held(named, actors)


_HOLDERS = frozenset({Shape.PERSON, Shape.CHILD, Shape.COUPLE, Shape.ASTRONAUT, Shape.ROBOT})


def _held(named: list[Subject], actors: list[Actor]) -> list[Actor]:
    """A toy balloon goes with whoever is there to hold it."""
    holder = next((a for s, a in zip(named, actors, strict=True) if s.shape in _HOLDERS), None)
    if holder is None:
        return actors
    return [
        replace(
            actor,
            x=holder.x + 0.13 * holder.height * holder.facing,
            y=holder.y - 0.46 * holder.height,
            nearness=holder.nearness,
            speed=holder.speed,
            bob=0.0,
        )
        if subject.shape is Shape.BALLOON
        else actor
        for subject, actor in zip(named, actors, strict=True)
    ]


def _joined(subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """A couple with a car sits in it."""
    shapes = {subject.shape for subject in subjects}
    people = shapes & {Shape.COUPLE, Shape.PERSON}
    if Shape.CAR in shapes and people:
        return tuple(s for s in subjects if s.shape not in people)
    if Shape.WEDDING in shapes:
        return tuple(s for s in subjects if s.shape not in (Shape.COUPLE, Shape.PERSON))
    return subjects


_WOODED = frozenset(
    {Place.FOREST, Place.FIELD, Place.RIVER, Place.LAKE, Place.MOUNTAIN, Place.SNOW, Place.ROAD}
)
_INDOORS = frozenset({Place.ROOM, Place.WINDOW, Place.HALL})
_TOO_BIG_INDOORS = frozenset(
    {Shape.TRAIN, Shape.HOUSE, Shape.LIGHTHOUSE, Shape.TREE, Shape.AIRSHIP, Shape.BOAT}
)
_SWIMMERS = frozenset({Shape.FISH, Shape.WHALE, Shape.JELLYFISH})
_DIVERS = frozenset({Shape.PERSON, Shape.ASTRONAUT, Shape.ROBOT})


def _belongs(kit: Kit, shape: Shape) -> bool:
    """Whether the figure is to be added to a place: woods have their trees."""
    place = kit.scene.place
    if shape is Shape.TREE and place in _WOODED:
        return False
    if place in _INDOORS:
        return shape not in _TOO_BIG_INDOORS
    return place is not Place.UNDERWATER or shape in _SWIMMERS | _DIVERS


def _figure(kit: Kit, part: _Part, shape: Shape) -> Figure:
    shapes = {subject.shape for subject in kit.scene.subjects}
    if shape is Shape.CAR and Shape.COUPLE in shapes:
        return things.car(2)
    if shape is Shape.CAR and Shape.PERSON in shapes:
        return things.car(1)
    return part.figure


def _actor(kit: Kit, spot: Spot, subject: Subject, x: float, number: int) -> Actor:
    part = _PARTS[subject.shape]
    rng = kit.rng("actor", number)
    facing = -1.0 if x > 0 else 1.0
    far = subject.shape in _FARAWAY
    height = part.tall * spot.adult * (0.8 if far else 1.0)
    y = spot.air - 0.06 * number if part.flies else spot.y - (0.03 if far else 0.0) * spot.adult
    if spot.afloat and not part.floats and not part.flies:
        y = spot.y
    depth = 0.35 * (1 - min(spot.nearness, 1.0))
    return Actor(
        figure=_figure(kit, part, subject.shape),
        x=x,
        y=y,
        height=height,
        nearness=spot.nearness * (0.8 if part.flies else 1.0),
        inks=_inks(kit, part, subject, depth),
        light=kit.palette.solid(mix(hex_rgb(kit.palette.light.key), np.ones(3), 0.1)),
        side=kit.side,
        rim={Hour.NIGHT: 0.75, Hour.NEON: 0.8, Hour.STORM: 0.3, Hour.MIST: 0.3}.get(
            kit.scene.hour, 0.75
        ),
        speed=facing * _pace(kit, part.speed * height),
        facing=facing,
        rock=part.rock,
        bob=part.bob,
        phase=float(rng.uniform(0, 6)),
        mirrored=0.35 if part.floats else spot.mirrored * (not part.flies),
        shadow=0.0 if spot.mirrored else part.shadow,
    )


def _pace(kit: Kit, speed: float) -> float:
    """Units a second, slow enough in a long shot to stay in the frame."""
    return min(speed * min(kit.scene.speed, 1.3), 0.9 * kit.view.half / max(kit.seconds, 0.1))


def _inks(kit: Kit, part: _Part, subject: Subject, depth: float) -> dict[str, tuple[int, int, int]]:
    given: Rgb | None = np.array(subject.color) / 255 if subject.color else None
    accented = subject.shape in (Shape.BALLOON_HEAD, Shape.BALLOON, Shape.AIRSHIP, Shape.HOUSE)
    body = given if given is not None and not accented else hex_rgb(part.color)
    accent = given if given is not None and accented else hex_rgb(part.accent)
    dark = mix(body, hex_rgb(kit.palette.light.shade), 0.45)
    colors = {
        "body": body,
        "far": mix(body, hex_rgb(kit.palette.light.shade), 0.72),
        "deep": dark,
        "legs": mix(dark, hex_rgb("4a4560"), 0.4),
        "shoe": hex_rgb("3a3038"),
        "skin": hex_rgb("d8a080"),
        "hair": hex_rgb(("3a2a28", "6a4630", "2a2430")[int(kit.rng("hair").integers(3))]),
        "accent": accent,
        "gleam": mix(accent, np.ones(3), 0.8),
        "glass": mix(hex_rgb(kit.palette.light.sky[1]), hex_rgb("405060"), 0.4),
    }
    if subject.shape in (Shape.FLAMINGO, Shape.GIRAFFE_FLAMINGO):
        colors["legs"] = hex_rgb("e8788a")
    inks = inks_for(kit.palette, colors, 0.9 if kit.palette.dark else 0.62, depth)
    inks["accent"] = inks_for(kit.palette, {"a": accent}, 0.85, depth * 0.5)["a"]
    glow = (
        hex_rgb("ffd98a")
        if kit.palette.dark or kit.scene.hour in (Hour.DUSK, Hour.STORM)
        else hex_rgb("e8dcc0")
    )
    inks["glow"] = kit.palette.solid(glow)
    inks["beam"] = kit.palette.solid(hex_rgb("ffe6b0"))
    inks["smoke"] = kit.palette.solid(hex_rgb(kit.palette.light.haze))
    return inks


@dataclass(frozen=True, slots=True)
class Set:
    """A place ready to be played in: what stands behind the figures, where they stand, what stands
    before them."""

    behind: list[Painted]
    spot: Spot
    front: list[Painted]
