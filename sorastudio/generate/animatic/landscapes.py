"""Places under the open sky."""

from __future__ import annotations

from sorastudio.generate.animatic import growth
from sorastudio.generate.animatic.cast import Set, Spot
from sorastudio.generate.animatic.kinds import Hour, Season, Shape
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Ground, ground, rock_face
from sorastudio.generate.animatic.sky import cumulus, sky
from sorastudio.generate.animatic.stack import Motion, Painted
from sorastudio.generate.animatic.water import water

_AFLOAT = frozenset({Shape.BOAT, Shape.WHALE})


def clouds(kit: Kit, share: float = 1.0) -> list[Painted]:
    """Heaped clouds in a `share` of all scenes; none in mist and neon light."""
    if kit.scene.hour in (Hour.MIST, Hour.NEON) or kit.rng("clouds").random() > share:
        return []
    top = -kit.view.top
    return [
        cumulus(kit, "far", nearness=0.05, low=-0.05 * top, high=-0.26 * top, size=0.17, count=5),
        cumulus(kit, "near", nearness=0.09, low=-0.30 * top, high=-0.62 * top, size=0.34, count=3),
    ]


def sea(kit: Kit) -> Set:
    rng = kit.rng("sea")
    bottom = kit.view.bottom
    storm = kit.scene.hour is Hour.STORM
    cape = Ground(
        "cape", 0.07, 0.012, 0.022 + 0.02 * rng.random(), material="cliff", depth=0.72,
        highest=30, rough=1.2, foot=0.02,
    )  # fmt: skip
    shore = Ground(
        "shore", 1.2, bottom * 0.86, 0.03, material="sand", depth=0.0, highest=5, headroom=0.2,
        foot=0.35, contrast=0.6, growth=growth.meadow("reeds", 0.15, 110, 0.1, "wheat"),
    )  # fmt: skip
    behind = [
        sky(kit),
        *clouds(kit),
        ground(kit, cape),
        water(kit, top=0.004, calm=0.05 if storm else 0.3, speed=1.6 if storm else 1.0),
    ]
    afloat = any(subject.shape in _AFLOAT for subject in kit.scene.subjects)
    if afloat or not kit.scene.subjects:
        front: list[Painted] = [ground(kit, shore)] if rng.random() < 0.4 and not storm else []
        return Set(behind, Spot(y=bottom * 0.30, nearness=0.3, adult=0.24, afloat=True), front)
    return Set([*behind, ground(kit, shore)], Spot(y=bottom * 0.90, nearness=1.2, adult=0.34), [])


def lake(kit: Kit) -> Set:
    bottom = kit.view.bottom
    peaks = Ground(
        "peaks", 0.08, -0.10, 0.06, material="rock", depth=0.68, peaks=0.7, lowest=2, highest=60,
        foot=0.16, growth_after=rock_face("rock", 0.42),
    )  # fmt: skip
    far = Ground(
        "far bank", 0.16, -0.012, 0.016, material=growth.leaf_of(kit), depth=0.42, headroom=0.13,
        foot=0.03, growth=growth.conifers("bank", 0.10, 26),
    )  # fmt: skip
    bank = Ground(
        "bank", 0.22, 0.008, 0.006, material="grass", depth=0.22, headroom=0.24, foot=0.03,
        growth=growth.broadleaves("bank", 0.22, 1.4),
    )  # fmt: skip
    behind = [sky(kit), *clouds(kit, 0.7), *(ground(kit, spec) for spec in (peaks, far, bank))]
    surface = water(kit, top=0.022, calm=0.85, speed=0.5)
    spot = Spot(y=bottom * 0.62, nearness=0.8, adult=0.34, mirrored=0.4, afloat=True)
    return Set([*behind, surface], spot, [_bank(kit)])


def _bank(kit: Kit) -> Painted:
    spec = Ground(
        "near bank", 1.3, kit.view.bottom * 0.93, 0.025, material="grass", depth=0.0, highest=5,
        headroom=0.22, foot=0.4, growth=growth.meadow("near", 0.17, 150, 0.16, "grass"),
        motion=Motion(sway=0.04, root=kit.view.bottom, tempo=1.0),
    )  # fmt: skip
    return ground(kit, spec)


