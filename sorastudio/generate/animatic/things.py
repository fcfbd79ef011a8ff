"""Boats, cars, houses and other things, one unit tall (x ahead, y down, standing at 0)."""

from __future__ import annotations

from math import cos, pi, sin

from sorastudio.generate.animatic.pen import Figure, Pen


def sailboat(pen: Pen, t: float) -> None:
    fill = 0.02 * sin(0.9 * t)
    pen.limb((0.0, -0.10), (0.0, -1.0), 0.010, 0.006, "far")
    pen.curve(
        [(0.02, -0.97), (0.20 + fill, -0.60), (0.34 + fill, -0.20), (0.02, -0.17), (0.03, -0.55)],
        "gleam",
    )
    pen.curve([(-0.02, -0.90), (-0.10 + fill, -0.55), (-0.24, -0.18), (-0.02, -0.17)], "accent")
    pen.curve(
        [(-0.34, -0.12), (0.0, -0.125), (0.42, -0.15), (0.30, 0.0), (0.0, 0.035), (-0.26, 0.01)],
        "body",
    )
    pen.poly([(-0.32, -0.105), (0.40, -0.135), (0.385, -0.105), (-0.31, -0.08)], "deep")


def car(passengers: int) -> Figure:
    """A long old convertible, or with a roof where nobody is named."""

    def draw(pen: Pen, t: float) -> None:
        ride = 0.008 * sin(9.0 * t) + 0.006 * sin(5.3 * t)
        for number in range(passengers):
            _passenger(pen, number, ride, t)
        if passengers:
            pen.limb((0.36, -0.52), (0.24, -0.76 + ride), 0.014, 0.012, "gleam")
        else:
            _roof(pen, ride)
        pen.curve(
            [(-1.22, -0.42 + ride), (-1.10, -0.54 + ride), (-0.50, -0.54 + ride),
             (0.40, -0.54 + ride),
             (1.05, -0.48 + ride), (1.22, -0.38 + ride), (1.22, -0.22 + ride),
             (0.0, -0.18 + ride), (-1.22, -0.22 + ride)],
            "body",
        )  # fmt: skip
        pen.poly(
            [(-1.2, -0.36 + ride), (1.2, -0.34 + ride), (1.2, -0.315 + ride), (-1.2, -0.33 + ride)],
            "gleam",
        )
        pen.oval(1.17, -0.37 + ride, 0.045, 0.055, "glow")
        for x in (-0.72, 0.74):
            _wheel(pen, x, t)

    return draw


def _passenger(pen: Pen, number: int, ride: float, t: float) -> None:
    x = -0.22 + 0.34 * number
    bob = ride + 0.012 * sin(2.1 * t + 2 * number)
    pen.curve(
        [(x - 0.11, -0.50), (x - 0.08, -0.66 + bob), (x + 0.06, -0.67 + bob), (x + 0.11, -0.50)],
        "accent" if number else "far",
    )
    pen.oval(x, -0.79 + bob, 0.082, 0.098, "skin")
    flow = 0.05 * sin(4.3 * t + number)
    pen.curve(
        [
            (x + 0.06, -0.87 + bob),
            (x - 0.02, -0.915 + bob),
            (x - 0.11, -0.84 + bob),
            (x - 0.22, -0.74 + bob + flow),
            (x - 0.06, -0.72 + bob),
        ],
        "hair",
    )


def _roof(pen: Pen, ride: float) -> None:
    pen.curve([(-0.62, -0.50), (-0.42, -0.84 + ride), (0.16, -0.85 + ride), (0.50, -0.50)], "body")
    pen.curve(
        [(-0.46, -0.54), (-0.34, -0.77 + ride), (-0.06, -0.78 + ride), (-0.06, -0.54)], "glass"
    )
    pen.curve([(0.0, -0.54), (0.0, -0.78 + ride), (0.13, -0.78 + ride), (0.34, -0.54)], "glass")


def _wheel(pen: Pen, x: float, t: float) -> None:
    pen.oval(x, -0.175, 0.185, 0.185, "far")
    pen.oval(x, -0.175, 0.10, 0.10, "gleam")
    for spoke in range(5):
        angle = 7.0 * t + spoke * 2 * pi / 5
        end = (x + 0.085 * cos(angle), -0.175 + 0.085 * sin(angle))
        pen.limb((x, -0.175), end, 0.012, 0.012, "far")


