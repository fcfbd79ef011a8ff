"""Makes the pictures of the README from the running program: opens a film on the screen there is
(Xvfb will do), shows what is to be seen, and keeps it.

    python packaging/pictures.py FILM.sora resources/pictures
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Selection
from sorastudio.ui.panels.library import Library
from sorastudio.ui.studio import Studio
from sorastudio.ui.theme import apply_theme
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.window.main_window import MainWindow

SIZE = (1440, 880)
_FIRST_LOOK_MS, _SETTLE_MS, _BLEND_MS = 2_500, 25_000, 15_000
"""Until the window stands, and until thumbnails and waveforms have come."""


def main(film: Path, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    studio = Studio(lambda _: None, application)
    if not studio.open(film):
        return 1
    QTimer.singleShot(_FIRST_LOOK_MS, lambda: _arrange(folder))
    code = application.exec()
    studio.shut_down()
    return code


def _arrange(folder: Path) -> None:
    """The playhead in the middle of the second blend, the clip it leads into selected."""
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    window.resize(*SIZE)
    session = window.session
    into = _pictures(window)[2]
    session.select(Selection(clips=frozenset({into.clip.id})))
    session.move_playhead(into.start)
    timeline = window.findChild(Timeline)
    if timeline is not None:
        timeline.zoom_to_fit()
    QTimer.singleShot(_SETTLE_MS, lambda: _keep(window, folder))


def _pictures(window: MainWindow) -> list[Placed]:
    return list(window.session.project.timeline.of_kind(TrackKind.VIDEO)[0].clips())


def _keep(window: MainWindow, folder: Path) -> None:
    window.grab().save(str(folder / "window.jpg"), "JPG", 88)
    _show_blend(window)
    QTimer.singleShot(_BLEND_MS, lambda: _keep_blend(window, folder))


def _show_blend(window: MainWindow) -> None:
    """The second blend in the inspector, with its point in the picture, and the kinds there are."""
    into = _pictures(window)[2]
    window.session.select(Selection(transition_into=into.clip.id))
    window.session.move_playhead(into.start - 14)
    window.docks.show("inspector")
    library = window.findChild(Library)
    if library is not None:
        library.tabs.setCurrentWidget(library.transitions)


def _keep_blend(window: MainWindow, folder: Path) -> None:
    window.grab().save(str(folder / "transitions.jpg"), "JPG", 88)
    window.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
