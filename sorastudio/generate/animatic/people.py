"""People, one unit tall, looking to the right (x ahead, y down, feet at 0)."""

from __future__ import annotations

from math import cos, pi, sin

from sorastudio.generate.animatic.pen import Figure, Pen

STEP = 2 * pi * 0.9
"""Radians of gait a second: a calm walk."""


def _leg(pen: Pen, hip: float, phase: float, ink: str, stride: float = 0.42) -> None:
    swing = sin(phase) * stride
    bend = max(0.0, cos(phase)) * 0.75 * (stride / 0.42)
    knee = (sin(swing) * 0.25, -hip + cos(swing) * 0.25)
    foot = (knee[0] + sin(swing - bend) * 0.24, knee[1] + cos(swing - bend) * 0.24)
    pen.limb((0.0, -hip), knee, 0.052, 0.040, ink)
    pen.limb(knee, foot, 0.040, 0.026, ink)
    pen.limb(foot, (foot[0] + 0.065, foot[1] + 0.005), 0.022, 0.018, "shoe")


def _arm(pen: Pen, phase: float, ink: str) -> None:
    swing = sin(phase) * 0.40
    elbow = (sin(swing) * 0.17, -0.78 + cos(swing) * 0.17)
    hand = (elbow[0] + sin(swing + 0.35) * 0.15, elbow[1] + cos(swing + 0.35) * 0.15)
    pen.limb((0.0, -0.78), elbow, 0.036, 0.030, ink)
    pen.limb(elbow, hand, 0.030, 0.022, ink)
    pen.oval(hand[0], hand[1] + 0.01, 0.020, 0.023, "skin")


def _coat(pen: Pen, flare: float, ink: str) -> None:
    pen.curve(
        [
            (-0.045, -0.84), (0.045, -0.84), (0.088, -0.76), (0.080, -0.60), (0.095, -0.46),
            (0.105 + flare, -0.36), (0.0, -0.345), (-0.115 + flare, -0.36), (-0.095, -0.46),
            (-0.080, -0.60), (-0.088, -0.76),
        ],
        ink,
    )  # fmt: skip


def walker(*, head: str = "head", pace: float = 1.0, moving: bool = True) -> Figure:
    """Someone walking, or standing with a little life."""

    def draw(pen: Pen, t: float) -> None:
        phase = STEP * pace * t if moving else 0.15 * sin(1.3 * t)
        hip = 0.49 + (0.012 * cos(2 * phase) if moving else 0.003 * sin(1.7 * t))
        stride = 0.42 if moving else 0.10
        _arm(pen, phase + pi, "far")
        _leg(pen, hip, phase + pi, "far", stride)
        _leg(pen, hip, phase, "legs", stride)
        _coat(pen, 0.018 * sin(phase + 0.6), "body")
        _arm(pen, phase if moving else 0.2 * sin(t), "body")
        _heads(pen, head, t, hip - 0.49)

    return draw


def _heads(pen: Pen, head: str, t: float, lift: float) -> None:
    y = -0.915 - lift
    match head:
        case "balloon":
            sway = 0.05 * sin(1.4 * t) + 0.02 * sin(3.1 * t)
            pen.path([(0, -0.83), (sway * 0.4, -0.88), (sway, -0.93)], [0.006, 0.005, 0.005], "far")
            pen.curve([(sway - 0.022, -0.915), (sway, -0.945), (sway + 0.022, -0.915)], "deep")
            pen.curve(
                [(sway, -0.93), (sway + 0.11, -1.00), (sway + 0.145, -1.11), (sway + 0.09, -1.215),
                 (sway, -1.245), (sway - 0.09, -1.215), (sway - 0.145, -1.11),
                 (sway - 0.11, -1.00)],
                "accent",
            )  # fmt: skip
            pen.oval(sway - 0.055, -1.165, 0.022, 0.038, "gleam")
        case "helmet":
            pen.curve([(-0.10, -0.86), (0.09, -0.86), (0.10, -0.60), (-0.13, -0.58)], "body")
            pen.oval(-0.10, -0.70, 0.055, 0.13, "far")
            pen.oval(0.0, y - 0.005, 0.098, 0.100, "body")
            pen.oval(0.035, y, 0.062, 0.066, "accent")
            pen.oval(0.052, y - 0.026, 0.016, 0.016, "gleam")
        case "robot":
            pen.poly([(-0.08, y - 0.07), (0.08, y - 0.07), (0.085, y + 0.06), (-0.08, y + 0.06)])
            pen.limb((0, y - 0.07), (0, y - 0.15), 0.006, 0.006)
            pen.oval(0, y - 0.155, 0.017, 0.017, "accent")
            pen.oval(0.045, y - 0.005, 0.018, 0.022, "gleam")
        case "veil":
            pen.curve(
                [(0.0, y - 0.06), (-0.07, y), (-0.17, -0.5), (-0.27, -0.05), (-0.05, -0.4)], "gleam"
            )
            pen.oval(0.005, y, 0.056, 0.066, "skin")
            pen.curve(
                [(0.03, y - 0.065), (-0.04, y - 0.07), (-0.07, y), (-0.05, y + 0.05), (-0.02, y)],
                "hair",
            )
        case _:
            pen.limb((0.0, -0.84), (0.004, y + 0.03), 0.026, 0.026, "skin")
            pen.oval(0.006, y, 0.056, 0.068, "skin")
            pen.curve(
                [(0.045, y - 0.05), (0.0, y - 0.083), (-0.055, y - 0.05), (-0.068, y + 0.025),
                 (-0.035, y + 0.06), (-0.025, y - 0.01)],
                "hair",
            )  # fmt: skip


def pair(a: Figure, b: Figure, apart: float, scale: float = 0.94) -> Figure:
    """Two side by side, hand in hand."""

    def draw(pen: Pen, t: float) -> None:
        for figure, x, size in ((b, -apart, scale), (a, apart, 1.0)):
            part = Pen()
            figure(part, t + 0.31 * (x > 0))
            pen.parts += [(line * size + [x, 0], ink) for line, ink in part.parts]

    return draw


def bride() -> Figure:
    def draw(pen: Pen, t: float) -> None:
        breeze = 0.012 * sin(1.2 * t)
        pen.curve(
            [(-0.035, -0.84), (0.04, -0.84), (0.065, -0.72), (0.05, -0.58), (0.12, -0.35),
             (0.20, 0.0), (-0.30 + breeze * 3, 0.0), (-0.16 + breeze, -0.35), (-0.06, -0.58),
             (-0.075, -0.72)],
            "gleam",
        )  # fmt: skip
        pen.limb((0.0, -0.78), (0.08, -0.62), 0.026, 0.02, "skin")
        pen.oval(0.11, -0.61, 0.04, 0.035, "accent")
        _heads(pen, "veil", t, 0.004 * sin(1.6 * t))

    return draw