def river(kit: Kit) -> Set:
    bottom = kit.view.bottom
    ridge = Ground("ridge", 0.07, -0.09, 0.045, material="rock", depth=0.7, highest=30)
    slope = Ground(
        "slope", 0.14, -0.03, 0.035, material=growth.leaf_of(kit), depth=0.48, headroom=0.1,
        growth=growth.conifers("slope", 0.08, 30),
    )  # fmt: skip
    trees = Ground(
        "trees", 0.24, 0.01, 0.008, material="grass", depth=0.25, headroom=0.28, foot=0.03,
        growth=growth.broadleaves("trees", 0.25, 2.6),
    )  # fmt: skip
    left = Ground(
        "left bank", 0.8, bottom * 0.70, 0.11, material="grass", depth=0.08, highest=2,
        rough=2.0, headroom=0.2, foot=0.5, growth=growth.meadow("left", 0.08, 150, 0.12, "grass"),
    )  # fmt: skip
    far = [sky(kit), *clouds(kit, 0.8), *(ground(kit, spec) for spec in (ridge, slope, trees))]
    surface = water(kit, top=0.03, calm=0.6, speed=2.2)
    spot = Spot(y=bottom * 0.34, nearness=0.5, adult=0.26, mirrored=0.4, afloat=True)
    return Set([*far, surface], spot, [ground(kit, left), _bank(kit)])


def field(kit: Kit) -> Set:
    material = "wheat" if kit.scene.season is Season.AUTUMN else "grass"
    bottom = kit.view.bottom
    blooms = 1.0 if any(s.shape is Shape.FLOWERS for s in kit.scene.subjects) else 0.35
    far = Ground("far", 0.07, -0.015, 0.022, material="leaf", depth=0.72, highest=12)
    middle = Ground(
        "middle", 0.16, 0.02, 0.022, material=material, depth=0.48, highest=9, headroom=0.12,
        growth=growth.broadleaves("middle", 0.10, 3.0),
    )  # fmt: skip
    rise = Ground(
        "rise", 0.34, 0.085, 0.028, material="grass", depth=0.24, highest=6, headroom=0.26,
        growth=growth.broadleaves("rise", 0.26, 0.9),
    )  # fmt: skip
    meadow = Ground(
        "meadow", 0.7, bottom * 0.46, 0.022, material=material, depth=0.08, highest=5,
        headroom=0.1, foot=0.5, growth_after=growth.meadow("meadow", 0.05, 330, blooms, material),
    )  # fmt: skip
    front = Ground(
        "front", 1.3, bottom * 0.96, 0.03, material="grass", depth=0.0, highest=5, headroom=0.27,
        foot=0.4, growth=growth.meadow("front", 0.2, 150, blooms * 0.7, "grass"),
        motion=Motion(sway=0.05, root=bottom, tempo=1.1), soften=0.0015,
    )  # fmt: skip
    behind = [sky(kit), *clouds(kit), *(ground(kit, s) for s in (far, middle, rise, meadow))]
    spot = Spot(y=bottom * 0.60, nearness=0.7, adult=0.28)
    return Set(behind, spot, [ground(kit, front)])


def mountain(kit: Kit) -> Set:
    bottom = kit.view.bottom
    snow = 0.35 if kit.scene.season is Season.SUMMER else 0.6
    specs = (
        Ground("farthest", 0.05, -0.15, 0.05, material="rock", depth=0.80, peaks=0.8, lowest=2,
               highest=40, growth_after=rock_face("rock", snow)),
        Ground("summits", 0.10, -0.10, 0.10, material="rock", depth=0.52, peaks=0.9, lowest=1,
               highest=60, rough=1.25, foot=0.5, growth_after=rock_face("rock", snow)),
        Ground("shoulder", 0.2, 0.04, 0.035, material="pine", depth=0.44, lowest=1, highest=16,
               headroom=0.07, growth=growth.conifers("shoulder", 0.055, 80)),
        Ground("woods", 0.38, 0.13, 0.035, material="pine", depth=0.24, headroom=0.12, highest=10,
               growth=growth.conifers("woods", 0.11, 42)),
        Ground("alp", 0.75, bottom * 0.56, 0.04, material="grass", depth=0.06, headroom=0.25,
               highest=4, foot=0.5, growth=growth.conifers("alp", 0.24, 3.5)),
    )  # fmt: skip
    front = Ground(
        "front", 1.35, bottom * 0.95, 0.05, material="pine", depth=0.0, headroom=0.55, highest=4,
        foot=0.3, soften=0.002, growth=growth.conifers("front", 0.55, 1.5),
    )  # fmt: skip
    behind = [sky(kit), *clouds(kit, 0.8), *(ground(kit, spec) for spec in specs)]
    return Set(behind, Spot(y=bottom * 0.60, nearness=0.7, adult=0.26), [ground(kit, front)])


