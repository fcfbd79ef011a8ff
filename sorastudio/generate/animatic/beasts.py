"""Animals, one unit tall, looking to the right (x ahead, y down, feet at 0)."""

from __future__ import annotations

from math import cos, pi, sin

from sorastudio.generate.animatic.pen import Figure, Pen
from sorastudio.generate.animatic.people import STEP


def quadruped(
    *, neck: float, body: float, ears: float, tail: float, mane: bool, trunk: bool
) -> Figure:
    """A walking beast; neck, body, ears and tail lengths shape it into dog, cat, horse, giraffe
    or elephant."""

    def draw(pen: Pen, t: float) -> None:
        phase = STEP * 0.75 * t
        leg = 0.46 if neck > 0.3 else 0.40
        thick = 0.055 if trunk else 0.030 if neck > 0.3 else 0.042
        back = -leg - 0.14
        _legs(pen, phase, body, leg, thick)
        plump = 0.16 if trunk else 0.12 if neck > 0.3 else 0.135
        pen.curve(
            [(-body - 0.06, back), (0, back - 0.02), (body + 0.06, back - 0.03),
             (body + 0.09, back + 0.08),
             (0.02, back + plump + 0.08), (-body - 0.07, back + 0.10)],
            "body",
        )  # fmt: skip
        if trunk:
            pen.oval(0.0, back + 0.10, body + 0.11, 0.20)
        _tail(pen, t, body, back, tail, perky=neck < 0.3 and not trunk)
        nod = 0.018 * sin(phase * 2)
        head = (body + 0.06 + neck * 0.42, back - neck * 0.95 + nod)
        base = 0.12 if trunk else 0.075 if neck > 0.3 else 0.095
        pen.path([(body, back + 0.05), head], [base, 0.042 if neck > 0.3 else 0.085])
        if mane:
            pen.path(
                [(body - 0.04, back), (head[0] - 0.04, head[1] - 0.02)],
                [0.010, 0.010] if neck > 0.5 else [0.028, 0.024],
                "hair",
            )
        _beast_head(pen, head, ears, trunk=trunk, t=t)
        if neck > 0.5:
            _spots(pen, body, back, head)

    return draw


def _legs(pen: Pen, phase: float, body: float, leg: float, thick: float) -> None:
    for x, shift, ink in (
        (-body, pi, "far"), (body, 0.6, "far"),
        (-body + 0.03, 0.0, "body"), (body - 0.03, pi + 0.6, "body"),
    ):  # fmt: skip
        swing = sin(phase + shift) * 0.26
        knee = (x + sin(swing) * leg * 0.5, -leg + cos(swing) * leg * 0.55)
        lift = max(0.0, cos(phase + shift)) * 0.3
        foot = (
            knee[0] + sin(swing - lift) * leg * 0.47,
            knee[1] + cos(swing - lift) * leg * 0.47,
        )
        pen.path([(x, -leg - 0.05), knee, foot], [thick * 1.7, thick, thick * 0.75], ink)


def _tail(pen: Pen, t: float, body: float, back: float, length: float, *, perky: bool) -> None:
    wag = 0.12 * sin(2.4 * t)
    pen.path(
        [(-body - 0.06, back + 0.03),
         (-body - 0.10 - length * 0.5, back + 0.05 - length * 0.3 * perky + wag * length),
         (-body - 0.10 - length * 0.8, back + length * (-0.8 if perky else 0.9))],
        [0.030, 0.024, 0.018],
    )  # fmt: skip


def _beast_head(pen: Pen, head: tuple[float, float], ears: float, *, trunk: bool, t: float) -> None:
    x, y = head
    if trunk:
        curl = 0.05 * sin(1.1 * t)
        pen.oval(x + 0.02, y, 0.12, 0.13)
        pen.oval(x - 0.06, y + 0.01, 0.085, 0.125, "far")
        pen.path(
            [(x + 0.10, y + 0.03), (x + 0.17, y + 0.2), (x + 0.16 + curl, y + 0.42)],
            [0.06, 0.04, 0.025],
        )
        pen.limb((x + 0.08, y + 0.1), (x + 0.2, y + 0.15), 0.016, 0.006, "gleam")
        return
    pen.path([(x, y), (x + 0.14, y + 0.045)], [0.075, 0.045])
    for dx in (-0.03, 0.015):
        pen.poly(
            [
                (x + dx - 0.022, y - 0.03),
                (x + dx - 0.012, y - 0.05 - ears),
                (x + dx + 0.024, y - 0.035),
            ]
        )
    pen.oval(x + 0.035, y - 0.012, 0.008, 0.009, "deep")


