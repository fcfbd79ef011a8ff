"""Copies pieces of files' own packets, beside those that are encoded, and looks whether each shows
what the film shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from sorastudio.errors import ExportError, MediaError
from sorastudio.export.cache import PieceCache
from sorastudio.export.copies import Copy
from sorastudio.export.fingerprint import fingerprint
from sorastudio.export.local import cores
from sorastudio.export.one_pass import Locate
from sorastudio.export.order import Order
from sorastudio.export.piece import Piece
from sorastudio.export.stream import drawn
from sorastudio.media.coded import Coded, decoded_luma
from sorastudio.media.copied import copy
from sorastudio.media.pool import ReaderPool
from sorastudio.media.writer import VideoEncoding
from sorastudio.render.sources import FrameSource

_PROVEN = 4
"""Packets of a piece that are decoded on their own, and compared with what the film shows."""
_PATIENCE_SECONDS = 0.2


class CannotCopyError(Exception):
    """A piece is not what it seemed to be: the film has to be encoded."""


class Copying:
    """Copies that are being made. `on_copied` hears of each that lies in the cache, by its key, in
    the thread that looks."""

    def __init__(
        self,
        made: Mapping[Future[None], str],
        cache: PieceCache,
        on_copied: Callable[[str], None],
    ) -> None:
        self._left = dict(made)
        self._cache = cache
        self._on_copied = on_copied

    def look(self) -> None:
        """Raises CannotCopyError; ExportError where one cannot be written."""
        for future in [each for each in self._left if each.done()]:
            key = self._left.pop(future)
            try:
                future.result()
            except (ExportError, MediaError) as error:
                raise CannotCopyError from error
            except OSError as error:
                raise self._cache.refusal(error) from error
            self._on_copied(key)

    def finish(self, beat: Callable[[], None]) -> None:
        """Waits for the rest. Raises as `look`, and what `beat` raises."""
        self.look()
        while self._left:
            beat()
            wait(self._left, _PATIENCE_SECONDS, FIRST_COMPLETED)
            self.look()


@contextmanager
def copying(
    wanted: Mapping[str, Copy],
    cache: PieceCache,
    order: Order,
    locate: Locate,
    on_copied: Callable[[str], None],
) -> Iterator[Copying]:
    """Begins to copy, in threads; those that have not begun when the block is left are not made."""
    with (
        ReaderPool(locate, max_open=cores(), threads_per_reader=1) as pool,
        ThreadPoolExecutor(cores(), "copier") as copiers,
    ):

        def make(key: str, one: Copy) -> None:
            cache.put(key, _copied(one, order, pool, locate))

        try:
            made = {copiers.submit(make, key, one): key for key, one in wanted.items()}
            yield Copying(made, cache, on_copied)
        finally:
            copiers.shutdown(cancel_futures=True)


def _copied(wanted: Copy, order: Order, frames: FrameSource, locate: Locate) -> Piece:
    """Raises MediaError, and ExportError where a decoder that starts there shows anything else."""
    end = wanted.picture + wanted.end - wanted.first
    coded = copy(locate(wanted.media_id), wanted.file, wanted.picture, end, wanted.headers)
    head = Coded(extradata=coded.extradata, packets=coded.packets[:_PROVEN])
    times = sorted(packet.pts for packet in head.packets)
    encoding = order.preset.video or VideoEncoding()
    marks: list[bytes] = []
    shown = decoded_luma(head, order.project.settings.size, encoding)
    for time, luma in zip(times, shown, strict=True):
        frame = wanted.first + time
        if (drawn(order.project, frame, order.extras.overlay, frames).y != luma).any():
            raise ExportError(f"Frame {frame} is another one than its packet shows.")
        if time == len(marks):
            marks.append(fingerprint(luma))
    return Piece(coded=coded, marks=tuple(marks))
