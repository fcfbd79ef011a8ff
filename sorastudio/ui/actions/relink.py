"""The command that finds the file of a clip again."""

from __future__ import annotations

from functools import partial

from sorastudio.project.media import Media
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.media_tab import MediaTab
from sorastudio.ui.timeline.faces import Faces


def relink_commands(session: Session, faces: Faces, files: MediaTab) -> tuple[Command, ...]:
    return (
        Command(
            id="clip.relink",
            words="Relink…",
            menu=Menu.CLIP,
            help="Say where the missing file of the chosen clip is now",
            run=partial(_relink, session, faces, files),
            enabled=lambda: _missing(session, faces) is not None,
        ),
    )


def _relink(session: Session, faces: Faces, files: MediaTab) -> None:
    media = _missing(session, faces)
    if media is not None:
        files.choose_place(media)


def _missing(session: Session, faces: Faces) -> Media | None:
    """The first file of the chosen clips that could not be read."""
    found = session.project.timeline.found(session.selection.clips)
    used = (session.project.media_of(placed.clip) for placed in found)
    return next((media for media in used if media is not None and faces.is_lost(media)), None)
