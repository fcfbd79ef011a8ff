"""A person at a real screen: starts the program in this process and works on it with mouse and keys
that the X server sends. Run as `python -m tests.ui.person FILM SHOTS`, with DISPLAY set; what it
saw goes to stdout as one JSON object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QListWidgetItem, QWidget

from sorastudio.app import main
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.main_window import MainWindow
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.rows import Rows, row_of
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.timeline.view import Timeline

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)

PATIENCE_SECONDS = 90


class _Asker(QObject):
    """Answers questions about widgets on their own thread."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.moveToThread(QApplication.instance().thread())  # type: ignore[union-attr]
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _answer(self, question: Callable[[], None]) -> None:
        question()


class Person:
    """Sees widgets, and has a hand on the mouse and the keys."""

    def __init__(self, shots: Path) -> None:
        self.shots = shots
        self._asker = _Asker()

    def ask(self, question: Callable[[], T]) -> T:
        """What a widget says, asked on the main thread."""
        answers: list[T] = []
        came = threading.Event()

        def answer() -> None:
            answers.append(question())
            came.set()

        self._asker.asked.emit(answer)
        if not came.wait(PATIENCE_SECONDS):
            raise TimeoutError("the window does not answer")
        return answers[0]

    def wait(self, question: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.ask(question):
            if time.monotonic() > until:
                raise TimeoutError(f"it never came to this: {what}")
            time.sleep(0.05)

    def window(self) -> MainWindow:
        def found() -> MainWindow | None:
            windows = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
            return next((w for w in windows if w.isVisible()), None)

        self.wait(lambda: found() is not None, "a window")
        window = self.ask(found)
        assert window is not None
        return window

    def at(self, widget: QWidget, point: QPoint | None = None) -> tuple[int, int]:
        """Where a point of a widget (its middle) is on the screen."""
        place = self.ask(lambda: widget.mapToGlobal(point or widget.rect().center()))
        return place.x(), place.y()

    def do(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], check=True)
        time.sleep(0.05)

    def click(self, place: tuple[int, int]) -> None:
        self.do("mousemove", *place, "click", 1)
        time.sleep(0.2)

    def drag(self, begin: tuple[int, int], end: tuple[int, int], *, key: str = "") -> None:
        if key:
            self.do("keydown", key)
        self.do("mousemove", *begin, "mousedown", 1)
        for step in range(1, 11):
            across = (
                begin[0] + (end[0] - begin[0]) * step // 10,
                begin[1] + (end[1] - begin[1]) * step // 10,
            )
            self.do("mousemove", *across)
        time.sleep(0.3)
        self.do("mouseup", 1)
        if key:
            self.do("keyup", key)
        time.sleep(0.3)

    def type(self, text: str) -> None:
        self.do("type", "--delay", 20, text)

    def shoot(self, name: str) -> None:
        """Keeps a picture of the window for looking at."""
        window = self.window()
        self.ask(lambda: window.grab().save(str(self.shots / f"{name}.png")))


def part(person: Person, window: MainWindow, kind: type[W]) -> W:
    found = person.ask(lambda: window.findChild(kind))
    assert found is not None, kind.__name__
    return found


