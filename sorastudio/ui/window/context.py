"""What the right mouse button offers on the timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from sorastudio.project.edits.cut import close_gap
from sorastudio.project.edits.tracks import (
    hide_track,
    lock_track,
    mute_track,
    remove_track,
    rename_track,
    reorder_track,
    solo_track,
)
from sorastudio.project.ids import TrackId
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTrack, OnTransition
from sorastudio.ui.timeline.track_head import make_target
from sorastudio.ui.window.clip_menu import offer_fits, offer_speeds, offer_takes

_LINE = ""
_ON_CLIP_OF_SLOT = (
    "slot.retry",
    "slot.generate",
    "slot.generate-many",
    "slot.prompt",
    "slot.extend-take",
    "slot.edit-take",
)
_ON_CLIP = (
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "clip.split",
    _LINE,
    "clip.open-take",
    "clip.transition",
    "clip.zoom-run",
    "clip.smooth-cut",
    "clip.best-cut",
    "clip.enable",
    "clip.link",
    "clip.unlink",
    "clip.make-slot",
    _LINE,
    "edit.delete",
    "edit.ripple-delete",
    _LINE,
    "clip.rename",
    "clip.reveal",
    "clip.relink",
)
_IF_IT_CAN_BE = frozenset({"slot.retry", "clip.relink", "clip.make-slot"})
"""What is offered only where it is called for."""

_ON_TRANSITION = ("clip.best-cut", "sequence.seams", _LINE, "edit.delete")
_ON_SLOT = (
    "slot.generate",
    "slot.generate-many",
    "slot.prompt",
    _LINE,
    "clip.insert",
    "clip.overwrite",
    _LINE,
    "slot.remove",
)
_ON_TRACK = (
    "slot.new",
    _LINE,
    "edit.paste",
    "edit.paste-insert",
    _LINE,
    "sequence.marker",
    "sequence.add-video-track",
    "sequence.add-audio-track",
)


def open_menu(
    registry: Registry,
    session: Session,
    hit: Hit,
    at: QPoint,
    parent: QWidget,
    inspect: Callable[[], object],
) -> None:
    """Offer what can be done with what is under the mouse; `inspect` opens the inspector."""
    menu = QMenu(parent)
    match hit:
        case OnClip(placed, _):
            _offer_clip(menu, registry, session, placed)
            menu.addAction("Open in Inspector").triggered.connect(lambda _checked=False: inspect())
        case OnTransition():
            menu.addAction("Open in Inspector").triggered.connect(lambda _checked=False: inspect())
            menu.addSeparator()
            _add(menu, registry, _ON_TRANSITION)
        case OnTrack(track, gap):
            if track is not None and gap is not None:
                menu.addAction("Close Gap", partial(_close_gap, session, track, gap))
                menu.addSeparator()
            _add(menu, registry, _ON_TRACK)
            if track is not None:
                menu.addSeparator()
                _offer_track(menu, session, track, parent)
    _show(menu, at)


def open_slot_menu(
    registry: Registry, at: QPoint, parent: QWidget, offer: Callable[[QMenu], None]
) -> None:
    """Offer what can be done with the slot that is chosen in the library; `offer` adds what the
    library itself can do."""
    menu = QMenu(parent)
    offer(menu)
    menu.addSeparator()
    _add(menu, registry, _ON_SLOT)
    _show(menu, at)


def open_track_menu(session: Session, track_id: str, at: QPoint, parent: QWidget) -> None:
    """Offer what can be done with a track."""
    track = session.project.timeline.track(TrackId(track_id))
    if track is not None:
        menu = QMenu(parent)
        _offer_track(menu, session, track, parent)
        _show(menu, at)


def _offer_clip(menu: QMenu, registry: Registry, session: Session, placed: Placed) -> None:
    slot = session.project.slot_of(placed.clip)
    if slot is not None:
        _add(menu, registry, _ON_CLIP_OF_SLOT)
        offer_takes(menu, session, slot)
        menu.addSeparator()
    _add(menu, registry, _ON_CLIP)
    menu.addSeparator()
    offer_speeds(menu, session, placed)
    offer_fits(menu, session, placed)


def _close_gap(session: Session, track: Track, frame: int) -> None:
    session.apply("Close gap", close_gap, track.id, frame)


def _add(menu: QMenu, registry: Registry, commands: Sequence[str]) -> None:
    registry.refresh()
    for command in commands:
        if command == _LINE:
            menu.addSeparator()
        elif command not in _IF_IT_CAN_BE or registry.action(command).isEnabled():
            menu.addAction(registry.action(command))


def _offer_track(menu: QMenu, session: Session, track: Track, parent: QWidget) -> None:
    apply, name = session.apply, track.name
    target = menu.addAction(f"Target {name}")
    target.setToolTip(f"What is pasted, inserted and typed goes to {name}")
    target.setCheckable(True)
    target.setChecked(track.id in session.targets)
    target.triggered.connect(lambda on=False: make_target(session, track, on=on))
    _offer_places(menu, session, track)
    menu.addAction(f"Rename {name}…", partial(_rename, parent, session, track))
    words = "Unlock" if track.locked else "Lock"
    menu.addAction(
        f"{words} {name}",
        lambda: apply(f"{words} {name}", lock_track, track.id, locked=not track.locked),
    )
    if track.kind is TrackKind.VIDEO:
        shown = "Show" if track.hidden else "Hide"
        menu.addAction(
            f"{shown} {name}",
            lambda: apply(f"{shown} {name}", hide_track, track.id, hidden=not track.hidden),
        )
    else:
        heard = "Unmute" if track.muted else "Mute"
        menu.addAction(
            f"{heard} {name}",
            lambda: apply(f"{heard} {name}", mute_track, track.id, muted=not track.muted),
        )
        alone = "End Solo of" if track.solo else "Solo"
        menu.addAction(
            f"{alone} {name}",
            lambda: apply(f"{alone} {name}", solo_track, track.id, solo=not track.solo),
        )
    menu.addSeparator()
    menu.addAction(f"Remove {name}", lambda: apply(f"Remove {name}", remove_track, track.id))


def _offer_places(menu: QMenu, session: Session, track: Track) -> None:
    """Up and down among the tracks of its kind; video tracks count from the lowest."""
    same = [each.id for each in session.project.timeline.of_kind(track.kind)]
    here = same.index(track.id)
    up = 1 if track.kind is TrackKind.VIDEO else -1
    for words, position in (("Up", here + up), ("Down", here - up)):
        action = menu.addAction(f"Move {track.name} {words}")
        action.setEnabled(0 <= position < len(same))
        action.triggered.connect(
            lambda _checked=False, position=position: session.apply(
                "Move track", reorder_track, track.id, position
            )
        )


def _rename(parent: QWidget, session: Session, track: Track) -> None:
    name, wanted = QInputDialog.getText(parent, "Rename track", "Name", text=track.name)
    if wanted:
        session.apply("Rename track", rename_track, track.id, name)


def _show(menu: QMenu, at: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