def train(pen: Pen, t: float) -> None:
    shake = 0.004 * sin(11 * t)
    for i in range(4):
        x = 1.5 - i * 2.1
        engine = i == 0
        pen.curve(
            [
                (x - 1.0, -0.16),
                (x - 1.0, -0.86 + shake),
                (x + 0.80, -0.86 + shake),
                (x + (1.12 if engine else 1.0), -0.5),
                (x + (1.12 if engine else 1.0), -0.16),
            ],
            "body",
        )
        pen.poly(
            [(x - 0.98, -0.40), (x + 1.0, -0.40), (x + 1.0, -0.34), (x - 0.98, -0.34)], "accent"
        )
        for k in range(5):
            wx = x - 0.84 + 0.36 * k
            pen.poly(
                [
                    (wx, -0.74 + shake),
                    (wx + 0.26, -0.74 + shake),
                    (wx + 0.26, -0.50 + shake),
                    (wx, -0.50 + shake),
                ],
                "glow",
            )
        for wx in (x - 0.66, x - 0.4, x + 0.44, x + 0.7):
            pen.oval(wx, -0.09, 0.095, 0.095, "far")


def bicycle(pen: Pen, t: float) -> None:
    spin = 3.2 * t
    for x in (-0.30, 0.30):
        pen.ring(x, -0.20, 0.20, 0.022, "far")
        for k in range(4):
            a = spin + k * pi / 4
            pen.limb(
                (x - 0.17 * cos(a), -0.20 - 0.17 * sin(a)),
                (x + 0.17 * cos(a), -0.20 + 0.17 * sin(a)),
                0.004,
                0.004,
                "far",
            )
    pedal = (0.075 * cos(spin), -0.20 + 0.075 * sin(spin))
    pen.path(
        [(-0.30, -0.20), (-0.10, -0.45), (0.22, -0.45), (0.0, -0.20), (-0.30, -0.20)],
        [0.012] * 5,
        "accent",
    )
    pen.path([(0.30, -0.20), (0.21, -0.50), (0.27, -0.53)], [0.012] * 3, "accent")
    knee = (0.10 + pedal[0] * 0.5, -0.42 + pedal[1] * 0.25)
    pen.path([(-0.10, -0.52), knee, (pedal[0] + 0.02, pedal[1])], [0.06, 0.045, 0.03], "legs")
    pen.path([(-0.11, -0.53), (0.02, -0.80)], [0.075, 0.07], "body")
    pen.path([(0.03, -0.78), (0.15, -0.64), (0.26, -0.54)], [0.034, 0.028, 0.022], "body")
    pen.oval(0.07, -0.915, 0.058, 0.068, "skin")
    pen.curve([(0.11, -0.96), (0.06, -0.995), (0.0, -0.96), (-0.02, -0.88), (0.03, -0.90)], "hair")


def balloon(pen: Pen, t: float) -> None:
    """A toy balloon on its string."""
    drift = 0.05 * sin(1.1 * t)
    line = [(0.0, 0.0), (drift * 0.6, -0.22), (-drift * 0.4, -0.42), (drift, -0.60)]
    pen.path(line, [0.004] * 4, "far")
    pen.poly([(drift - 0.03, -0.575), (drift, -0.61), (drift + 0.03, -0.575)], "deep")
    pen.curve(
        [
            (drift, -0.60),
            (drift + 0.14, -0.69),
            (drift + 0.18, -0.82),
            (drift + 0.11, -0.95),
            (drift, -0.99),
            (drift - 0.11, -0.95),
            (drift - 0.18, -0.82),
            (drift - 0.14, -0.69),
        ],
        "accent",
    )
    pen.oval(drift - 0.07, -0.89, 0.026, 0.045, "gleam")


def hot_air_balloon(pen: Pen, t: float) -> None:
    """Gores bulge by cosine, as a turning envelope shows them."""
    for x in (-0.07, 0.07):
        pen.limb((x * 1.6, -0.30), (x, -0.12), 0.004, 0.004, "far")
    pen.curve([(-0.085, -0.13), (0.085, -0.13), (0.07, 0.0), (-0.07, 0.0)], "deep")
    if sin(2.2 * t) > 0.6:
        pen.oval(0.0, -0.25, 0.02, 0.05, "glow")
    gores = 8
    for i in range(gores):
        a, b = pi * i / gores, pi * (i + 1) / gores
        left, right = -cos(a), -cos(b)
        rows = [
            (0.10, -0.27),
            (0.24, -0.42),
            (0.36, -0.62),
            (0.33, -0.82),
            (0.20, -0.95),
            (0.0, -1.0),
        ]
        outline = [(w * left, y) for w, y in rows] + [(w * right, y) for w, y in reversed(rows)]
        pen.poly(outline, ("accent", "gleam", "body", "gleam")[i % 4])


