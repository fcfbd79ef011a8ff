"""Places one stands in the middle of: a city street, a forest."""

from __future__ import annotations

from sorastudio.generate.animatic import buildings, growth
from sorastudio.generate.animatic.cast import Set, Spot
from sorastudio.generate.animatic.kinds import Hour, Weather
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Ground, ground
from sorastudio.generate.animatic.landscapes import clouds
from sorastudio.generate.animatic.sky import sky
from sorastudio.generate.animatic.stack import Motion, Painted
from sorastudio.generate.animatic.water import water


def city(kit: Kit) -> Set:
    bottom, top = kit.view.bottom, -kit.view.top
    wet = kit.scene.hour in (Hour.NEON, Hour.STORM) or Weather.RAIN in kit.scene.weather
    lit = 0.55 if kit.palette.dark else 0.35
    rows = (
        ("far", 0.06, 0.0, 0.30 * top, 0.075, 0.10 * top, 0.74),
        ("middle", 0.13, 0.004, 0.42 * top, 0.12, 0.30 * top, 0.50),
        ("near", 0.26, 0.01, 0.34 * top, 0.20, 0.95 * top, 0.26),
        ("street", 0.42, 0.03, 0.06 * top, 0.26, 1.7 * top, 0.10),
    )
    behind: list[Painted] = [sky(kit), *clouds(kit, 0.5)]
    for name, nearness, base, height, width, canyon, depth in rows:
        spec = Ground(
            name, nearness, base, 0.0005, material="asphalt", depth=depth, foot=0.08,
            headroom=min(height + canyon * 1.35 + width, 1.1 * top + 0.1),
            growth=buildings.towers(name, height, width, canyon=canyon, lit=lit),
            far=nearness < 0.1,
        )  # fmt: skip
        behind.append(ground(kit, spec))
    if wet:
        behind.append(water(kit, top=0.055, calm=0.75, material="asphalt", speed=0.35))
    else:
        street = Ground(
            "pavement", 0.7, 0.06, 0.001, material="asphalt", depth=0.12, foot=0.6, contrast=0.6,
            growth_after=growth.lane_marks(0.04),
        )  # fmt: skip
        behind.append(ground(kit, street))
    spot = Spot(y=bottom * 0.52, nearness=0.75, adult=0.27, mirrored=0.35 if wet else 0.0)
    return Set(behind, spot, [])


def forest(kit: Kit) -> Set:
    bottom, top = kit.view.bottom, kit.view.top
    rows = (
        ("faint", 0.07, 0.02, 0.022, 11.0, 0.82),
        ("far", 0.14, 0.045, 0.034, 6.0, 0.64),
        ("middle", 0.28, 0.09, 0.055, 3.2, 0.42),
        ("near", 0.55, bottom * 0.42, 0.09, 1.5, 0.26),
    )
    behind: list[Painted] = [sky(kit)]
    for name, nearness, base, width, share, depth in rows:
        spec = Ground(
            name, nearness, base, 0.012, material=growth.leaf_of(kit), depth=depth, highest=9,
            headroom=base - top + 0.12, growth=growth.trunks(name, width, share, top + 0.02),
            growth_after=growth.meadow(name, 0.02 + 0.07 * nearness, 160, 0.10, "leaf"),
            far=nearness < 0.3,
        )  # fmt: skip
        behind.append(ground(kit, spec))
    front = Ground(
        "front", 1.25, bottom * 0.94, 0.03, material="pine", depth=0.08, highest=6,
        headroom=bottom * 0.94 - top + 0.12, foot=0.35, soften=0.0025,
        growth=growth.trunks("front", 0.20, 0.5, top),
    )  # fmt: skip
    ferns = Ground(
        "ferns", 1.5, bottom * 1.0, 0.02, material="pine", depth=0.0, highest=5, headroom=0.24,
        foot=0.3, soften=0.002, growth=growth.meadow("ferns", 0.18, 120, 0.12, "leaf"),
        motion=Motion(sway=0.04, root=bottom, tempo=0.9),
    )  # fmt: skip
    spot = Spot(y=bottom * 0.58, nearness=0.6, adult=0.28)
    return Set(behind, spot, [ground(kit, front), ground(kit, ferns)])
