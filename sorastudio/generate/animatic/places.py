"""Which painter paints which place, and the stage as a whole."""

from __future__ import annotations

from collections.abc import Callable

from sorastudio.generate.animatic import interiors, landscapes, portrait, realms, towns
from sorastudio.generate.animatic.camera import view_of
from sorastudio.generate.animatic.cast import Set, cast
from sorastudio.generate.animatic.kinds import Place, Shape
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.noise import rng_for
from sorastudio.generate.animatic.palette import palette_of
from sorastudio.generate.animatic.scene import Scene
from sorastudio.generate.animatic.stack import Stack
from sorastudio.project.media import Size

_PAINTERS: dict[Place, Callable[[Kit], Set]] = {
    Place.SEA: landscapes.sea,
    Place.LAKE: landscapes.lake,
    Place.RIVER: landscapes.river,
    Place.FIELD: landscapes.field,
    Place.MOUNTAIN: landscapes.mountain,
    Place.SNOW: landscapes.snow,
    Place.DESERT: landscapes.desert,
    Place.SKY: landscapes.heavens,
    Place.ROAD: landscapes.road,
    Place.FOREST: towns.forest,
    Place.CITY: towns.city,
    Place.SPACE: realms.space,
    Place.UNDERWATER: realms.underwater,
    Place.FACE: portrait.face,
    Place.ROOM: interiors.room,
    Place.WINDOW: interiors.window,
    Place.HALL: interiors.hall,
}
_HORIZON = {
    Place.SEA: 0.50,
    Place.LAKE: 0.48,
    Place.MOUNTAIN: 0.55,
    Place.SKY: 0.58,
    Place.CITY: 0.60,
    Place.FOREST: 0.56,
    Place.ROOM: 0.50,
    Place.HALL: 0.50,
    Place.FACE: 0.55,
    Place.SPACE: 0.55,
}
_STEADY = frozenset({Place.ROOM, Place.HALL, Place.FACE, Place.WINDOW})


def stage(scene: Scene, size: Size, seconds: float) -> tuple[Kit, Stack]:
    kit = kit_for(scene, size, seconds)
    painter = interiors.hall if scene.endless else _PAINTERS[scene.place]
    scenery = painter(kit)
    actors = cast(kit, scenery.spot)
    return kit, Stack((*scenery.behind, *actors, *scenery.front), size)


def kit_for(scene: Scene, size: Size, seconds: float) -> Kit:
    rng = rng_for(scene.key, "stage")
    horizon = _HORIZON.get(scene.place, 0.5)
    lift = float(rng.uniform(-0.05, 0.05))
    horizon += 0.0 if scene.place in _STEADY or scene.endless else lift
    if scene.aerial and scene.place not in _STEADY:
        horizon -= 0.16
    view = view_of(size, horizon)
    palette = palette_of(scene)
    side = float(rng.choice([-1.0, 1.0])) * float(rng.uniform(0.12, 0.55))
    sun = (side * view.half, -min(palette.light.sun, 0.8 * -view.top))
    return Kit(
        scene=scene,
        palette=palette,
        view=view,
        sun=sun,
        seconds=seconds,
        flow=_flow(scene),
    )


def _flow(scene: Scene) -> float:
    """The land passes by a train or car window, and by a car on the road."""
    if scene.place is Place.WINDOW:
        return 0.85 * scene.speed
    riding = any(s.shape in (Shape.CAR, Shape.TRAIN, Shape.BICYCLE) for s in scene.subjects)
    return (0.75 if riding else 0.25) * scene.speed if scene.place is Place.ROAD else 0.0
