"""A film as a build: what has been encoded before is taken from the cache, the rest is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sorastudio.errors import ExportError, MediaError
from sorastudio.export.cache import PieceCache
from sorastudio.export.keys import hash_of, renderer, segment_key, sound_key
from sorastudio.export.order import Order
from sorastudio.export.piece import Piece, piece_depth
from sorastudio.export.presets import DeliveryKind
from sorastudio.export.progress import Meter
from sorastudio.export.runner import Runner, Told
from sorastudio.export.segments import Segment, segments
from sorastudio.export.sequence import lay_out, parted
from sorastudio.export.task import Task
from sorastudio.media.assemble import assemble, write_sound
from sorastudio.media.coded import Coded
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.render.mix import strips
from sorastudio.store.film_file import SUFFIX, save_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.parts import part_of, remove_dead_parts_in

_ROUNDS = 3
"""So often pieces that turn out to be damaged are made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A film in pieces: their keys in order, and that of its sound, if it has any."""

    parts: tuple[tuple[Segment, str], ...]
    video: VideoEncoding | None
    audio: AudioEncoding | None
    sound: str | None
    about: str
    """What the file says of itself."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(key for _, key in self.parts), *([self.sound] if self.sound else []))

    @property
    def key(self) -> str:
        """Of all of it."""
        return hash_of((*self.keys, self.about))


def recipe(order: Order) -> Recipe:
    """What the film that is ordered is made of. Cheap: nothing is read, drawn or encoded."""
    project, video, audio = order.project, order.preset.video, order.preset.audio
    pieces = segments(project, order.first, order.end) if video else ()
    if order.preset.kind is DeliveryKind.SEQUENCE:
        pieces = tuple(parted(pieces, project.settings.size))
    first, end = (project.rate.sample(frame) for frame in (order.first, order.end))
    return Recipe(
        parts=tuple(
            (piece, segment_key(project, piece, video, order.extras.overlay))
            for piece in pieces
            if video
        ),
        video=video,
        audio=audio,
        sound=sound_key(strips(project), first, end, audio) if audio else None,
        about=repr((order.preset.container, order.extras.tags, order.chapters)),
    )


class Build:
    """Makes and joins the pieces of one order."""

    def __init__(self, order: Order, folder: FilmFolder, runner: Runner) -> None:
        self._order = order
        self._folder = folder
        self._runner = runner
        self._cache = PieceCache(folder.cache_dir / "pieces")
        self.recipe = recipe(order)

    def missing(self) -> frozenset[str]:
        return frozenset(key for key in self.recipe.keys if key not in self._cache)

    def make(self, meter: Meter) -> None:
        """Whatever is not there yet. Raises ExportError, MediaError."""
        self._cache.folder.mkdir(parents=True, exist_ok=True)
        self.clear_dead()
        missing, parts = self.missing(), self.recipe.parts
        meter.skip(sum(part.length for part, key in parts if key not in missing))
        meter.found(sum(key not in missing for _, key in parts), len(parts))
        if not missing:
            return
        done: dict[str, int] = {}

        def hear(told: Told | None) -> None:
            if told is None:
                meter.beat()
            elif told.key != self.recipe.sound:
                meter.step(told.frames - done.get(told.key, 0))
                done[told.key] = told.frames

        try:
            with self._snapshot() as snapshot:
                self._runner.run(list(self.tasks(missing, snapshot)), hear)
        except BaseException:
            # Workers that were ended in the middle of writing have left something.
            self.clear_dead()
            raise

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

    def joins(self) -> list[tuple[int, bytes]]:
        """The frames of the file at which pieces begin, and what was drawn there."""
        found = []
        for segment, key in self.recipe.parts:
            piece = self._cache.get(key)
            if piece is not None and piece.marks:
                found.append((segment.first - self._order.first, piece.marks[0]))
        return found

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
        sound = self.piece(recipe.sound).coded if recipe.sound else None
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
            audio=recipe.audio,
            sound=sound,
            tags=dict(order.extras.tags),
            chapters=order.chapters,
            container_options=order.preset.container,
        )
        if frames != order.end - order.first:
            raise MediaError(f"{frames} pictures were put together.")

    def _pieces(self) -> Iterator[Coded]:
        for segment, key in self.recipe.parts:
            coded = self.piece(key).coded
            if len(coded.packets) != segment.length:
                self._cache.drop(key)
                raise _Damaged
            yield coded

    def tasks(self, missing: frozenset[str], snapshot: Path) -> Iterator[Task]:
        """The sound first: it is the longest. A piece that occurs twice is made once."""
        order, recipe = self._order, self.recipe
        wanted: dict[str, tuple[int, int, VideoEncoding | AudioEncoding]] = {}
        if recipe.sound and recipe.audio:
            wanted[recipe.sound] = order.first, order.end, recipe.audio
        for segment, key in recipe.parts:
            if recipe.video is not None:
                wanted.setdefault(key, (segment.first, segment.end, recipe.video))
        for key, (first, end, encoding) in wanted.items():
            if key in missing:
                yield Task(
                    film=str(self._folder.film),
                    snapshot=str(snapshot),
                    cache=str(self._cache.folder),
                    key=key,
                    first=first,
                    end=end,
                    encoding=encoding,
                    renderer=renderer(),
                    overlay=order.extras.overlay,
                )

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
