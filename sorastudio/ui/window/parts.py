"""What the window of a film is made of, for the window that puts it together."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from sorastudio.ui.film.session import Session
from sorastudio.ui.window.commands import commands_of
from sorastudio.ui.window.made import Made
from sorastudio.ui.window.main_window import Parts
from sorastudio.ui.window.wiring import wire


def build_parts(session: Session, window: QWidget) -> Parts:
    made = Made(session, window)
    return Parts(
        centre=made.sides,
        docks=made.docks(),
        commands=partial(commands_of, made),
        wire=partial(wire, made),
        fill=made.fill,
        close=made.close,
        is_generating=lambda: any(job.open for job in made.generation.jobs),
    )