def snow(kit: Kit) -> Set:
    bottom = kit.view.bottom
    specs = (
        Ground("peaks", 0.07, -0.08, 0.06, material="rock", depth=0.7, peaks=0.8, lowest=2,
               highest=50, growth_after=rock_face("rock", 0.9)),
        Ground("far", 0.16, 0.0, 0.02, material="snow", depth=0.5, highest=8, headroom=0.1,
               growth=growth.conifers("far", 0.09, 34)),
        Ground("rise", 0.36, 0.09, 0.035, material="snow", depth=0.25, highest=6, headroom=0.25,
               growth=growth.conifers("rise", 0.22, 7)),
        Ground("drift", 0.75, bottom * 0.52, 0.03, material="snow", depth=0.08, highest=4,
               foot=0.5, contrast=0.6),
    )  # fmt: skip
    front = Ground(
        "front", 1.3, bottom * 0.97, 0.04, material="snow", depth=0.0, highest=4, headroom=0.6,
        contrast=0.6, growth=growth.conifers("front", 0.62, 1.0),
    )  # fmt: skip
    behind = [sky(kit), *clouds(kit, 0.3), *(ground(kit, spec) for spec in specs)]
    return Set(behind, Spot(y=bottom * 0.60, nearness=0.7, adult=0.28), [ground(kit, front)])


def desert(kit: Kit) -> Set:
    bottom = kit.view.bottom
    mesas = Ground(
        "mesas", 0.07, -0.03, 0.05, material="mesa", depth=0.60, lowest=1, highest=90, rough=0.95,
        growth_after=rock_face("mesa", 0.0),
    )  # fmt: skip
    dunes = Ground(
        "far dunes", 0.07, -0.02, 0.035, material="sand", depth=0.60, peaks=0.6, highest=6,
        contrast=0.5,
    )  # fmt: skip
    specs = (
        mesas if kit.rng("desert").random() < 0.6 else dunes,
        Ground("flat", 0.16, 0.02, 0.012, material="sand", depth=0.45, highest=8, contrast=0.7),
        Ground("dune", 0.36, 0.08, 0.04, material="sand", depth=0.25, peaks=0.6, highest=4,
               rough=1.9, contrast=0.5, headroom=0.14, growth=growth.cacti("dune", 0.12, 1.6)),
        Ground("near dune", 0.75, bottom * 0.5, 0.05, material="sand", depth=0.08, peaks=0.5,
               highest=3, rough=2.0, foot=0.5, contrast=0.5, headroom=0.32,
               growth=growth.cacti("near", 0.3, 0.5)),
    )  # fmt: skip
    front = Ground(
        "front", 1.35, bottom * 1.0, 0.04, material="mesa", depth=0.0, highest=8, headroom=0.22,
        growth=growth.meadow("dry", 0.14, 50, 0.0, "wheat"),
    )  # fmt: skip
    behind = [sky(kit), *clouds(kit, 0.35), *(ground(kit, spec) for spec in specs)]
    return Set(behind, Spot(y=bottom * 0.60, nearness=0.7, adult=0.26), [ground(kit, front)])


def heavens(kit: Kit) -> Set:
    """Above the clouds."""
    top, bottom = -kit.view.top, kit.view.bottom
    heaps = [
        cumulus(kit, f"heap {n}", nearness=near, low=low, high=low - 0.1, size=size, count=count)
        for n, (near, low, size, count) in enumerate(
            (
                (0.05, -0.22 * top, 0.26, 5),
                (0.12, 0.02, 0.34, 6),
                (0.28, 0.16, 0.44, 6),
                (0.6, bottom * 0.62, 0.58, 6),
                (1.1, bottom * 1.05, 0.72, 5),
            )
        )
    ]
    spot = Spot(y=bottom * 0.5, nearness=0.4, adult=0.30, air=0.02)
    return Set([sky(kit), *heaps[:3]], spot, [*heaps[3:]])


def road(kit: Kit) -> Set:
    """A country road seen from beside it, the land passing by."""
    bottom = kit.view.bottom
    land = desert(kit) if kit.rng("road").random() < 0.45 else field(kit)
    verge = Ground(
        "verge", 0.82, bottom * 0.56, 0.002, material="asphalt", depth=0.06, highest=3, foot=0.5,
        contrast=0.5, growth_after=growth.lane_marks(0.0),
    )  # fmt: skip
    posts = Ground(
        "posts", 0.74, bottom * 0.555, 0.004, material="grass", depth=0.1, highest=3,
        headroom=0.5, foot=0.1, growth=growth.poles(0.46),
    )  # fmt: skip
    behind = [*land.behind, ground(kit, posts), ground(kit, verge)]
    return Set(behind, Spot(y=bottom * 0.69, nearness=0.82, adult=0.27, air=-0.25), land.front)
