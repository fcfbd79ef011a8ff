"""Keys of selected clips on the timeline."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.keyframes import push
from sorastudio.ui.film.session import Selection
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.geometry import PAD_PX
from tests.project.films import clip_id, film
from tests.ui.conftest import OpenFilm
from tests.ui.timeline.hand import shown
from tests.ui.timeline.test_faces import has, picture


def test_keys_are_seen_while_their_clip_is_selected(qtbot: QtBot, open_film: OpenFilm) -> None:
    base = film(48, 48)
    clip = clip_id(base, 1)
    session = open_film(push(base, [clip], inward=True))
    view = shown(qtbot, session)
    view.zoom_to_fit()
    row = next(row for row in view.stage.rows if row.track.items)
    for frame in (48, 95):
        at = QPoint(round(view.stage.scale.x(frame + 0.5)) - 2, row.bottom - PAD_PX - 7)
        session.select(Selection())
        assert not has(picture(view), at, 4, PALETTE.text, far=10)
        session.select(Selection(clips=frozenset({clip})))
        assert has(picture(view), at, 4, PALETTE.text, far=10)