def _spots(pen: Pen, body: float, back: float, head: tuple[float, float]) -> None:
    for i in range(7):
        t = i / 7
        x, y = body + (head[0] - body) * t, back + 0.02 + (head[1] - back) * t
        pen.oval(x + 0.012 * (-1) ** i, y, 0.024 - 0.012 * t, 0.026 - 0.008 * t, "accent")
    for i in range(9):
        pen.oval(
            -body + (i % 5) * body * 0.5,
            back + 0.035 + 0.07 * (i // 5) + 0.01 * (i % 2),
            0.028,
            0.024,
            "accent",
        )


def wader(*, giraffe: bool) -> Figure:
    """A flamingo, or the giraffe that is one: long legs, a long neck, now and then a dip of the
    head."""

    def draw(pen: Pen, t: float) -> None:
        sway = 0.012 * sin(1.1 * t)
        pen.limb((-0.03, -0.42), (-0.05, -0.22), 0.012, 0.010, "far")
        pen.limb((-0.05, -0.22), (-0.03, 0.0), 0.010, 0.008, "far")
        pen.limb((0.03, -0.42), (0.025, -0.22), 0.012, 0.011, "legs")
        pen.limb((0.025, -0.22), (0.03, 0.0), 0.011, 0.008, "legs")
        pen.limb((0.03, -0.004), (0.075, 0.0), 0.008, 0.005, "legs")
        tail = [
            (0.16, -0.50),
            (0.06, -0.575),
            (-0.08, -0.55),
            (-0.22, -0.44),
            (-0.10, -0.39),
            (0.07, -0.40),
        ]
        pen.curve(tail, "body")
        pen.curve([(0.05, -0.52), (-0.06, -0.52), (-0.21, -0.435), (-0.06, -0.43)], "deep")
        top = -0.98 if giraffe else -0.84
        neck = [(0.12, -0.49), (0.19, -0.58), (0.13 + sway, -0.70), (0.14 + sway, (top - 0.7) / 2),
                (0.21 + sway, top)]  # fmt: skip
        pen.path(neck, [0.055, 0.036, 0.028, 0.025, 0.028], "body")
        _wader_head(pen, 0.225 + sway, top, giraffe=giraffe)
        if giraffe:
            for i, (x, y) in enumerate(
                (
                    (0.15, -0.53),
                    (0.17, -0.6),
                    (0.14, -0.67),
                    (0.135, -0.74),
                    (0.14, -0.81),
                    (0.16, -0.88),
                )
            ):
                pen.oval(x + sway * i / 6, y, 0.020 - 0.001 * i, 0.022, "accent")
            for x, y in (
                (-0.02, -0.49),
                (0.05, -0.46),
                (-0.09, -0.46),
                (0.03, -0.53),
                (-0.05, -0.53),
            ):
                pen.oval(x, y, 0.024, 0.020, "accent")

    return draw


def _wader_head(pen: Pen, x: float, y: float, *, giraffe: bool) -> None:
    pen.oval(x, y, 0.042, 0.036, "body")
    if giraffe:
        for dx in (-0.018, 0.012):
            pen.limb((x + dx, y - 0.025), (x + dx - 0.006, y - 0.075), 0.006, 0.005, "body")
            pen.oval(x + dx - 0.006, y - 0.08, 0.010, 0.010, "deep")
        pen.poly([(x - 0.03, y - 0.02), (x - 0.085, y - 0.045), (x - 0.04, y + 0.01)], "body")
    pen.curve(
        [
            (x + 0.02, y - 0.022),
            (x + 0.075, y - 0.004),
            (x + 0.085, y + 0.05),
            (x + 0.05, y + 0.02),
            (x + 0.015, y + 0.022),
        ],
        "legs",
    )
    pen.curve(
        [
            (x + 0.070, y + 0.01),
            (x + 0.082, y + 0.012),
            (x + 0.085, y + 0.055),
            (x + 0.066, y + 0.033),
        ],
        "far",
    )
    pen.oval(x + 0.012, y - 0.008, 0.007, 0.008, "far")


def flock(count: int, spread: float) -> Figure:
    """Birds on the wing, loosely in line."""

    def draw(pen: Pen, t: float) -> None:
        for i in range(count):
            side = (i + 1) // 2 * (1 if i % 2 else -1)
            x = -abs(side) * spread * 0.30 + 0.10 * sin(1.7 * i + 0.3 * t)
            y = -0.5 - side * spread * 0.16 + 0.06 * sin(2.3 * i + 0.5 * t)
            size = 0.16 + 0.035 * sin(4.1 * i)
            flap = sin(4.6 * t + 1.3 * i) * (0.65 + 0.35 * sin(0.7 * t + i))
            _bird(pen, x, y, size, flap)

    return draw


def _bird(pen: Pen, x: float, y: float, size: float, flap: float) -> None:
    up = -size * 0.62 * flap - size * 0.14
    for side in (-1, 1):
        tip = (x + side * size * 1.05, y + up * 0.8)
        mid = (x + side * size * 0.5, y + up * 0.9 - size * 0.08)
        pen.curve(
            [
                (x + side * size * 0.06, y - size * 0.07),
                mid,
                tip,
                (mid[0], mid[1] + size * 0.14),
                (x, y + size * 0.07),
            ]
        )
    pen.curve(
        [
            (x + size * 0.12, y - size * 0.02),
            (x, y - size * 0.09),
            (x - size * 0.12, y),
            (x, y + size * 0.12),
        ]
    )


def swimmer(count: int) -> Figure:
    """A school of fish."""

    def draw(pen: Pen, t: float) -> None:
        for i in range(count):
            x = 0.55 * sin(2.4 * i) + 0.10 * sin(0.5 * t + i)
            y = -0.5 + 0.34 * sin(1.7 * i + 1.0) + 0.03 * sin(0.9 * t + 2 * i)
            size = 0.13 + 0.05 * sin(3.3 * i)
            wag = size * 0.16 * sin(5.0 * t + i)
            ink = ("body", "accent", "deep")[i % 3]
            pen.curve(
                [
                    (x + size, y),
                    (x + size * 0.2, y - size * 0.34),
                    (x - size * 0.75, y + wag * 0.4),
                    (x + size * 0.2, y + size * 0.34),
                ],
                ink,
            )
            pen.curve(
                [
                    (x - size * 0.6, y + wag * 0.3),
                    (x - size * 1.15, y - size * 0.32 + wag),
                    (x - size * 0.98, y + wag),
                    (x - size * 1.15, y + size * 0.32 + wag),
                ],
                ink,
            )
            pen.oval(x + size * 0.66, y - size * 0.06, size * 0.05, size * 0.05, "far")

    return draw


def whale(pen: Pen, t: float) -> None:
    beat = sin(0.9 * t)
    flukes = 0.10 * beat
    pen.curve(
        [(0.95, -0.50), (0.70, -0.68), (0.20, -0.74), (-0.40, -0.60), (-0.95, -0.48 + flukes * 0.6),
         (-0.95, -0.42 + flukes * 0.6), (-0.40, -0.40), (0.15, -0.28), (0.70, -0.34)],
        "body",
    )  # fmt: skip
    pen.curve(
        [(0.92, -0.46), (0.55, -0.40), (0.05, -0.40), (0.15, -0.285), (0.70, -0.345)], "gleam"
    )
    pen.curve(
        [
            (-0.9, -0.45 + flukes * 0.6),
            (-1.25, -0.62 + flukes * 1.6),
            (-1.12, -0.46 + flukes * 1.3),
            (-1.24, -0.32 + flukes * 1.6),
        ],
        "body",
    )
    pen.curve(
        [(0.30, -0.38), (0.12, -0.10 - 0.05 * beat), (0.02, -0.12 - 0.06 * beat), (0.16, -0.36)],
        "deep",
    )
    pen.oval(0.66, -0.49, 0.014, 0.014, "far")


def jellyfish(pen: Pen, t: float) -> None:
    pulse = sin(1.8 * t)
    wide = 0.27 - 0.035 * pulse
    for i in range(7):
        x = (i - 3) * wide * 0.27
        points = [(x + 0.035 * sin(1.6 * t + i + 2.2 * k) * k, -0.62 + 0.15 * k) for k in range(5)]
        pen.path(points, [0.016, 0.013, 0.010, 0.008, 0.004], "deep" if i % 2 else "accent")
    pen.curve(
        [
            (-wide, -0.60),
            (-wide * 0.95, -0.78),
            (-wide * 0.45, -0.93 - 0.02 * pulse),
            (wide * 0.45, -0.93 - 0.02 * pulse),
            (wide * 0.95, -0.78),
            (wide, -0.60),
            (0.0, -0.63),
        ],
        "body",
    )
    pen.curve(
        [(-wide * 0.62, -0.70), (-wide * 0.3, -0.87), (wide * 0.1, -0.88), (-wide * 0.25, -0.78)],
        "gleam",
    )
