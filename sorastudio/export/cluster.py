"""Workers on many machines: an existing dask scheduler hands the pieces out, and each machine makes
its own by the same command as here.

Needs the extra `cluster`. Machines see the film's files under a path of theirs (`Mapping`), or are
sent those they lack. A machine that is lost has its pieces made by others; one with another version
of the program is left out.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.cache import PieceCache
from sorastudio.export.far import Failed, FarTask, Lacks, Made, Other, Sent, keep, make, packed
from sorastudio.export.piece import piece_of
from sorastudio.export.runner import OnTold, Told
from sorastudio.export.task import Task
from sorastudio.export.used import media_of
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.store.film_file import load_film
from sorastudio.store.folder import FilmFolder

RETRIES = 2
"""So often a piece whose program died, or whose machine was lost, is made once more."""
_BLOCK_BYTES = 4 * 2**20
_BEAT_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Mapping:
    """The same folder, as it is called here and there."""

    here: str
    there: str

    @classmethod
    def parsed(cls, text: str) -> Mapping:
        """Of `/here=/there`. Raises UsageError."""
        here, equals, there = text.partition("=")
        if not (equals and here and there):
            raise UsageError(
                f"'{text}' does not say which folder is which.", todo="Write --map /here=/there."
            )
        return cls(here, there.rstrip("/\\"))


class ClusterRunner:
    def __init__(
        self, address: str, mappings: Iterable[Mapping] = (), *, patience_seconds: float = 30
    ) -> None:
        """`patience_seconds`: so long it may have no machine at all."""
        self._address = address
        self._mappings = tuple(mappings)
        self._patience = patience_seconds

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        """Raises ExportError; see `Runner`."""
        if not tasks:
            return
        with _client(self._address) as client:
            _Work(client, self._address, self._far(tasks), self._patience).go(on_told)

    def _far(self, tasks: Sequence[Task]) -> list[_Item]:
        film, snapshot = tasks[0].film, tasks[0].snapshot
        project, folder = load_film(Path(snapshot)), FilmFolder(Path(film))
        packed_film = packed(project)
        items = []
        for task in tasks:
            paths = {
                media_id: folder.locate(project.pool.media[media_id])
                for media_id in media_of(project, task)
            }
            sent = tuple(self._sent(project, each, path) for each, path in paths.items())
            far = FarTask(task=task.to_json(), film=packed_film, files=sent)
            here = {each.sha256: paths[MediaId(each.media)] for each in sent}
            items.append(_Item(task, far, here))
        return items

    def _sent(self, project: Project, media_id: MediaId, path: Path) -> Sent:
        media = project.pool.media[media_id]
        return Sent(
            media=media_id,
            sha256=media.sha256,
            size_bytes=media.size_bytes,
            there=self._there(path),
            suffix=path.suffix,
        )

    def _there(self, path: Path) -> str:
        for each in self._mappings:
            if path.is_relative_to(each.here):
                return f"{each.there}/{path.relative_to(each.here).as_posix()}"
        return str(path)


_Place = tuple[str, str]
"""A machine, and the hash of a file."""


@dataclass(slots=True)
class _Item:
    task: Task
    far: FarTask
    paths: dict[str, Path]
    """Of its files here, by their hashes."""
    lacked: Counter[_Place] = field(default_factory=Counter)


class _Work:
    """The state of one run."""

    def __init__(self, client: Any, address: str, items: list[_Item], patience: float) -> None:
        self._client = client
        self._address = address
        self._patience = patience
        self._items = items
        self._under_way: dict[Any, _Item] = {}
        self._others: set[str] = set()
        self._had_workers = time.monotonic()
        self._sent: set[_Place] = set()

    def go(self, on_told: OnTold) -> None:
        try:
            for item in self._items:
                self._submit(item)
            while self._under_way:
                for future in self._finished():
                    self._hear(future, self._under_way.pop(future), on_told)
                on_told(None)
        finally:
            self._client.cancel(list(self._under_way), force=True)

    def _submit(self, item: _Item, only: str | None = None) -> None:
        able: list[str] | None = None
        if only is not None:
            able = [only]
        elif self._others:
            able = [each for each in self._workers() if each not in self._others]
            if not able:
                raise ExportError(
                    f"Every machine of the cluster at {self._address} has another version of the "
                    "program, or other libraries.",
                    kept="What was finished before is kept.",
                    todo="Install the same version everywhere, or export without --cluster.",
                )
        future = self._client.submit(
            make_there,
            item.far,
            workers=able,
            allow_other_workers=only is not None,
            retries=RETRIES,
            pure=False,
        )
        self._under_way[future] = item

    def _finished(self) -> list[Any]:
        """Those that have an answer, once there is one, or a moment has passed."""
        until = time.monotonic() + _BEAT_SECONDS
        while True:
            done = [future for future in self._under_way if future.done()]
            if done or time.monotonic() > until:
                break
            time.sleep(_BEAT_SECONDS / 10)
        self._look_for_workers()
        return done

    def _look_for_workers(self) -> None:
        if self._client.status != "running":
            raise ExportError(
                f"The scheduler at {self._address} has gone.",
                kept="What was finished before is kept.",
                todo="Start it again, and export again; or export without --cluster.",
            )
        if self._workers():
            self._had_workers = time.monotonic()
        elif time.monotonic() - self._had_workers > self._patience:
            raise ExportError(
                f"No machine works for the scheduler at {self._address}.",
                kept="What was finished before is kept.",
                todo=f"Start some with: dask worker {self._address}",
            )

    def _workers(self) -> list[str]:
        return list(self._client.scheduler_info(n_workers=-1)["workers"])

    def _hear(self, future: Any, item: _Item, on_told: OnTold) -> None:
        worker, answer = self._answer(future, item)
        match answer:
            case Made(piece):
                self._keep(item.task, piece)
                on_told(Told(item.task.key, item.task.end - item.task.first))
            case Lacks(hashes):
                for each in hashes:
                    self._provide(worker, each, item)
                self._submit(item, only=worker)
            case Other():
                self._others.add(worker)
                self._submit(item)
            case Failed():
                raise ExportError(answer.what, kept=answer.kept, todo=answer.todo)

    def _answer(self, future: Any, item: _Item) -> tuple[str, Any]:
        try:
            worker, answer = future.result()
        except Exception as error:
            first, last = item.task.first, item.task.end - 1
            raise ExportError(
                f"The frames {first} to {last} could not be made on the cluster at "
                f"{self._address}: {error}.",
                kept="What was finished before is kept.",
                todo="Look at its machines, or export without --cluster.",
            ) from error
        return worker, answer

    def _keep(self, task: Task, content: bytes) -> None:
        """Raises ExportError where it did not travel well."""
        piece = piece_of(content)
        if piece is None:
            raise ExportError("A piece of the film came damaged over the network.")
        PieceCache(Path(task.cache)).put(task.key, piece)

    def _provide(self, worker: str, sha256: str, item: _Item) -> None:
        """Several pieces may lack the same file, and say so before it has been sent for one."""
        place, path = (worker, sha256), item.paths[sha256]
        if place not in self._sent or item.lacked[place]:
            self._send(worker, sha256, path)
        self._sent.add(place)
        item.lacked[place] += 1
        if item.lacked[place] > RETRIES:
            raise ExportError(
                f"{path.name} does not arrive at {worker}.",
                kept="What was finished before is kept.",
                todo="Let its machines see the film's folder, and say where with --map.",
            )

    def _send(self, worker: str, sha256: str, path: Path) -> None:
        size = path.stat().st_size
        with path.open("rb") as file:
            for number in range(max(1, -(-size // _BLOCK_BYTES))):
                block = file.read(_BLOCK_BYTES)
                last = file.tell() == size
                self._client.submit(
                    keep,
                    sha256,
                    path.suffix,
                    number,
                    block,
                    last=last,
                    workers=[worker],
                    allow_other_workers=False,
                    pure=False,
                ).result()


def make_there(far: FarTask) -> tuple[str, Any]:
    """On a machine of the cluster: its address, and its answer."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def stopped() -> bool:
        # A task that nobody waits for any more goes on, unless it looks for itself.
        state = worker.state.tasks.get(key)
        return state is None or state.state == "cancelled"

    return worker.address, make(far, stopped)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise ExportError(
            "Exports on a cluster need dask, which is not installed here.",
            todo="Install it with: pip install 'sorastudio[cluster]'",
        ) from error
    try:
        return Client(address, timeout="10s", set_as_default=False)
    except ValueError as error:
        raise UsageError(
            f"'{address}' is no address of a scheduler.", todo="Write --cluster tcp://HOST:8786."
        ) from error
    except OSError as error:
        raise ExportError(
            f"No scheduler answers at {address}.",
            todo="Start one with: dask scheduler; or export without --cluster.",
        ) from error
