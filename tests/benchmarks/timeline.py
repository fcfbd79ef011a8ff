"""Times the timeline on a short and on a very long film, and prints the ratios.

    python -m tests.benchmarks.timeline [--clips 10,10000] [--moves 60] [--cpu]

The long film lies on 8 tracks, the short one on 2; picture and sound are linked, with gaps,
dissolves and fades. The mouse is real: Qt events, sent to an offscreen window; a move is timed
until all it asked for is painted. The figures are medians in milliseconds; with `--cpu` they are
the time the main thread was at work, which other programs on the machine disturb less. What is
printed last for a film is how long it took to open: reading the file, the session, and a timeline
that is painted once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from sorastudio.project.clip import Clip, Gap, Item, MediaSource, Transition
from sorastudio.project.ids import ClipId, LinkId, TrackId
from sorastudio.project.project import Project, new_project
from sorastudio.project.timeline import Timeline as FilmTimeline
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.store.film_file import save_film
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.geometry import Row, Scale
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import knowing, video

MOST_PAIRS = 4
"""Video tracks, each with an audio track that is linked to it."""
LENGTH, REST = 60, 18
"""Frames of a clip, and of the gap after every fifth."""
PX_PER_FRAME = 3.0
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


def main() -> None:
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    counts = [int(count) for count in options.clips.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SORASTUDIO_HOME"] = folder
        watch = time.thread_time if options.cpu else time.perf_counter
        found = [
            measured(application, Path(folder), count, options.moves, watch) for count in counts
        ]
    print(f"{'ms, median':24}" + "".join(f"{count:>10}" for count in counts) + f"{'ratio':>8}")
    for act in found[0]:
        times = [each[act] for each in found]
        shown = "".join(f"{ms:10.2f}" for ms in times)
        print(f"{act:24}{shown}{times[-1] / times[0]:8.2f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", default="10,10000")
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--cpu", action="store_true")
    return parser.parse_args()


def measured(
    application: QApplication,
    folder: Path,
    clips: int,
    moves: int,
    watch: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Milliseconds for each act."""
    path = folder / f"Film{clips}" / "Film.sora"
    path.parent.mkdir()
    save_film(path, film_of(clips))
    begun = watch()
    session = Session(path)
    timeline = Timeline(session)
    timeline.resize(1480, 640)
    timeline.show()
    application.processEvents()
    opening = (watch() - begun) * 1000
    desk = Desk(application, session, timeline, moves, watch)
    times = {name: act(desk) for name, act in ACTS.items()}
    timeline.close()
    session.close()
    return {**times, "open": opening}


