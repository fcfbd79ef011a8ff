"""What the right mouse button offers on the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from sorastudio.project.edits.tracks import (
    hide_track,
    lock_track,
    mute_track,
    remove_track,
    rename_track,
    solo_track,
)
from sorastudio.project.ids import TrackId
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.session import Session
from sorastudio.ui.timeline.geometry import Hit, OnClip, OnTrack, OnTransition

_LINE = ""
_ON_CLIP = (
    "slot.generate",
    "slot.generate-many",
    "slot.prompt",
    _LINE,
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "clip.split",
    _LINE,
    "clip.transition",
    "clip.enable",
    "clip.link",
    "clip.unlink",
    _LINE,
    "edit.delete",
    "edit.ripple-delete",
)
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
_ON_MEDIA = _ON_CLIP[4:]
_ON_TRANSITION = ("view.inspector", _LINE, "edit.delete")
_ON_TRACK = (
    "slot.new",
    _LINE,
    "edit.paste",
    "edit.paste-insert",
    "edit.ripple-delete",
    _LINE,
    "sequence.marker",
    "sequence.add-video-track",
    "sequence.add-audio-track",
)


def open_menu(registry: Registry, session: Session, hit: Hit, at: QPoint, parent: QWidget) -> None:
    """Offer what can be done with what is under the mouse."""
    match hit:
        case OnClip(placed, _):
            is_slot = session.project.slot_of(placed.clip) is not None
            _show(_menu_of(registry, _ON_CLIP if is_slot else _ON_MEDIA, parent), at)
        case OnTransition():
            _show(_menu_of(registry, _ON_TRANSITION, parent), at)
        case OnTrack(track):
            menu = _menu_of(registry, _ON_TRACK, parent)
            if track is not None:
                menu.addSeparator()
                _offer_track(menu, session, track, parent)
            _show(menu, at)


def open_slot_menu(registry: Registry, at: QPoint, parent: QWidget) -> None:
    """Offer what can be done with the slot that is chosen in the library."""
    _show(_menu_of(registry, _ON_SLOT, parent), at)


def open_track_menu(session: Session, track_id: str, at: QPoint, parent: QWidget) -> None:
    """Offer what can be done with a track."""
    track = session.project.timeline.track(TrackId(track_id))
    if track is not None:
        menu = QMenu(parent)
        _offer_track(menu, session, track, parent)
        _show(menu, at)


def _menu_of(registry: Registry, commands: Sequence[str], parent: QWidget) -> QMenu:
    registry.refresh()
    menu = QMenu(parent)
    for command in commands:
        if command == _LINE:
            menu.addSeparator()
        else:
            menu.addAction(registry.action(command))
    return menu


def _offer_track(menu: QMenu, session: Session, track: Track, parent: QWidget) -> None:
    apply, name = session.apply, track.name
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


def _rename(parent: QWidget, session: Session, track: Track) -> None:
    name, wanted = QInputDialog.getText(parent, "Rename track", "Name", text=track.name)
    if wanted:
        session.apply("Rename track", rename_track, track.id, name)


def _show(menu: QMenu, at: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
