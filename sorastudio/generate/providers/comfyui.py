"""A ComfyUI server of one's own. Jobs have the id we give them, so none is ever lost: it is looked
up before anything is sent again.

Polling says how a job stands. While it is waited for, the socket of the server is listened to for
how far it is (`comfyui_ear`): under the name that went along with the job, which follows from our
name for it, so that a program started anew hears of it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.answers import inside, share_of, text_of
from sorastudio.generate.errors import Category, ProviderError, Unreadable
from sorastudio.generate.http import Files
from sorastudio.generate.provider import (
    Absent,
    Failed,
    Found,
    Lost,
    Pause,
    Ready,
    RemoteJob,
    Running,
    Status,
    Stops,
    Trace,
)
from sorastudio.generate.providers.comfyui_ear import Ear, GraphShare
from sorastudio.generate.providers.handing import taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider, Link
from sorastudio.generate.published import Published, Told, laid_over, published_by, telling
from sorastudio.generate.records import Model
from sorastudio.generate.request import Request
from sorastudio.generate.uploads import Held, Parcel
from sorastudio.generate.workflows import workflows
from sorastudio.project.media import ReferenceRole
from sorastudio.store.ledger_job import Charged

_OURS = UUID("5f0c2a1e-6c39-4d2b-9f0e-50a5708d1000")
_NO_NODE = re.compile(r"node (\S+) does not exist")
"""How servers up to 0.3 say it; later ones name it apart."""
_FRAMES = (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
_SOON = 2.0
"""Seconds between two questions to a server that is near and has nothing else to do for us."""
_VIDEOS = (".mp4", ".webm", ".mov", ".mkv", ".avi", ".gif")


class ComfyUI(HttpProvider):
    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._workflows = workflows()
        self._ears: dict[str, Ear] = {}
        """By the server's name of the job that is listened for."""

    def model(self, name: str) -> Model:
        workflow = self._workflows.get(name)
        if workflow is None:
            raise GenerateError(
                f"There is no workflow '{name}'.", todo=f"Use {', '.join(self._workflows)}."
            )
        found = published_by(self.link.connection)
        model = Model(facts=workflow.facts)
        return model if found is None else laid_over(model, found.of(name))

    def models(self) -> tuple[str, ...]:
        return tuple(self._workflows)

    def submit(self, request: Request, token: str) -> RemoteJob:
        uploaded = {
            role.value: given.given
            for role in _FRAMES
            if (given := request.input(role)) is not None
        }
        graph = self._filled(request, prefix_of(token), uploaded)
        prompt_id = id_of(token)
        body = {"prompt": graph, "prompt_id": prompt_id, "client_id": prompt_id}
        try:
            with self.naming(request):
                answer = self.wire.create("prompt", json=body, what="the graph")
        except ProviderError as error:
            raise _explained(error) from None
        # Older servers give an id of their own.
        return self.accepted(answer, request, token, "prompt_id")

    def poll(self, job: RemoteJob) -> Status:
        answer = self.wire.ask("GET", f"api/jobs/{job.id}")
        if answer.status in (404, 405):
            return self._from_history(job)
        said = self.good(answer)
        match said.get("status"):
            case "completed":
                return self._done(said.get("outputs"), job)
            case "failed":
                return _broken(inside(said, "execution_error"))
            case "cancelled":
                return Failed("canceled", Category.CANCELED, Charged.NO)
            case "pending":
                return self._pending(job)
            case _:
                return self._working(job, share_of(inside(said, "progress")))

    @contextmanager
    def listening(self, job: RemoteJob) -> Iterator[None]:
        outline = self._outline(job.request)
        if not outline:
            yield
            return
        ear = self._ears[job.id] = Ear(self.wire, id_of(job.token), GraphShare(outline, job.id))
        try:
            yield
        finally:
            self._ears.pop(job.id, None)
            ear.close()

    def cancel(self, job: RemoteJob) -> Stops:
        answer = self.wire.ask("POST", f"api/jobs/{job.id}/cancel")
        if answer.status in (404, 405):
            self.wire.ask("POST", "queue", json={"delete": [job.id]})
            answer = self.wire.ask("POST", "interrupt", json={"prompt_id": job.id})
        return Stops.COST if answer.fine else Stops.NOTHING

    def reconcile(self, lost: Lost) -> Trace:
        job = RemoteJob(id_of(lost.token), lost.request, {}, lost.token)
        match self.poll(job):
            case Failed(category=Category.GONE):
                return Absent()
            case _:
                return Found(job)

    def check(self) -> str:
        said = self.wire.get("system_stats", what="the question for its state").data
        version = inside(said, "system", "comfyui_version") or "of an unknown version"
        return f"is ComfyUI {version}"

    def lacking(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes and model files of each workflow that the server does not have."""
        known = self.wire.told("object_info", "the question for its nodes")
        if not known or not all(isinstance(node, dict) for node in known.values()):
            raise Unreadable(f"{self.name} lists no nodes.")
        lacks = {
            name: tuple(dict.fromkeys(_missing(workflow.graph, known)))
            for name, workflow in self._workflows.items()
        }
        return {name: each for name, each in lacks.items() if each}

    def published(self) -> Published:
        """Which workflows it can make."""
        lacks = self.lacking()
        told = [
            Told(model=name, unusable=f"The server lacks {'; '.join(each)}.")
            for name, each in lacks.items()
        ]
        count = len(self._workflows)
        can = f"{count - len(told)} of {count}" if told else f"All {count}"
        return telling(self.link.connection, f"{can} workflows can be made.", told)

    def _outline(self, request: Request) -> Mapping[str, Any]:
        """The nodes of the graph that was sent for it; none where the workflow is not there any
        more."""
        given = {role.value: "" for role in _FRAMES if request.input(role) is not None}
        try:
            return self._filled(request, "", given)
        except SoraError:
            return {}

    def _filled(self, request: Request, prefix: str, uploaded: Mapping[str, str]) -> dict[str, Any]:
        can = self.capabilities(request.model)
        workflow = self._workflows[request.model]
        return workflow.fill(request, can, prefix=prefix, uploaded=uploaded)

    def give(self, parcel: Parcel, pause: Pause) -> Held:
        with parcel.opened(pause) as file:
            files: Files = {
                "subfolder": (None, "sora"),
                "type": (None, "input"),
                "overwrite": (None, "true"),
                "image": (parcel.name, file, parcel.mime),
            }
            told = taken(self.wire, self.wire.ask("POST", "upload/image", files=files))
        folder, own = told.get("subfolder"), text_of(told, "name")
        return Held(f"{folder}/{own}" if folder else own)

    def _working(self, job: RemoteJob, said: float | None = None) -> Running:
        """On it by now; `said`: how far, if the server has answered that."""
        ear = self._ears.get(job.id)
        heard = ear.share if ear else None
        return Running(said if heard is None else heard, ask_again=_SOON)

    def _pending(self, job: RemoteJob) -> Running:
        """It waits at the server; behind how many others is not worth a failure."""
        try:
            found = self._in_queue(job)
        except ProviderError:
            found = None
        return found or Running(None, ask_again=_SOON)

    def _in_queue(self, job: RemoteJob) -> Running | None:
        """How it stands by the server's queue; None where it is not in there. Raises
        ProviderError."""
        queue = self.good(self.wire.ask("GET", "queue"))
        at_work, waiting = (_rows(queue.get(f"queue_{name}")) for name in ("running", "pending"))
        if any(row[1] == job.id for row in at_work):
            return self._working(job)
        number = next((row[0] for row in waiting if row[1] == job.id), None)
        if number is None:
            return None
        before = sum(row[0] < number for row in waiting)
        return Running(None, ahead=len(at_work) + before, ask_again=_SOON)

    def _from_history(self, job: RemoteJob) -> Status:
        """Servers without the list of jobs, and those that were started anew. The queue is asked
        first: what ends in between is in the history by then."""
        found = self._in_queue(job)
        if found is not None:
            return found
        said = self.good(self.wire.ask("GET", f"history/{job.id}"))
        entry = said.get(job.id)
        if isinstance(entry, dict):
            if inside(entry, "status", "status_str") == "error":
                return _from_messages(inside(entry, "status", "messages"))
            return self._done(entry.get("outputs"), job)
        return self._from_disk(job)

    def _from_disk(self, job: RemoteJob) -> Status:
        """What was made stays when the server forgets who asked for it."""
        folder, _, name = prefix_of(job.token).rpartition("/")
        query = urlencode({"filename": f"{name}_00001_.mp4", "subfolder": folder, "type": "output"})
        if self.wire.has(f"view?{query}"):
            return Ready(None, {OUTPUT: f"view?{query}"})
        return Failed(f"{self.name} does not know the job any more.", Category.GONE, Charged.NO)

    def _done(self, outputs: Any, job: RemoteJob) -> Status:
        found = next(_files(outputs), None)
        if found is None:
            # Old histories leave out what came from the cache.
            return self._from_disk(job) if job.token else self.failed("it made no video")
        query = urlencode({key: found.get(key, "") for key in ("filename", "subfolder", "type")})
        return Ready(None, {OUTPUT: f"view?{query}"})


def id_of(token: str) -> str:
    """The id of a job, in the one form the server takes."""
    plain = token.removeprefix("job-")
    try:
        return str(UUID(plain))
    except ValueError:
        return str(uuid5(_OURS, token))


def prefix_of(token: str) -> str:
    """Another for each job: the server answers the same graph from its cache, without a file."""
    return f"sora/{token or 'take'}"


def _rows(told: Any) -> list[tuple[float, str]]:
    """Number and id of the jobs in a part of the queue; the smallest number is made first."""
    rows = told if isinstance(told, list) else ()
    pairs = ((inside(row, 0), inside(row, 1)) for row in rows)
    return [(n, name) for n, name in pairs if isinstance(n, int | float) and isinstance(name, str)]


def _files(outputs: Any) -> Iterator[dict[str, Any]]:
    """Under whatever key a node lists what it has written."""
    for node in outputs.values() if isinstance(outputs, dict) else ():
        for rows in node.values() if isinstance(node, dict) else ():
            for row in rows if isinstance(rows, list) else ():
                name = inside(row, "filename")
                if isinstance(name, str) and name.lower().endswith(_VIDEOS):
                    yield row


def _from_messages(messages: Any) -> Status:
    for message in messages if isinstance(messages, list) else ():
        match message:
            case ["execution_interrupted", *_]:
                return Failed("canceled", Category.CANCELED, Charged.NO)
            case ["execution_error", dict(error)]:
                return _broken(error)
    return _broken(None)


def _broken(error: Any) -> Failed:
    node = inside(error, "node_type")
    words = inside(error, "exception_message") or inside(error, "message") or ""
    where = f" in {node}" if node else ""
    return Failed(f"the graph failed{where}: {str(words).strip()}", Category.INTERNAL, Charged.NO)


def _explained(error: ProviderError) -> ProviderError:
    """A graph that the server does not take, with the names of what it lacks."""
    said = error.answer
    lacks = [*_unknown_node(said), *_not_installed(said)]
    if not lacks:
        return error
    return ProviderError(
        f"The server lacks {'; '.join(lacks)}.",
        category=Category.MODEL_MISSING,
        charged=Charged.NO,
        http_status=error.http_status,
        todo="Install it there, or choose another workflow.",
    )


def _unknown_node(said: Any) -> Iterator[str]:
    if inside(said, "error", "type") in ("missing_node_type", "invalid_prompt"):
        words = str(inside(said, "error", "message"))
        named = _NO_NODE.search(words)
        name = inside(said, "error", "extra_info", "class_type") or (named and named[1])
        if name:
            yield f"the node {name}"


def _not_installed(said: Any) -> Iterator[str]:
    nodes = inside(said, "node_errors")
    for node in nodes.values() if isinstance(nodes, dict) else ():
        errors = inside(node, "errors")
        for each in errors if isinstance(errors, list) else ():
            if inside(each, "type") == "value_not_in_list":
                extra = inside(each, "extra_info")
                file, name = inside(extra, "received_value"), inside(extra, "input_name")
                yield f"the file {file} ({name} of {inside(node, 'class_type')})"


def _missing(graph: Any, known: dict[str, Any]) -> Iterator[str]:
    for node in graph.values():
        kind = node.get("class_type", "")
        if kind not in known:
            yield f"the node {kind}"
            continue
        for name, value in node.get("inputs", {}).items():
            choices = _choices(inside(known, kind, "input", "required", name))
            if choices is None or value in choices:
                continue
            if isinstance(value, str) and "." in value and "{{" not in value:
                yield f"the file {value} ({name} of {kind})"


def _choices(told: Any) -> list[Any] | None:
    """What an input can be, of those that are chosen from a list: older nodes say the list itself,
    newer ones `["COMBO", {"options": [...]}]`."""
    for found in (inside(told, 0), inside(told, 1, "options")):
        if isinstance(found, list):
            return found
    return None
