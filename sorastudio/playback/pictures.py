"""What there is by now of the pictures of plans: true ones, rough ones, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from sorastudio.errors import SoraError
from sorastudio.playback.cache import FrameCache, Key
from sorastudio.playback.maker import Maker
from sorastudio.playback.screen import ScreenPixels
from sorastudio.playback.wall import ShownCell, View
from sorastudio.render.picture import Picture, blank

_ROUGH_BYTES = 96 * 2**20

Look = tuple[View, tuple[str, ...], bool]
"""What a picture shows, whether that failed, and whether it is rough."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture for the screen, and the frame of the film it shows."""

    frame: int
    picture: Picture
    pixels: ScreenPixels
    note: str = ""
    """Why the picture is black though something should be seen, in words for the person."""
    rough: bool = False
    """Whether it is a proxy's, and the true one follows at rest."""
    cells: tuple[ShownCell, ...] = ()
    """What a wall is made of; nothing for the plain film."""


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """All pictures of a frame, to be put together and shown."""

    frame: int
    view: View
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]
    """One for each picture."""
    rough: bool
    early: bool = False
    """Only to be made ready; its time has not come."""

    @property
    def look(self) -> Look:
        return self.view, self.notes, self.rough

    def shown(self, picture: Picture, pixels: ScreenPixels) -> Shown:
        if not self.view.boxes:
            return Shown(self.frame, picture, pixels, self.notes[0], self.rough)
        cells = tuple(map(ShownCell, self.view.boxes, self.notes))
        return Shown(self.frame, picture, pixels, rough=self.rough, cells=cells)


class Pictures:
    """Made by several threads; what failed and what has no rough picture is noted under the lock of
    the engine."""

    def __init__(self, maker: Maker, cache: FrameCache) -> None:
        self._maker = maker
        self._cache = cache
        self._rough = FrameCache(_ROUGH_BYTES)
        self._failed: dict[Key, str] = {}
        self._no_rough: View | None = None

    def forget(self) -> None:
        """Makes all of them anew."""
        self._cache.clear()
        self._rough.clear()

    def try_again(self) -> None:
        """What failed may go well by now."""
        self._failed.clear()

    def note(self, failures: dict[Key, str]) -> None:
        self._failed.update(failures)

    def note_no_rough(self, view: View) -> None:
        self._no_rough = view

    def is_made(self, view: View) -> bool:
        return all(map(self._is_made, view.keys))

    def is_there(self, view: View, *, rough: bool) -> bool:
        """Whether it is made, or where rough ones do, roughly."""
        return all(self._is_made(key) or (rough and key in self._rough) for key in view.keys)

    def due(self, frame: int, view: View) -> Due | None:
        """A frame if there is something of all its pictures."""
        found = [self._found(key) for key in view.keys]
        whole = tuple(each for each in found if each is not None)
        if len(whole) < len(found):
            return None
        return Due(
            frame,
            view,
            tuple(picture for picture, _, _ in whole),
            tuple(note for _, note, _ in whole),
            rough=any(is_rough for _, _, is_rough in whole),
        )

    def make(
        self, frame: int, view: View, seconds: Fraction, *, rough: bool, ended: Callable[[], bool]
    ) -> dict[Key, str]:
        """All pictures of a frame that lasts so long; those that show the same once. What could not
        be made, and why."""
        failures = {}
        for key in dict.fromkeys(view.keys):
            if self._is_made(key) or ended():
                continue
            try:
                if not (rough and self._make_roughly(key)):
                    self._cache.put(key, self._maker.make(frame, *key, seconds))
            except SoraError as error:
                failures[key] = str(error)
        return failures

    def make_roughly(self, view: View) -> bool:
        """Whether there are rough pictures of all that is not made."""
        unmade = [key for key in view.keys if not self._is_made(key)]
        return all(self._make_roughly(key) for key in unmade)

    def needs_glimpse(self, view: View) -> bool:
        """Whether rough pictures would be there much sooner than the true ones."""
        return not self.is_made(view) and view != self._no_rough and self._helps(view)

    def has_rough(self, view: View) -> bool:
        return self.is_there(view, rough=True)

    def must_be_rough(self, view: View, *, strained: bool) -> bool:
        """Whether the true ones would not keep up."""
        hard = strained or any(self._maker.is_hard(plan) for plan, _ in view.keys)
        return hard and self._helps(view)

    def _make_roughly(self, key: Key) -> bool:
        picture = self._maker.rough(*key)
        if picture is not None:
            self._rough.put(key, picture)
        return picture is not None

    def _helps(self, view: View) -> bool:
        return all(self._is_made(key) or self._maker.helps(key[0]) for key in view.keys)

    def _is_made(self, key: Key) -> bool:
        return key in self._cache or key in self._failed

    def _found(self, key: Key) -> tuple[Picture, str, bool] | None:
        picture = self._cache.get(key)
        if picture is not None:
            return picture, "", False
        if key in self._failed:
            return blank(key[1]), self._failed[key], False
        picture = self._rough.get(key)
        return None if picture is None else (picture, "", True)
