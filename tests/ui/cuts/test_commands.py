"""The commands about cuts, as the palette runs them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.check import check
from sorastudio.ui.actions.command import Command
from sorastudio.ui.actions.cuts import SMOOTH_FRAMES, cut_commands
from sorastudio.ui.cuts.best_cut import BestCutDialog
from sorastudio.ui.cuts.seam_watch import SeamWatch
from sorastudio.ui.cuts.seams import SeamsDialog
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.view import Timeline
from tests.reels import FRAMES, into
from tests.ui.timeline.hand import shown

Commands = dict[str, Command]


@pytest.fixture
def timeline(qtbot: QtBot, film: Session) -> Timeline:
    return shown(qtbot, film)


@pytest.fixture
def commands(film: Session, timeline: Timeline) -> Commands:
    return {each.id: each for each in cut_commands(film, timeline, SeamWatch(film), timeline)}


def test_a_smooth_cut_keeps_the_film_as_long_as_it_was(film: Session, commands: Commands) -> None:
    before = film.project
    film.move_playhead(FRAMES)
    commands["clip.smooth-cut"].run()
    placed = film.project.timeline.find(into(film.project, 1))
    assert placed is not None
    assert placed.clip.enter is not None
    assert (placed.clip.enter.kind, placed.clip.enter.length) == ("morph", SMOOTH_FRAMES)
    assert film.project.timeline.length == before.timeline.length
    assert check(film.project) == []
    assert film.selection.transition_into == placed.clip.id
    film.undo()
    assert film.project is before


def test_the_dialogs_are_opened(film: Session, timeline: QWidget, commands: Commands) -> None:
    film.move_playhead(FRAMES)
    commands["clip.best-cut"].run()
    best = timeline.findChild(BestCutDialog)
    commands["sequence.seams"].run()
    seams = timeline.findChild(SeamsDialog)
    assert best is not None
    assert seams is not None
    commands["sequence.seams"].run()
    assert len(timeline.findChildren(SeamsDialog)) == 1
    for dialog in (best, seams):
        dialog.close()


def test_without_a_cut_that_is_told(qtbot: QtBot, session: Session, timeline: Timeline) -> None:
    alone = shown(qtbot, session)
    (smooth, *_) = cut_commands(session, alone, SeamWatch(session), alone)
    with qtbot.waitSignal(session.told):
        smooth.run()
