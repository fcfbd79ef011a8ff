"""What the right mouse button offers for a clip beside the commands: its takes, speed and fit."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from PySide6.QtWidgets import QMenu

from sorastudio.project.clip import Clip, Fit
from sorastudio.project.edits.look import set_fit
from sorastudio.project.edits.slots import choose_take
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Session

_SPEEDS = (
    ("Quarter (0.25×)", Fraction(1, 4)),
    ("Half (0.5×)", Fraction(1, 2)),
    ("As it is (1×)", Fraction(1)),
    ("One and a half (1.5×)", Fraction(3, 2)),
    ("Double (2×)", Fraction(2)),
    ("Fourfold (4×)", Fraction(4)),
    ("Backwards (−1×)", Fraction(-1)),
    ("Freeze", Fraction(0)),
)
_FITS: tuple[tuple[str, Fit | None], ...] = (
    ("As the film", None),
    ("Fit: all of it, with bars", Fit.FIT),
    ("Fill: no bars, cut off", Fit.FILL),
    ("Stretch", Fit.STRETCH),
)


def offer_takes(menu: QMenu, session: Session, slot: Slot) -> None:
    """Every take of a slot; the one that is used is checked."""
    takes = session.project.pool.takes_of(slot.id)
    choices = menu.addMenu("Choose Take")
    choices.setEnabled(bool(takes))
    for take in takes:
        verdict = slot.verdict(take.id)
        stars = f"  {'★' * verdict.stars}" if verdict.stars else ""
        rejected = "  rejected" if verdict.rejected else ""
        action = choices.addAction(f"Take {take.number}{stars}{rejected}")
        action.setCheckable(True)
        action.setChecked(take.id == slot.chosen)
        action.triggered.connect(
            lambda _checked=False, take=take: session.apply(
                f"Use take {take.number}", choose_take, slot.id, take.id
            )
        )


def offer_speeds(menu: QMenu, session: Session, placed: Placed) -> None:
    choices = menu.addMenu("Speed")
    for words, speed in _SPEEDS:
        action = choices.addAction(words)
        action.setCheckable(True)
        action.setChecked(placed.clip.speed == speed)
        action.triggered.connect(
            lambda _checked=False, speed=speed: session.apply(
                "Speed", _set_speeds, _chosen(session, placed.clip), speed
            )
        )


def offer_fits(menu: QMenu, session: Session, placed: Placed) -> None:
    """How a picture of another shape meets the canvas; nothing for sound."""
    if placed.track.kind is not TrackKind.VIDEO:
        return
    choices = menu.addMenu("Fit")
    for words, fit in _FITS:
        action = choices.addAction(words)
        action.setCheckable(True)
        action.setChecked(placed.clip.placement.fit is fit)
        action.triggered.connect(
            lambda _checked=False, fit=fit: session.apply(
                "Fit", set_fit, _chosen(session, placed.clip), fit
            )
        )


def _chosen(session: Session, clip: Clip) -> frozenset[ClipId]:
    """The clips that are selected, of which a clip under the mouse is one."""
    return session.selection.clips or frozenset({clip.id})


def _set_speeds(project: Project, clip_ids: Iterable[ClipId], speed: Fraction) -> Project:
    """What is linked to a clip is changed with it, and is not changed again."""
    for clip_id in sorted(clip_ids):
        placed = project.timeline.find(clip_id)
        if placed is not None and placed.clip.speed != speed:
            project = set_speed(project, clip_id, speed)
    return project
