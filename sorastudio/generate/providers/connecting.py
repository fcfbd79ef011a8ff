"""From a named connection to a generator that is ready: key, wire and record put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast
from urllib.parse import urlsplit

from sorastudio.errors import SoraError, UsageError
from sorastudio.generate.connections import Connection
from sorastudio.generate.download import Persistence
from sorastudio.generate.http import Place, Timeouts, Wire
from sorastudio.generate.providers.service import HttpProvider, Link
from sorastudio.generate.published import service_of
from sorastudio.generate.records import ServiceFacts, shipped
from sorastudio.store.secrets import Secret, Secrets, variable_of

Auth = Callable[[str], Mapping[str, str]]


def _bearer(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"}


_KINDS: dict[str, tuple[str, Auth, Mapping[str, str]]] = {
    "comfyui": ("comfyui:ComfyUI", _bearer, {}),
    "fal": ("fal:Fal", lambda key: {"Authorization": f"Key {key}"}, {}),
    "gemini": ("gemini:Gemini", lambda key: {"x-goog-api-key": key}, {}),
    "luma": ("luma:Luma", _bearer, {}),
    "openai-videos": ("openai_videos:OpenAIVideos", _bearer, {}),
    "openrouter": ("openrouter:OpenRouter", _bearer, {}),
    "replicate": ("replicate:Replicate", _bearer, {}),
    "runway": ("runway:Runway", _bearer, {"X-Runway-Version": "2024-11-06"}),
}
"""Class, how its key is given, and what else every call carries."""


def kinds_of_service() -> tuple[str, ...]:
    return tuple(_KINDS)


def connect(
    connection: Connection,
    secrets: Secrets | None = None,
    *,
    timeouts: Timeouts | None = None,
    persistence: Persistence | None = None,
) -> HttpProvider:
    """A connection, ready for use. Raises SoraError where its kind is not known, or its key is not
    found."""
    module, auth, headers = _kind(connection.kind)
    facts = shipped(connection.kind).facts
    secret = (secrets or Secrets()).find(
        connection.name, connection.key_variable, facts.key_variable
    )
    if secret is None and facts.needs_key:
        raise _no_key(connection, facts.key_variable, facts.key_page)
    key = _clean(connection, secret)
    place = Place(
        who=connection.title,
        base_url=_address(connection.base_url, facts),
        # A base of the person's own is alone with the key.
        hosts=frozenset() if connection.base_url else frozenset(facts.hosts),
        key=key,
        auth=auth(key) if key else {},
        headers=headers,
        refusals=facts.refusals,
        timeouts=timeouts or Timeouts(),
    )
    file, name = module.split(":")
    cls = getattr(import_module(f"sorastudio.generate.providers.{file}"), name)
    ready = Link(
        connection=connection,
        service=service_of(connection),
        wire=Wire(place),
        persistence=persistence or Persistence(),
    )
    return cast("HttpProvider", cls(ready))


def _address(given: str, facts: ServiceFacts) -> str:
    """A server is mostly spoken of by its host alone."""
    is_host_alone = bool(given) and urlsplit(given).path in ("", "/")
    return given.rstrip("/") + facts.own_path if is_host_alone else given or facts.base_url


def _clean(connection: Connection, secret: Secret | None) -> str:
    """The key as it can be sent. Raises SoraError for what was not copied right."""
    key = secret.value if secret else ""
    if not (key.isascii() and key.isprintable()):
        raise SoraError(
            f"The key of {connection.title} has characters in it that no key has.",
            kept="Nothing was sent.",
            todo="Copy it again.",
        )
    return key


def _kind(kind: str) -> tuple[str, Auth, Mapping[str, str]]:
    found = _KINDS.get(kind)
    if found is None:
        raise UsageError(f"There is no kind of service '{kind}'.", todo=f"Use {', '.join(_KINDS)}.")
    return found


def _no_key(connection: Connection, variable: str, page: str) -> SoraError:
    return SoraError(
        f"The connection {connection.title} has no key.",
        kept="Nothing was sent.",
        todo=f"Give it one under Connections in the window, or run “sorastudio connections key "
        f"{connection.title}”, or set {variable_of(connection.name)} or "
        f"{connection.key_variable or variable}." + (f" Keys are made at {page}." if page else ""),
    )
