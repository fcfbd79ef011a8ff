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
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.export.exporting import Failed, Finished
from sorastudio.ui.panels.history import HistoryPanel
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.rows import Rows, row_of
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.timeline.view import Timeline
from sorastudio.ui.viewer.comparing import Comparing
from sorastudio.ui.viewer.panes import Side
from sorastudio.ui.viewer.sides import Sides
from sorastudio.ui.viewer.wall_labels import WallLabels
from sorastudio.ui.window.main_window import MainWindow

T = TypeVar("T")
W = TypeVar("W", bound=QObject)

PATIENCE_SECONDS = 90
PROMPTS = ("Calm sea at dawn, zoom in", "Neon city at night", "Meadow in spring")


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

    def shoot(self, name: str, shown: QWidget | None = None) -> None:
        """Keeps a picture of the window (or of another) for looking at."""
        seen = shown or self.window()
        self.ask(lambda: seen.grab().save(str(self.shots / f"{name}.png")))


def part(person: Person, window: MainWindow, kind: type[W]) -> W:
    found = person.ask(lambda: window.findChild(kind))
    assert found is not None, kind.__name__
    return found


def work(person: Person) -> dict[str, Any]:
    """Three prompts, a clip moved, a dissolve dropped, the cut played, one slot made again; then
    its takes are compared, one is inserted once more, and the film is exported."""
    window = person.window()
    to_window(person)
    timeline = part(person, window, Timeline)
    person.shoot("empty")
    begin(person, window)
    before = person.ask(lambda: names(window))
    third, second = person.ask(lambda: pictures(window)[2]), person.ask(lambda: pictures(window)[1])
    person.drag(
        on(person, timeline, third.start + 48), on(person, timeline, second.start), key="ctrl"
    )
    person.wait(lambda: names(window) != before, "another order")
    after = person.ask(lambda: names(window))
    drop_dissolve(person, window, timeline)
    person.wait(lambda: pictures(window)[2].clip.enter is not None, "a dissolve")
    person.shoot("dissolve")
    played = play_across(person, window)
    cut_before = person.ask(lambda: cuts(window))
    make_again(person, window, timeline)
    cut_after = person.ask(lambda: cuts(window))
    two_up = trim_and_take_back(person, window, timeline)
    cut_taken_back = person.ask(lambda: cuts(window))
    compared = compare_and_pick(person, window, timeline)
    insert_from_the_take_side(person, window, timeline)
    at_the_end = person.ask(lambda: cuts(window))
    exported = export(person, window)
    to_window(person)
    person.do("key", "ctrl+s")
    person.wait(lambda: not window.session.document.is_changed, "saved")
    return {
        "before": before,
        "after": after,
        "played": played,
        "cut_before": cut_before,
        "cut_after": cut_after,
        "two_up": two_up,
        "cut_taken_back": cut_taken_back,
        "compared": compared,
        "at_the_end": at_the_end,
        "exported": exported,
    }


def to_window(person: Person) -> None:
    """There is no window manager here to give it the keys."""
    person.do("search", "--sync", "--onlyvisible", "--name", "— Sora Studio", "windowfocus")


def begin(person: Person, window: MainWindow) -> None:
    """Three slots, each with a take."""
    prompt = part(person, window, SlotPanel).prompt
    person.click(person.at(prompt))
    for count, words in enumerate(PROMPTS, 1):
        person.type(words)
        person.wait(lambda words=words: prompt.toPlainText() == words, "the words")  # type: ignore[misc]
        person.do("key", "Return")
        person.wait(lambda count=count: len(film(window).slots) == count, "a slot")  # type: ignore[misc]
    person.wait(lambda: len(film(window).pool.takes) == len(PROMPTS), "three takes")
    person.wait(
        lambda: all(film(window).chosen_take(s.id) for s in film(window).slots), "all chosen"
    )
    person.shoot("generated")


def make_again(person: Person, window: MainWindow, timeline: Timeline) -> None:
    choose_first(person, window, timeline)
    person.do("key", "ctrl+r")
    person.wait(lambda: len(film(window).pool.takes) == 4, "a new take")
    person.wait(lambda: take_number(window) == 2, "the take is used")
    person.shoot("regenerated")


