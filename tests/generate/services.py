"""How each service speaks when all is well, as its documentation and its code say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.generate.server import Dialect, Reply, Seen, Step

FILES = "/files/"
"""Where finished videos lie, for services that put them elsewhere than behind their API."""


@dataclass(frozen=True)
class Told:
    """A service as a test needs to know it."""

    dialect: Dialect
    model: str
    base: str = ""
    finds_lost: bool = False
    moderates: bool = True
    moderated_input: Any = None
    """The answer to a create that is refused for its words."""
    has_key: bool = True


@dataclass
class _Plain:
    """What most have in common: a path to create at, and one to ask at."""

    create: str
    poll: str
    content: str = FILES + r"(?P<id>.+)\.mp4"
    jobs: dict[str, Seen] = field(default_factory=dict)
    place: str = "-"
    """Method and route of what is said around an upload, and of the upload itself."""
    file: str = "-"
    files: list[bytes] = field(default_factory=list)
    """The content of those that came."""

    def step(self, seen: Seen) -> Step | None:
        call = f"{seen.method} {seen.route}"
        if re.fullmatch(self.file, call):
            return Step.FILE
        if re.fullmatch(self.place, call):
            return Step.PLACE
        if seen.method == "POST" and re.fullmatch(self.create, seen.route):
            return Step.CREATE
        if seen.method == "GET" and re.fullmatch(self.content, seen.route):
            return Step.CONTENT
        if seen.method == "GET" and re.fullmatch(self.poll, seen.route):
            return Step.POLL
        return None

    def upload(self, seen: Seen, url: str) -> Reply:
        raise AssertionError(f"{seen.route} of {url} takes no files")

    def other(self, seen: Seen, url: str) -> Reply:
        del seen, url
        return Reply(404, {"error": {"message": "no such thing"}})

    def id_in(self, seen: Seen) -> str:
        match = re.fullmatch(self.poll, seen.route)
        assert match is not None
        return match["id"]

    def known(self, seen: Seen, number: int, prefix: str) -> str:
        job = f"{prefix}{number}"
        self.jobs[job] = seen
        return job


class OpenAI(_Plain):
    def __init__(self) -> None:
        super().__init__(
            "/v1/videos(/edits|/extensions|/[^/]+/remix)?",
            "/v1/videos/(?P<id>[^/]+)",
            "/v1/videos/[^/]+/content",
        )
        self.fields: dict[str, dict[str, str]] = {}
        self.created = 0.0

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        import time

        job = self.known(seen, number, "video_")
        found = re.findall(rb'name="(\w+)"\r\n\r\n(.*?)\r\n--', seen.body, re.DOTALL)
        self.fields[job] = {name.decode(): value.decode() for name, value in found}
        if seen.route != "/v1/videos":
            # The size is its source's, the length the whole.
            self.fields[job] = {"prompt": seen.json["prompt"], "seconds": "99", "size": "9x9"}
        self.created = time.time()
        return Reply(200, self._job(job, "queued", 0))

    def _job(self, job: str, status: str, progress: int, **more: Any) -> dict[str, Any]:
        given = self.fields[job]
        kept = {name: given.get(name) for name in ("prompt", "seconds", "size")}
        created = {"created_at": int(self.created), "progress": progress, "status": status}
        return {"id": job, "object": "video", "model": "m", **kept, **created, **more}

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        job = self.id_in(seen)
        if job not in self.jobs:
            return Reply(404, {"detail": "not found"})
        match word:
            case "done":
                return Reply(200, self._job(job, "completed", 100))
            case "failed":
                # vLLM-Omni answers the code of the error as the status of the answer.
                return Reply(
                    500, self._job(job, "failed", 0, error={"code": 500, "message": "boom"})
                )
            case "moderated":
                error = {"code": "moderation_blocked", "message": "blocked"}
                return Reply(200, self._job(job, "failed", 0, error=error))
            case "running":
                return Reply(200, self._job(job, "in_progress", 40))
            case _:
                return Reply(200, self._job(job, word, 40))

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.method == "GET" and seen.route == "/v1/videos":
            rows = [self._job(job, "in_progress", 1) for job in self.jobs]
            return Reply(200, {"object": "list", "data": rows, "has_more": False})
        return super().other(seen, url)


class OpenRouter(_Plain):
    def __init__(self) -> None:
        super().__init__("/videos", "/videos/(?P<id>gen-[^/]+)", "/videos/[^/]+/content")

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        job = self.known(seen, number, "gen-vid-")
        return Reply(202, {"id": job, "polling_url": f"/videos/{job}", "status": "pending"})

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        words: dict[str, dict[str, Any]] = {
            "done": {"status": "completed", "usage": {"cost": 0.5}},
            "failed": {"status": "failed", "error": "boom", "usage": {"cost": 0}},
            "moderated": {"status": "failed", "error": "content policy violation"},
            "running": {"status": "in_progress"},
        }
        more = words.get(word, {"status": word})
        return Reply(200, {"id": self.id_in(seen), **more})


class Fal(_Plain):
    def __init__(self) -> None:
        self._request = r"/fal-ai/wan/requests/(?P<id>[^/]+)"
        super().__init__("/fal-ai/wan/v2.7/[a-z-]+", self._request + "(/status)?")
        self.place, self.file = "POST /storage/auth/token", "POST /files/upload"
        self.failure = ""
        self.store = ""
        """Another place for files than its own."""

    def upload(self, seen: Seen, url: str) -> Reply:
        if seen.route == "/storage/auth/token":
            told = {"token": "pass-1", "token_type": "Bearer", "base_url": self.store or url}
            return Reply(200, {**told, "expires_at": "2999-01-01T00:00:00Z"})
        if seen.headers["authorization"] != "Bearer pass-1":
            return Reply(401, {"detail": "no pass"})
        self.files.append(seen.body)
        return Reply(200, {"access_url": f"https://v3.fal.media/files/{len(self.files)}.png"})

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        job = self.known(seen, number, "req")
        own = f"{url}/fal-ai/wan/requests/{job}"
        urls = {"response_url": own, "status_url": f"{own}/status", "cancel_url": f"{own}/cancel"}
        return Reply(200, {"request_id": job, "status": "IN_QUEUE", "queue_position": 1, **urls})

    def step(self, seen: Seen) -> Step | None:
        # The result is asked for once the status says so, and is no state of its own.
        if seen.method == "GET" and re.fullmatch(self._request, seen.route):
            return None
        return super().step(seen)

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        self.failure = word if word in ("failed", "moderated") else ""
        status = {"running": "IN_PROGRESS"}.get(word, "COMPLETED")
        known = word in ("running", "done", "failed", "moderated")
        return Reply(200, {"status": status if known else word})

    def other(self, seen: Seen, url: str) -> Reply:
        match = re.fullmatch(self._request, seen.route)
        if match is None or seen.method != "GET":
            return super().other(seen, url)
        if self.failure:
            kinds = {"failed": "value_error", "moderated": "content_policy_violation"}
            error = {"loc": ["body"], "msg": "boom", "type": kinds[self.failure]}
            return Reply(422, {"detail": [error]})
        return Reply(200, {"video": {"url": f"{url}{FILES}{match['id']}.mp4"}, "seed": 1})


class Runway(_Plain):
    def __init__(self) -> None:
        super().__init__("/v1/(text|image|video)_to_video", "/v1/tasks/(?P<id>[^/]+)")
        self.place, self.file = "POST /v1/uploads", "POST /store"

    def upload(self, seen: Seen, url: str) -> Reply:
        if seen.route == "/store":
            self.files.append(file_in(seen.body, "file"))
            return Reply(204, b"")
        number = len(self.files) + 1
        told = {"uploadUrl": f"{elsewhere(url)}/store", "fields": {"key": "k", "policy": "p"}}
        return Reply(200, {**told, "runwayUri": f"runway://{number}"})

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        job = self.known(seen, number, "task-")
        return Reply(200, {"id": job, "estimatedCost": {"credits": 24}})

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        job = self.id_in(seen)
        done = {"output": [f"{url}{FILES}{job}.mp4?_jwt=1"], "cost": {"credits": 24}}
        words: dict[str, dict[str, Any]] = {
            "done": {"status": "SUCCEEDED", **done},
            "failed": {"status": "FAILED", "failure": "boom", "failureCode": "INTERNAL"},
            "moderated": {
                "status": "FAILED",
                "failure": "no",
                "failureCode": "SAFETY.OUTPUT.VIDEO",
                "cost": {"credits": 24},
            },
            "running": {"status": "RUNNING", "progress": 0.4},
        }
        more = words.get(word, {"status": word})
        return Reply(200, {"id": job, **more})


class Gemini(_Plain):
    def __init__(self) -> None:
        super().__init__("/v1beta/interactions", "/v1beta/interactions/(?P<id>[^/]+)")
        self.place = "(POST /upload/v1beta/files|GET /v1beta/files/[0-9]+)"
        self.file = "POST /upload/v1beta/files/[0-9]+"

    def upload(self, seen: Seen, url: str) -> Reply:
        number = len(self.files)
        if seen.route == "/upload/v1beta/files":
            address = f"{url}/upload/v1beta/files/{number + 1}?upload_id=x"
            return Reply(200, {}, {"X-Goog-Upload-URL": address})
        name = f"files/{number if seen.method == 'GET' else number + 1}"
        told = {"name": name, "uri": f"https://g.test/{name}"}
        if seen.method == "GET":
            return Reply(200, {**told, "state": "ACTIVE"})
        assert seen.headers["x-goog-upload-command"] == "upload, finalize"
        self.files.append(seen.body)
        return Reply(200, {"file": {**told, "state": "PROCESSING"}})

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        return Reply(200, {"id": self.known(seen, number, "v1_"), "status": "queued"})

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        job = self.id_in(seen)
        video = {"type": "video", "mime_type": "video/mp4", "uri": f"{url}{FILES}{job}.mp4"}
        steps = [{"type": "model_output", "content": [video]}]
        tokens = [{"modality": "video", "tokens": 11584}]
        words: dict[str, dict[str, Any]] = {
            "done": {
                "status": "completed",
                "steps": steps,
                "usage": {"output_tokens_by_modality": tokens},
            },
            "failed": {"status": "failed", "errors": [{"code": "13", "message": "boom"}]},
            "moderated": {"status": "completed", "steps": []},
            "running": {"status": "in_progress"},
        }
        more = words.get(word, {"status": word})
        return Reply(200, {"id": job, **more})


class Replicate(_Plain):
    def __init__(self) -> None:
        super().__init__("/models/.+/predictions", "/predictions/(?P<id>[^/]+)")
        self.file = "POST /files"

    def upload(self, seen: Seen, url: str) -> Reply:
        self.files.append(file_in(seen.body, "content"))
        told = {"id": "f1", "urls": {"get": f"{url}/v1/files/{len(self.files)}"}}
        return Reply(201, {**told, "expires_at": "2999-01-01T00:00:00.123Z"})

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        return Reply(201, {"id": self.known(seen, number, "pred"), "status": "starting"})

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        job = self.id_in(seen)
        words: dict[str, dict[str, Any]] = {
            "done": {"status": "succeeded", "output": f"{url}{FILES}{job}.mp4"},
            "failed": {"status": "failed", "error": "boom"},
            "moderated": {"status": "failed", "error": "the output was flagged as sensitive"},
            "running": {"status": "processing", "logs": " 45%|████▌ | 9/20"},
        }
        more = words.get(word, {"status": word})
        return Reply(200, {"id": job, **more})

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.method == "GET" and seen.route == "/predictions":
            rows = [
                {"id": job, "input": given.json["input"], "created_at": "2999-01-01T00:00:00Z"}
                for job, given in self.jobs.items()
            ]
            return Reply(200, {"results": rows, "next": None})
        return super().other(seen, url)


class Luma(_Plain):
    def __init__(self) -> None:
        super().__init__("/generations", "/generations/(?P<id>[^/]+)")
        self.place = "(POST /files(/[a-z0-9-]+/complete)?|GET /files/[a-z0-9-]+)"
        self.file = "PUT /store/[a-z0-9-]+"

    def upload(self, seen: Seen, url: str) -> Reply:
        if seen.method == "PUT":
            assert seen.headers["x-signed"] == "1"
            self.files.append(seen.body)
            return Reply(200, b"")
        if seen.route == "/files":
            name = f"file-{len(self.files) + 1}"
            upload = {"method": "PUT", "headers": {"x-signed": "1"}}
            upload["url"] = f"{elsewhere(url)}/store/{name}"
            return Reply(201, {"id": name, "state": "pending", "upload": upload})
        state = "ready" if seen.method == "GET" else "pending"
        return Reply(200, {"id": "x", "state": state})

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        return Reply(201, {"id": self.known(seen, number, "luma"), "state": "queued"})

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        job = self.id_in(seen)
        output = [{"type": "video", "url": f"{url}{FILES}{job}.mp4"}]
        words: dict[str, dict[str, Any]] = {
            "done": {"state": "completed", "output": output},
            "failed": {"state": "failed", "failure_code": "generation_failed"},
            "moderated": {"state": "failed", "failure_code": "content_moderated"},
            "running": {"state": "processing"},
        }
        more = words.get(word, {"state": word})
        return Reply(200, {"id": job, **more})


class Comfy(_Plain):
    def __init__(self) -> None:
        super().__init__("/prompt", "/api/jobs/(?P<id>[^/]+)", "/view")
        self.file = "POST /upload/image"

    def upload(self, seen: Seen, url: str) -> Reply:
        self.files.append(file_in(seen.body, "image"))
        return Reply(200, {"name": "x.png", "subfolder": "sora", "type": "input"})

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        job = seen.json["prompt_id"]
        self.jobs[job] = seen
        return Reply(200, {"prompt_id": job, "number": number, "node_errors": {}})

    def step(self, seen: Seen) -> Step | None:
        # A look whether a file is there at all.
        if seen.route == "/view" and seen.headers.get("range") == "bytes=0-0":
            return None
        return super().step(seen)

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        job = self.id_in(seen)
        if job not in self.jobs:
            return Reply(404, {"error": "Job not found"})
        file = {"filename": "take_00001_.mp4", "subfolder": "sora", "type": "output"}
        words: dict[str, dict[str, Any]] = {
            "done": {"status": "completed", "outputs": {"58": {"images": [file]}}},
            "failed": {
                "status": "failed",
                "execution_error": {"node_type": "KSampler", "exception_message": "boom"},
            },
            "running": {"status": "in_progress"},
        }
        more = words.get(word, {"status": word})
        return Reply(200, {"id": job, **more})

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.route.startswith("/history/"):
            return Reply(200, {})
        if seen.route == "/queue":
            return Reply(200, {"queue_running": [], "queue_pending": []})
        return super().other(seen, url)


def elsewhere(url: str) -> str:
    """The same server under another name, so that it is another host to a client."""
    return url.replace("127.0.0.1", "localhost")


def file_in(body: bytes, name: str) -> bytes:
    """The content of a file of a form (RFC 7578)."""
    border, _, rest = body.partition(b"\r\n")
    for part in rest.split(b"\r\n" + border):
        head, _, content = part.partition(b"\r\n\r\n")
        if f'name="{name}"; filename='.encode() in head:
            return content
    raise AssertionError(f"there is no file {name}")


def _error(text: str) -> dict[str, Any]:
    return {"error": {"message": text}}


def told(kind: str) -> Told:
    """A fresh service of a kind."""
    return _TOLD[kind]()


_TOLD = {
    "openai-videos": lambda: Told(
        OpenAI(), "default", "/v1", finds_lost=True, moderated_input=_error("moderation_blocked")
    ),
    "openrouter": lambda: Told(
        OpenRouter(), "google/veo-3.1-fast", moderated_input=_error("content policy")
    ),
    "fal": lambda: Told(
        Fal(),
        "fal-ai/wan/v2.7/text-to-video",
        moderated_input={"detail": [{"type": "content_policy_violation", "msg": "no"}]},
    ),
    "runway": lambda: Told(Runway(), "gen4.5", moderated_input={"error": "SAFETY.INPUT.TEXT"}),
    "gemini": lambda: Told(
        Gemini(), "gemini-omni-1.1-flash", moderated_input=_error("blocked by safety settings")
    ),
    "replicate": lambda: Told(
        Replicate(), "wan-video/wan-2.2-t2v-fast", finds_lost=True, moderated_input=None
    ),
    "luma": lambda: Told(Luma(), "ray-3.2", moderated_input={"detail": "content_moderated"}),
    "comfyui": lambda: Told(Comfy(), "wan2.2-5b", finds_lost=True, moderates=False, has_key=False),
}
KINDS = tuple(_TOLD)
