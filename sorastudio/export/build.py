"""A film as a build: what has been encoded before is taken from the cache, the rest is made."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from sorastudio.errors import ExportError, MediaError
from sorastudio.export.cache import PieceCache
from sorastudio.export.copies import copies
from sorastudio.export.copying import CannotCopyError, Copying, copying
from sorastudio.export.keys import renderer
from sorastudio.export.order import Order
from sorastudio.export.piece import Piece, piece_depth
from sorastudio.export.presets import DeliveryKind
from sorastudio.export.progress import Meter
from sorastudio.export.recipe import recipe
from sorastudio.export.runner import Runner, Told
from sorastudio.export.sequence import lay_out
from sorastudio.export.task import Task
from sorastudio.export.used import Watched
from sorastudio.export.verify import Join
from sorastudio.media.assemble import assemble, write_sound
from sorastudio.media.coded import Coded, PictureEncoder
from sorastudio.media.sound_runs import joined
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.ids import MediaId
from sorastudio.store.film_file import SUFFIX, save_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.parts import part_of, remove_dead_parts_in

_AHEAD = 2
"""Pieces that are read before they are needed."""
_ROUNDS = 3
"""So often pieces that turn out to be damaged are made again."""


class Build:
    """Makes and joins the pieces of one order."""

    def __init__(self, order: Order, folder: FilmFolder, runner: Runner) -> None:
        self._order = order
        self._folder = folder
        self._runner = runner
        self._cache = PieceCache(folder.cache_dir / "pieces")
        self._marks: dict[str, bytes] = {}
        """Of the first picture of each piece that was read."""
        self.recipe = recipe(order, copies(order, folder))

    def stop_copying(self, meter: Meter) -> bool:
        """Encodes everything from now on; whether anything was to be copied."""
        if not self.recipe.copies:
            return False
        self.recipe = recipe(self._order)
        meter.notice("The clips could not be copied as they are, so all of it was encoded")
        return True

    def missing(self) -> frozenset[str]:
        return frozenset(key for key in self.recipe.keys if key not in self._cache)

    def make(self, meter: Meter) -> None:
        """Whatever is not there yet. Raises ExportError, MediaError, OSError."""
        self._cache.folder.mkdir(parents=True, exist_ok=True)
        self.clear_dead()
        try:
            self._make(meter)
        except CannotCopyError:
            self.stop_copying(meter)
            self._make(meter)

    def _make(self, meter: Meter) -> None:
        recipe, missing = self.recipe, self.missing()
        lengths = Counter[str]()
        for part, key in recipe.parts:
            lengths[key] += part.length
        if recipe.parts:
            meter.left(sum(lengths[key] for key in lengths if key in missing))
        meter.found(
            sum(key not in missing and key not in recipe.copies for _, key in recipe.parts),
            len(recipe.parts),
            sum(key in recipe.copies for _, key in recipe.parts),
        )
        if not missing:
            return
        copies = {key: copy for key, copy in recipe.copies.items() if key in missing}
        with copying(
            copies, self._cache, self._order, self._locate, lambda key: meter.skip(lengths[key])
        ) as copied:
            self._encode(missing - copies.keys(), copied, meter)
            copied.finish(meter.beat)

    def _encode(self, missing: frozenset[str], copied: Copying, meter: Meter) -> None:
        sounds = {key for _, key in self.recipe.sounds}
        done: dict[str, int] = {}

        def hear(told: Told | None) -> None:
            copied.look()
            if told is None:
                meter.beat()
            elif told.key not in sounds:
                meter.step(told.frames - done.get(told.key, 0))
                done[told.key] = told.frames

        try:
            with self._snapshot() as snapshot:
                tasks = list(self.tasks(missing, snapshot))
                watched = Watched(self._order.project, tasks, self._locate)
                try:
                    self._runner.run(tasks, hear)
                finally:
                    watched.require_same(self._cache)
        except BaseException:
            # Workers that were ended in the middle of writing have left something.
            self.clear_dead()
            raise

    def _locate(self, media_id: MediaId) -> Path:
        return self._folder.locate(self._order.project.pool.media[media_id])

    def join(self, part: Path, meter: Meter) -> None:
        """Puts the film together in a file, or its pictures in a folder that is there. Pieces that
        are damaged are made again."""
        for _ in range(_ROUNDS):
            try:
                self._assemble(part, meter)
            except _Damaged:
                self._drop_damaged()
                self.make(meter)
                continue
            return
        raise ExportError(
            "Pieces of the film were damaged as soon as they had been written.",
            todo="The disk may be faulty: choose another one for the film.",
        )

    def joins(self) -> list[Join]:
        """Where in the file that was put together pieces begin."""
        first = self._order.first
        return [
            Join(segment.first - first, key, self._marks[key])
            for segment, key in self.recipe.parts
            if key in self._marks
        ]

    def clear_dead(self) -> None:
        """What killed exports of this film have left."""
        self._cache.tidy()
        remove_dead_parts_in(self._cache.folder, SUFFIX)

    def tidy(self) -> None:
        self._cache.trim(frozenset(self.recipe.keys))

    def piece(self, key: str) -> Piece:
        """Raises _Damaged where it is not what was written; then it is gone."""
        found = self._cache.get(key)
        if found is None:
            raise _Damaged
        if found.marks:
            self._marks[key] = found.marks[0]
        return found

    def _drop_damaged(self) -> None:
        """A disk that has damaged one piece may have damaged many."""
        for key in self.recipe.keys:
            self._cache.get(key)

    def _assemble(self, part: Path, meter: Meter) -> None:
        order, recipe = self._order, self.recipe
        if order.preset.kind is DeliveryKind.SEQUENCE:
            for _ in lay_out(part, order, self._pieces()):
                meter.beat()
            return
        sound = self._sound()
        if recipe.video is None:
            if recipe.audio is not None and sound is not None:
                write_sound(part, recipe.audio, sound, tags=dict(order.extras.tags))
            return
        depths = [piece_depth(self._cache.path(key)) for _, key in recipe.parts]
        frames = assemble(
            part,
            size=order.project.settings.size,
            rate=order.project.rate,
            video=recipe.video,
            pieces=self._pieces(),
            depth=max(depths, default=0),
            headers=self._headers(),
            audio=recipe.audio,
            sound=sound,
            tags=dict(order.extras.tags),
            chapters=order.chapters,
            container_options=order.preset.container,
        )
        if frames != order.end - order.first:
            raise MediaError(f"{frames} pictures were put together.")

    def _headers(self) -> tuple[bytes, ...]:
        """Of all pieces, where any is not as the encoder writes it."""
        order, recipe = self._order, self.recipe
        if not recipe.copies or recipe.video is None:
            return ()
        own = PictureEncoder(order.project.settings.size, order.project.rate, recipe.video).headers
        is_mixed = any(key not in recipe.copies for _, key in recipe.parts)
        found = tuple(dict.fromkeys((*([own] if is_mixed else []), *recipe.headers)))
        return () if found == (own,) else found

    def _sound(self) -> Coded | None:
        if not self.recipe.sounds:
            return None
        runs, keys = zip(*self.recipe.sounds, strict=True)
        return joined(runs, [self.piece(key).coded for key in keys])

    def _pieces(self) -> Iterator[Coded]:
        """The next ones are read while one is written."""
        keys = [key for _, key in self.recipe.parts]
        with ThreadPoolExecutor(1, "piece-reader") as reader:
            ahead = deque(reader.submit(self.piece, key) for key in keys[:_AHEAD])
            for (segment, key), following in zip_longest(self.recipe.parts, keys[_AHEAD:]):
                coded = ahead.popleft().result().coded
                if following is not None:
                    ahead.append(reader.submit(self.piece, following))
                if len(coded.packets) != segment.length:
                    self._cache.drop(key)
                    raise _Damaged
                yield coded

    def tasks(self, missing: frozenset[str], snapshot: Path) -> Iterator[Task]:
        """The sound first: a run of it is the longest. A piece that occurs twice is made once."""
        order, recipe = self._order, self.recipe
        wanted: dict[str, Task] = {}
        base = Task(
            film=str(self._folder.film),
            snapshot=str(snapshot),
            cache=str(self._cache.folder),
            key="",
            first=order.first,
            end=order.end,
            encoding=recipe.audio or AudioEncoding(),
            renderer=renderer(),
            overlay=order.extras.overlay,
        )
        for run, key in recipe.sounds:
            wanted.setdefault(key, replace(base, key=key, run=run.number, runs=run.count))
        for segment, key in recipe.parts:
            if recipe.video is not None and key not in recipe.copies:
                task = replace(base, key=key, encoding=recipe.video)
                wanted.setdefault(key, replace(task, first=segment.first, end=segment.end))
        yield from (task for key, task in wanted.items() if key in missing)

    @contextmanager
    def _snapshot(self) -> Iterator[Path]:
        """The film as it is ordered, for the workers: it may be edited meanwhile."""
        path = part_of(self._cache.folder / f"snapshot{SUFFIX}")
        try:
            save_film(path, self._order.project)
            yield path
        finally:
            path.unlink(missing_ok=True)


class _Damaged(Exception):
    """A piece is gone, or is not what was written."""