def house(pen: Pen, t: float) -> None:
    puff = t % 4.0
    for k in range(3):
        age = (puff + k * 1.33) % 4.0
        pen.oval(
            0.26 + 0.10 * age + 0.02 * sin(2 * t + k),
            -1.0 - 0.16 * age,
            0.035 + 0.03 * age,
            0.03 + 0.025 * age,
            "smoke",
        )
    pen.poly([(0.20, -0.72), (0.32, -0.72), (0.32, -0.98), (0.20, -0.98)], "deep")
    pen.poly([(-0.48, 0.0), (0.48, 0.0), (0.48, -0.50), (-0.48, -0.50)], "body")
    pen.poly([(-0.60, -0.47), (0.0, -0.93), (0.60, -0.47)], "accent")
    pen.poly([(-0.08, 0.0), (0.10, 0.0), (0.10, -0.28), (-0.08, -0.28)], "deep")
    for x in (-0.34, 0.22):
        pen.poly([(x, -0.20), (x + 0.15, -0.20), (x + 0.15, -0.37), (x, -0.37)], "glow")
        pen.limb((x + 0.075, -0.20), (x + 0.075, -0.37), 0.008, 0.008, "deep")
    pen.oval(0.0, -0.63, 0.065, 0.065, "glow")


def lighthouse(pen: Pen, t: float) -> None:
    sweep = cos(0.9 * t)
    for share in (0.4, 0.6, 0.8, 1.0):
        tip, wide = sweep * 1.7 * share, 0.10 * share
        pen.curve(
            [
                (0.0, -0.905),
                (tip, -0.89 - wide),
                (tip * 1.06, -0.89),
                (tip, -0.89 + wide),
                (0, -0.875),
            ],
            "beam",
        )
    for i in range(5):
        low, high = -0.16 * i, -0.16 * (i + 1)
        wide, narrow = 0.13 - 0.014 * i, 0.13 - 0.014 * (i + 1)
        pen.poly(
            [(-wide, low), (wide, low), (narrow, high), (-narrow, high)], ("gleam", "accent")[i % 2]
        )
    pen.poly([(-0.09, -0.80), (0.09, -0.80), (0.09, -0.83), (-0.09, -0.83)], "deep")
    pen.poly([(-0.05, -0.83), (0.05, -0.83), (0.05, -0.94), (-0.05, -0.94)], "glow")
    pen.poly([(-0.07, -0.94), (0.0, -1.02), (0.07, -0.94)], "deep")


def street_lamp(pen: Pen, t: float) -> None:
    pen.limb((0, 0), (0, -0.93), 0.016, 0.010, "far")
    pen.limb((0, -0.02), (0, 0), 0.04, 0.045, "far")
    pen.path([(0, -0.9), (0.05, -0.98), (0.15, -0.98)], [0.010, 0.009, 0.009], "far")
    pen.curve([(0.10, -0.97), (0.22, -0.97), (0.20, -0.92), (0.12, -0.92)], "glow")
    for size in (0.08, 0.14, 0.20):
        pen.oval(0.16, -0.93, size + 0.004 * sin(3 * t), size, "beam")


def tree(pen: Pen, t: float) -> None:
    pen.path([(0, 0), (0.01, -0.3), (0.0, -0.5)], [0.05, 0.035, 0.03], "deep")
    for side in (-1, 1):
        pen.limb((0, -0.36), (side * 0.17, -0.6), 0.02, 0.012, "deep")
    for i in range(16):
        a, r = 2.4 * i, (i / 16) ** 0.5
        stir = 0.008 * sin(1.3 * t + i)
        pen.oval(
            0.30 * r * cos(a) + stir,
            -0.70 + 0.20 * r * sin(a),
            0.12 - 0.03 * r,
            0.11 - 0.03 * r,
            ("accent", "body")[i % 3 == 0],
        )
