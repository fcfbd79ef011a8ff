"""People's text and progress on stderr; results on stdout, as text or as one JSON object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

BAR_WIDTH = 24


@dataclass
class Output:
    """Where a command speaks. `as_json` turns every result into a line for machines."""

    as_json: bool
    results: TextIO
    people: TextIO

    def say(self, text: str) -> None:
        """For the person who watches."""
        print(text, file=self.people, flush=True)

    def result(self, text: str, event: str, **values: object) -> None:
        """What the command was asked for: a text, or a JSON line `{"event": ..., ...}`."""
        if self.as_json:
            line = json.dumps({"event": event, **values}, ensure_ascii=False)
            print(line, file=self.results, flush=True)
        elif text:
            print(text, file=self.results, flush=True)

    def record(self, event: str, **values: object) -> None:
        """For machines only."""
        self.result("", event, **values)

    @contextmanager
    def bar(self, label: str) -> Iterator[Bar]:
        """A progress bar that is closed with a line end, whatever happens."""
        bar = Bar(label, self.people)
        try:
            yield bar
        finally:
            bar.close()


class Bar:
    """A line that is drawn again in a terminal, and in a log only when a tenth more is done."""

    def __init__(self, label: str, stream: TextIO) -> None:
        self._label = label
        self._stream = stream
        self._live = stream.isatty()
        self._width = 0
        self._tenth = -1

    def show(self, share: float, note: str = "") -> None:
        """share: 0..1 of the work done."""
        done = round(share * BAR_WIDTH)
        line = f"{self._label} {'█' * done}{'·' * (BAR_WIDTH - done)} {share:4.0%} {note}".rstrip()
        if self._live:
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        elif int(share * 10) > self._tenth:
            self._stream.write(line + "\n")
            self._tenth = int(share * 10)
        self._stream.flush()

    def close(self) -> None:
        if self._live and self._width:
            self._stream.write("\n")
            self._stream.flush()


def clock(seconds: float) -> str:
    """`m:ss`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def standard(*, as_json: bool) -> Output:
    return Output(as_json=as_json, results=sys.stdout, people=sys.stderr)
