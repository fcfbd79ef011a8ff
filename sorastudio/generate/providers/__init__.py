"""Generators, each in a file of its own. `provider_named` is the only place that knows them all.

A generator is either the built-in one, or a connection that the person has named: a kind of
service, an address, terms.

How a kind of service is added: one file and one data record.

1. `resources/models/<kind>.json`: the service (`ServiceFacts`: address, further hosts its key may
   go to, the usual variable of its key, what its refusals mean) and its models (`ModelFacts`: what
   each can do and costs, with the day of the price; under `wire`, whatever the file needs to speak
   of it). Nothing of a model is written in code: the panel, refusals and estimates read it there.
2. `<kind>.py` here: a class after `service.HttpProvider` with `submit` (one call of
   `wire.create`, its answer read by `accepted`), `poll` (by `status_at`: words of the service as
   `Running`, `Ready` with the address of the video, or `Failed` with its category), and `check` (a
   free call). `give`, where it has a way to be given files: it uploads one, and says what a request
   names it by; the record says how large (`FileFacts`). `cancel` and `reconcile` where the service
   has them; `fetch` only where the video is not behind an address. `published` where it says of its
   models or prices itself, by free calls: what is told is laid over the record
   (`generate.published`). Then its line in `connecting._KINDS`. How far a job is (`progress`) and
   how many are in front of it (`ahead`) go into `Running` where the service says so; what a service
   tells by itself, over a socket, is heard inside of `listening` (see `comfyui`), while polling
   stays the truth for the state.
3. `tests/generate/services.py`: how the service answers when all is well. The misbehaving server
   does the rest: every fault of `test_paid_once.py`, and of `test_uploads.py`, is tried on it.
"""

from __future__ import annotations

from sorastudio.errors import SoraError, UsageError
from sorastudio.generate.connections import BUILT_IN, ConnectionsFile
from sorastudio.generate.provider import Provider

DEFAULT = BUILT_IN


def provider_named(name: str) -> Provider:
    """Raises UsageError where there is no such generator, and SoraError where it has no key."""
    if name == BUILT_IN:
        from sorastudio.generate.providers.animatic import Animatic

        return Animatic()
    connection = ConnectionsFile().named(name)
    if connection is None:
        raise UsageError(
            f"There is no generator '{name}'.",
            todo=f"Use {', '.join(provider_titles().values())}, or add a connection of that name.",
        )
    # The network's libraries are much to load for a film that needs none.
    from sorastudio.generate.providers.connecting import connect

    return connect(connection)


def provider_titles() -> dict[str, str]:
    """What the person calls each there is, by its name: the built-in one first. A list of
    connections that cannot be read has none."""
    try:
        connections = ConnectionsFile().load()
    except SoraError:
        connections = ()
    return {BUILT_IN: BUILT_IN, **{each.name: each.title for each in connections}}


def name_of(title: str) -> str:
    """What films call the generator that a person calls so; the same where there is none."""
    names = {title: name for name, title in provider_titles().items()}
    return names.get(title, title)


def title_of(name: str) -> str:
    """What a person calls the generator that films call so; the same where there is none."""
    return provider_titles().get(name, name)