def choose_first(person: Person, window: MainWindow, timeline: Timeline) -> None:
    first = person.ask(lambda: pictures(window)[0].clip.id)
    person.click(on(person, timeline, 24))
    person.wait(lambda: first in window.session.selection.clips, "the clip is chosen")


def trim_and_take_back(person: Person, window: MainWindow, timeline: Timeline) -> int:
    """Drags an edge, and goes back in the history; how many pictures stood side by side."""
    labels = part(person, window, WallLabels)
    length = person.ask(lambda: pictures(window)[0].clip.length)
    x, y = on(person, timeline, length)
    person.do("mousemove", x - 3, y, "mousedown", 1)
    for step in range(1, 9):
        person.do("mousemove", x - 3 - 5 * step, y)
    person.wait(lambda: labels.isVisible() and len(labels.labels) > 1, "two pictures")
    person.shoot("two-up")
    seen = person.ask(lambda: len(labels.labels))
    person.do("mouseup", 1)
    person.wait(lambda: pictures(window)[0].clip.length < length, "the clip is shorter")
    person.wait(lambda: not labels.isVisible(), "the film again")
    person.do("key", "ctrl+h")
    steps = part(person, window, HistoryPanel).list
    person.wait(steps.isVisible, "the history")
    last = person.ask(lambda: steps.item(steps.currentRow() - 1))
    person.click(
        person.at(steps.viewport(), person.ask(lambda: steps.visualItemRect(last)).center())
    )
    person.wait(lambda: pictures(window)[0].clip.length == length, "as long as it was")
    person.shoot("history")
    return seen


def compare_and_pick(person: Person, window: MainWindow, timeline: Timeline) -> list[int]:
    """The takes that were seen beside one another, and the one that was used in the end."""
    comparing, labels = part(person, window, Comparing), part(person, window, WallLabels)
    choose_first(person, window, timeline)
    person.do("key", "t")
    person.wait(lambda: comparing.is_on and labels.isVisible(), "takes side by side")
    person.shoot("compare")
    seen = person.ask(lambda: [take.number for take in comparing.takes])
    person.do("key", "1")
    person.wait(lambda: take_number(window) == 1, "the first take is used")
    person.do("key", "Escape")
    person.wait(lambda: not comparing.is_on, "the film again")
    return [*seen, person.ask(lambda: take_number(window))]


def insert_from_the_take_side(person: Person, window: MainWindow, timeline: Timeline) -> None:
    """The take under the playhead once more, at the end of the film."""
    session, sides = window.session, part(person, window, Sides)
    choose_first(person, window, timeline)
    person.do("key", "Home")
    person.wait(lambda: session.playhead == 0, "at the beginning")
    person.do("key", "f")
    person.wait(lambda: sides.active_side is Side.TAKE, "the take side")
    person.shoot("take side")
    person.do("key", "shift+2")
    person.wait(lambda: sides.active_side is Side.PROGRAM, "the program side")
    person.do("key", "End")
    person.wait(lambda: session.playhead > 0, "at the end")
    person.do("key", "comma")
    person.wait(lambda: len(pictures(window)) == 4, "a fourth clip")
    person.shoot("inserted")


def export(person: Person, window: MainWindow) -> str:
    """With what the dialog offers; the file that came of it."""
    person.do("key", "ctrl+e")
    person.wait(lambda: isinstance(QApplication.activeWindow(), ExportDialog), "the export dialog")
    person.shoot("export", part(person, window, ExportDialog))
    person.do("key", "Return")
    person.wait(lambda: isinstance(window.exporting.state, Finished | Failed), "an export")
    person.shoot("exported", part(person, window, ExportDialog))
    state = person.ask(lambda: window.exporting.state)
    assert isinstance(state, Finished), state
    person.do("key", "Escape")
    person.wait(lambda: not isinstance(QApplication.activeWindow(), ExportDialog), "it is closed")
    return str(state.out)


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