def film_of(clips: int) -> Project:
    """About so many clips, as many on every track; half of them are the sound of the others."""
    file = video("benchmark", 30, sound=True)
    project = knowing(new_project("Benchmark"), file)
    names = iter(range(1, 10 * clips + 100))
    pairs = min(MOST_PAIRS, max(1, clips // 10))
    tracks = [_row(index, clips // pairs // 2, file.id, names) for index in range(pairs)]
    pictures = tuple(picture for picture, _ in tracks)
    sounds = tuple(sound for _, sound in tracks)
    timeline = FilmTimeline(tracks=(*pictures, *sounds), next_number=next(names))
    return replace(project, timeline=timeline)


def _row(index: int, clips: int, media: object, names: Iterator[int]) -> tuple[Track, Track]:
    """A video track and the audio track below, linked clip by clip."""
    pictures: list[Item] = [Gap(index * 7 + 1)]
    for number in range(clips):
        picture = Clip(
            id=ClipId(f"clip-{next(names)}"),
            source=MediaSource(media),  # type: ignore[arg-type]
            length=LENGTH + number % 7,
            source_in=Fraction(5),
            fade_out=8 if number % 5 == 4 else 0,
            link=LinkId(f"link-{next(names)}"),
        )
        if number % 5 == 2:
            picture = replace(
                picture, enter=Transition(kind="dissolve", in_offset=12, out_offset=12)
            )
        pictures += [picture, *([Gap(REST)] if number % 5 == 4 else [])]
    if isinstance(pictures[-1], Gap):
        pictures.pop()
    sounds = tuple(
        replace(item, id=ClipId(f"clip-{next(names)}"), enter=None)
        if isinstance(item, Clip)
        else item
        for item in pictures
    )
    video_track, audio_track = (TrackId(f"track-{next(names)}") for _ in range(2))
    return (
        Track(id=video_track, kind=TrackKind.VIDEO, name=f"V{index + 1}", items=tuple(pictures)),
        Track(id=audio_track, kind=TrackKind.AUDIO, name=f"A{index + 1}", items=sounds),
    )


@dataclass
class Desk:
    """A film on a timeline, a hand, and a watch."""

    application: QApplication
    session: Session
    timeline: Timeline
    moves: int
    watch: Callable[[], float]
    times: list[float] = field(default_factory=list)

    def fresh(self) -> None:
        """Looks at the middle of the film, with nothing selected and all painted."""
        stage = self.timeline.stage
        middle = self.session.project.timeline.length / 2 * PX_PER_FRAME
        stage.set_scale(Scale(PX_PER_FRAME, max(0.0, middle - 700)))
        self.timeline.set_tool("select")
        self.rest()

    def rest(self) -> None:
        for _ in range(20):
            self.application.processEvents()
            time.sleep(0.005)

    def row(self, name: str = "V1") -> Row:
        return next(row for row in self.timeline.stage.rows if row.track.name == name)

    def clip(self, number: int = 2, row: str = "V1") -> tuple[QPoint, QPoint]:
        """The left and the right edge of the first clip in sight of which it is the number-th of
        five, half way down."""
        stage, found = self.timeline.stage, self.row(row)
        y = found.top + found.height // 2 - stage.scroll_y
        plain = [p for p in found.track.clips() if stage.scale.x(p.start) > 150]
        placed = plain[0] if len(plain) < 5 else plain[number]
        left, right = stage.scale.x(placed.start), stage.scale.x(placed.end)
        return QPoint(round(left), y), QPoint(round(right), y)

    def send(
        self,
        kind: QEvent.Type,
        at: QPoint,
        keys: Qt.KeyboardModifier = NO_KEY,
        *,
        held: bool = True,
    ) -> None:
        canvas, left = self.timeline.canvas, Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
        buttons = left if held else Qt.MouseButton.NoButton
        where = QPointF(canvas.mapToGlobal(at))
        event = QMouseEvent(kind, QPointF(at), where, button, buttons, keys)
        self.application.sendEvent(canvas, event)

    def timed(self, act: Callable[[], None]) -> None:
        begun = self.watch()
        act()
        self.application.processEvents()
        self.times.append((self.watch() - begun) * 1000)

    def median(self) -> float:
        found, self.times = statistics.median(self.times), []
        return found

    def drag(self, at: QPoint, step: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> float:
        """To and fro in small steps, and let go by Escape: nothing is done to the film."""
        self.send(QEvent.Type.MouseButtonPress, at, keys)
        for count in range(self.moves + 2):
            away = count if count <= self.moves // 2 else self.moves - count
            where = at + step * away
            self.timed(lambda where=where: self.send(QEvent.Type.MouseMove, where, keys))  # type: ignore[misc]
        self.times = self.times[2:]
        self.timeline.canvas.escape()
        self.send(QEvent.Type.MouseButtonRelease, at, keys, held=False)
        return self.median()

    def wheel(self, notch: int, keys: Qt.KeyboardModifier) -> None:
        canvas = self.timeline.canvas
        at = QPointF(500, 100)
        event = QWheelEvent(
            at,
            QPointF(canvas.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, notch),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        self.application.sendEvent(canvas, event)


def dragged(
    tool: str, *, part: str = "body", keys: Qt.KeyboardModifier = NO_KEY
) -> Callable[[Desk], float]:
    """A drag with a tool, begun at a part of a clip."""

    def act(desk: Desk) -> float:
        desk.fresh()
        desk.timeline.set_tool(tool)
        left, right = desk.clip(1 if part == "cut" else 3)
        down = QPoint(0, 24 - desk.row().height // 2)
        begin = {
            "body": (left + right) / 2,
            "head": left + QPoint(2, 0),
            "tail": right - QPoint(3, 0),
            "fade": left + QPoint(12, 0) + down - QPoint(0, 14),
            "cut": right + QPoint(32, 0),
        }[part]
        return desk.drag(begin, QPoint(2, 0), keys)

    return act


def _move_across(desk: Desk) -> float:
    desk.fresh()
    left, right = desk.clip(3)
    return desk.drag((left + right) / 2, QPoint(3, -3))


def _move_many(desk: Desk) -> float:
    desk.fresh()
    desk.timeline.select_all()
    desk.rest()
    left, right = desk.clip(3)
    found = desk.drag((left + right) / 2, QPoint(2, 0))
    desk.timeline.canvas.escape()
    return found


def _band(desk: Desk) -> float:
    desk.fresh()
    row = desk.timeline.stage.rows[-1]
    found = desk.drag(QPoint(200, row.bottom + 4), QPoint(10, -8))
    desk.timeline.canvas.escape()
    return found


def _hover(desk: Desk) -> float:
    desk.fresh()
    left, _ = desk.clip(3)
    for step in range(desk.moves):
        at = left + QPoint(step * 7, 0)
        desk.timed(lambda at=at: desk.send(QEvent.Type.MouseMove, at, held=False))  # type: ignore[misc]
    return desk.median()


def _click(desk: Desk) -> float:
    desk.fresh()
    for step in range(desk.moves):
        left, right = desk.clip(step % 5)
        at = (left + right) / 2

        def click(at: QPoint = at) -> None:
            desk.send(QEvent.Type.MouseButtonPress, at)
            desk.send(QEvent.Type.MouseButtonRelease, at, held=False)

        desk.timed(click)
    desk.timeline.canvas.escape()
    return desk.median()


def _scroll(desk: Desk) -> float:
    desk.fresh()
    for step in range(desk.moves):
        notch = -120 if step < desk.moves // 2 else 120
        desk.timed(lambda notch=notch: desk.wheel(notch, SHIFT))  # type: ignore[misc]
    return desk.median()


def _zoom(desk: Desk) -> float:
    desk.fresh()
    for step in range(desk.moves):
        notch = -120 if step % 24 < 12 else 120
        desk.timed(lambda notch=notch: desk.wheel(notch, CTRL))  # type: ignore[misc]
    return desk.median()


def _play(desk: Desk) -> float:
    desk.fresh()
    first = desk.timeline.stage.scale.at(50)
    for step in range(desk.moves):
        frame = first + step
        desk.timed(lambda frame=frame: desk.session.move_playhead(frame))  # type: ignore[misc]
    return desk.median()


def _edit(desk: Desk) -> float:
    """A whole step: the nudge of a clip, with all that follows it."""
    desk.fresh()
    left, right = desk.clip(4)
    at = (left + right) / 2
    desk.send(QEvent.Type.MouseButtonPress, at)
    desk.send(QEvent.Type.MouseButtonRelease, at, held=False)
    for step in range(desk.moves // 2):
        desk.timed(lambda by=1 - step % 2 * 2: desk.timeline.nudge(by))  # type: ignore[misc]
    desk.timeline.canvas.escape()
    return desk.median()


ACTS: dict[str, Callable[[Desk], float]] = {
    "scroll": _scroll,
    "zoom": _zoom,
    "hover": _hover,
    "click": _click,
    "playhead": _play,
    "move": dragged("select"),
    "move, to other tracks": _move_across,
    "move, everything": _move_many,
    "move, Ctrl inserts": dragged("select", keys=CTRL),
    "move, Alt alone": dragged("select", keys=ALT),
    "trim start": dragged("select", part="head"),
    "trim end": dragged("select", part="tail"),
    "ripple start": dragged("ripple", part="head"),
    "ripple end": dragged("ripple", part="tail"),
    "roll": dragged("roll", part="tail"),
    "slip": dragged("slip"),
    "slide": dragged("slide"),
    "fade": dragged("select", part="fade"),
    "transition": dragged("select", part="cut"),
    "rubber band": _band,
    "an edit": _edit,
}

if __name__ == "__main__":
    main()