def work(person: Person) -> dict[str, Any]:
    """Three prompts, a clip moved, a dissolve dropped, the cut played, one slot made again."""
    window = person.window()
    person.do("search", "--sync", "--name", "Sora Studio", "windowfocus")
    timeline, slot = part(person, window, Timeline), part(person, window, SlotPanel)
    person.shoot("empty")
    person.click(person.at(slot.prompt))
    for prompt in ("Calm sea at dawn, zoom in", "Neon city at night", "Meadow in spring"):
        person.type(prompt)
        person.do("key", "Return")
        time.sleep(0.3)
    person.wait(lambda: len(film(window).pool.takes) == 3, "three takes")
    person.wait(
        lambda: all(film(window).chosen_take(s.id) for s in film(window).slots), "all chosen"
    )
    person.shoot("generated")
    before = person.ask(lambda: names(window))
    third, second = person.ask(lambda: pictures(window)[2]), person.ask(lambda: pictures(window)[1])
    person.drag(
        on(person, timeline, third.start + 48), on(person, timeline, second.start), key="ctrl"
    )
    after = person.ask(lambda: names(window))
    drop_dissolve(person, window, timeline)
    person.wait(lambda: pictures(window)[2].clip.enter is not None, "a dissolve")
    person.shoot("dissolve")
    played = play_across(person, window)
    cut_before = person.ask(lambda: cuts(window))
    person.click(on(person, timeline, 24))
    person.do("key", "ctrl+r")
    person.wait(lambda: len(film(window).pool.takes) == 4, "a new take")
    person.wait(lambda: take_number(window) == 2, "the take is used")
    cut_after = person.ask(lambda: cuts(window))
    person.shoot("regenerated")
    person.do("key", "ctrl+s")
    person.wait(lambda: not window.session.document.is_changed, "saved")
    return {
        "before": before,
        "after": after,
        "played": played,
        "cut_before": cut_before,
        "cut_after": cut_after,
    }


def pictures(window: MainWindow) -> list[Placed]:
    return list(window.session.project.timeline.of_kind(TrackKind.VIDEO)[0].clips())


def film(window: MainWindow) -> Project:
    return window.session.project


def names(window: MainWindow) -> list[str]:
    slots = (film(window).slot_of(placed.clip) for placed in pictures(window))
    return [slot.name for slot in slots if slot is not None]


def cuts(window: MainWindow) -> list[tuple[int, int]]:
    return [(placed.start, placed.clip.length) for placed in pictures(window)]


def take_number(window: MainWindow) -> int:
    """Of the take that the first clip uses."""
    slot = film(window).slot_of(pictures(window)[0].clip)
    take = film(window).chosen_take(slot.id) if slot else None
    return take.number if take else 0


def on(person: Person, timeline: Timeline, frame: int) -> tuple[int, int]:
    """A frame of the first video track, on the screen."""

    def place() -> QPoint:
        stage = timeline.stage
        row = next(row for row in stage.rows if row.track.kind is TrackKind.VIDEO)
        return timeline.canvas.mapToGlobal(QPoint(round(stage.scale.x(frame)), row.top + 40))

    found = person.ask(place)
    return found.x(), found.y()


def drop_dissolve(person: Person, window: MainWindow, timeline: Timeline) -> None:
    library = part(person, window, Library)
    tab = person.ask(
        lambda: next(
            i for i in range(library.tabs.count()) if library.tabs.tabText(i) == "Transitions"
        )
    )
    bar = library.tabs.tabBar()
    person.click(person.at(bar, person.ask(lambda: bar.tabRect(tab).center())))
    rows = library.transitions.rows
    place = person.ask(lambda: rows.visualItemRect(item_named(rows, "dissolve")).center())
    cut = person.ask(lambda: pictures(window)[2].start)
    person.drag(person.at(rows.viewport(), place), on(person, timeline, cut))


def item_named(rows: Rows, name: str) -> QListWidgetItem:
    items = (rows.item(number) for number in range(rows.count()))
    return next(item for item in items if row_of(item).id == name)


def play_across(person: Person, window: MainWindow) -> list[int]:
    """Frames the playhead stood on while the last cut was played."""
    session = window.session
    cut = person.ask(lambda: pictures(window)[2].start)
    person.ask(lambda: session.move_playhead(cut - 24))
    person.do("key", "space")
    seen = []
    for _ in range(25):
        seen.append(person.ask(lambda: session.playhead))
        time.sleep(0.1)
    person.do("key", "space")
    return seen


def live(shots: Path) -> None:
    """On a thread of its own, as a person is; closes the program at the end."""
    said: dict[str, Any] = {}
    try:
        while QApplication.instance() is None:
            time.sleep(0.05)
        time.sleep(0.5)
        said = work(Person(shots))
    except BaseException as error:  # noqa: BLE001 - it goes to the test, which judges it
        said = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
    os.kill(os.getpid(), 15)


if __name__ == "__main__":
    threading.Thread(target=live, args=[Path(sys.argv[2])], daemon=True).start()
    raise SystemExit(main(["open", sys.argv[1]]))
