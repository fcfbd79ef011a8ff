"""Putting something down where a person pointed at, on the tracks that can take it."""

from __future__ import annotations

from sorastudio.project.edits.lookup import track_of
from sorastudio.project.edits.place import Excerpt, insert, overwrite
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind


def put_down(
    project: Project, what: Excerpt, frame: int, track_id: TrackId | None, *, into: bool = False
) -> Project:
    """From a frame on, over what lies there, or with `into` before it.

    Its picture or its sound goes to the track that was pointed at, if that is of the kind; the
    rest, and what has no place there, goes where it goes by itself. Raises EditRefused.
    """
    place = insert if into else overwrite
    kind = track_of(project, track_id).kind if track_id is not None else None
    on_sound, on_picture = kind is TrackKind.AUDIO, kind is TrackKind.VIDEO
    return place(
        project,
        what,
        frame,
        track=track_id if on_picture and what.picture else None,
        sound_track=track_id if on_sound and what.sound else None,
    )
