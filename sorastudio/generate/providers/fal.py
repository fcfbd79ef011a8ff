"""fal's queue. Its models name their inputs each in their own way: the record says how.

The addresses it answers with are used as they come: they cannot be rebuilt from the model's name.
A job that failed is "completed" too; only its result says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from sorastudio.generate.answers import Answer, inside, name_in, text_of, words_in, words_of
from sorastudio.generate.errors import Category, ProviderError, Unreadable
from sorastudio.generate.price import Unit, published_amount
from sorastudio.generate.provider import Failed, Pause, Ready, RemoteJob, Running, Status, Stops
from sorastudio.generate.providers.handing import taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.published import Published, Told, roll_words, telling
from sorastudio.generate.records import ModelFacts, PriceRecord, lengths_of, shipped, today
from sorastudio.generate.request import Request
from sorastudio.generate.speech import Stage, fields_for, stage_of
from sorastudio.generate.uploads import Held, Parcel
from sorastudio.store.ledger_job import Charged

_AT_ONCE = 50
"""So many models can be asked for in one question."""
_MOST_PAGES = 10
_GONE = "fal does not have it any more."
_SECONDS = re.compile(r"(?:([1-9]\d?) )?(?:video[ _])?seconds?")
_TAKES = {"video", "videos", "generation", "generations", "request", "requests"}
_EXACT = Decimal("0.000001")

_ONCE = {"x-fal-no-retry": "1"}
"""Or the queue itself runs a request up to ten times."""


class Fal(HttpProvider):
    def give(self, parcel: Parcel, pause: Pause) -> Held:
        """The key buys a pass for one store, and the store takes the file for the pass."""
        address = self._beside("https://rest.fal.ai", "storage/auth/token")
        answer = self.wire.ask("POST", f"{address}?storage_type=fal-cdn-v3", json={})
        told = taken(self.wire, answer)
        store, kind = text_of(told, "base_url"), text_of(told, "token_type")
        if not self._may_have_pass(store):
            raise Unreadable(f"It names a store that is not {self.link.service.facts.label}’s.")
        shown = f"{kind} {text_of(told, 'token')}"
        if not shown.isascii():
            raise Unreadable("It gives a pass that cannot be shown.")
        headers = {
            "Authorization": shown,
            "Content-Type": parcel.mime,
            "X-Fal-File-Name": parcel.name,
        }
        with parcel.opened(pause) as file:
            url = f"{store.rstrip('/')}/files/upload"
            answer = self.wire.ask("POST", url, content=file, headers=headers)
        return Held(text_of(taken(self.wire, answer), "access_url"))

    def _may_have_pass(self, store: str) -> bool:
        if self.wire.is_base(store):
            return True
        url, hosts = urlsplit(store), self.link.service.facts.files.hosts
        host = f".{url.hostname}"
        return url.scheme == "https" and any(host.endswith(f".{each}") for each in hosts)

    def _beside(self, home: str, path: str) -> str:
        """At fal itself, or at an address of the person's own."""
        return f"{home}/{path}" if "fal." in self.wire.place.base_url else path

    def submit(self, request: Request, token: str) -> RemoteJob:
        can = self.capabilities(request.model)
        body = fields_for(request, can, self.model(request.model).wire)
        with self.naming(request):
            answer = self.wire.create(request.model, json=body, headers=_ONCE)
        with self.accepting():
            job = answer.data
            job_id = text_of(job, "request_id")
            urls = {name: text_of(job, f"{name}_url") for name in ("status", "response", "cancel")}
        return RemoteJob(job_id, request, urls, token, said=answer.text)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(job.urls["status"], partial(self._status, job))

    def _status(self, job: RemoteJob, said: dict[str, Any]) -> Status:
        if said.get("error"):
            return self.failed(words_in(said), str(said.get("error_type") or ""))
        match stage_of(text_of(said, "status")):
            case Stage.DONE:
                return self._result(job)
            case Stage.WAITING:
                place = said.get("queue_position")
                tells = isinstance(place, int) and not isinstance(place, bool) and place >= 0
                return Running(None, ahead=place if tells else None)
            case Stage.CANCELED:
                return Failed("canceled", Category.CANCELED)
            case _:
                return Running(None)

    def cancel(self, job: RemoteJob) -> Stops:
        answer = self.wire.ask("PUT", job.urls["cancel"])
        return Stops.UNKNOWN if answer.fine else Stops.NOTHING

    def check(self) -> str:
        """The price of a model: a call that wants the key and costs nothing."""
        asked = self._about("/pricing", [("endpoint_id", self.default_model)])
        self.wire.get(asked, what="the question for a price")
        return "takes the key"

    def published(self) -> Published:
        """Which of the models of our record are there, and what a unit of each costs."""
        ours = shipped(self.link.connection.kind).models
        there = {name for name, _ in self._rows("", "models", list(ours))}
        if not there:
            raise Unreadable(f"{self.name} lists none of the models that it had.")
        prices = {
            name: price
            for name, row in self._rows("/pricing", "prices", [n for n in ours if n in there])
            if (price := price_in(row, ours[name].facts))
        }
        told = [
            Told(model=name, price=prices.get(name), unusable="" if name in there else _GONE)
            for name in ours
        ]
        return telling(
            self.link.connection, roll_words(told, f"prices were told for {len(prices)}"), told
        )

    def _rows(self, path: str, what: str, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """What it says of each of some models, with its name; nothing of those it does not know.
        One of these may make the answer for all of them a 404."""
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            try:
                yield from self._listed(path, what, some)
            except ProviderError as error:
                if error.http_status != 404:
                    raise
                for name in some if len(some) > 1 else ():
                    yield from self._rows(path, what, (name,))

    def _listed(self, path: str, what: str, names: Sequence[str]) -> list[tuple[str, Any]]:
        found, query = [], [("endpoint_id", name) for name in names]
        for _ in range(_MOST_PAGES):
            said = self.wire.told(self._about(path, query), f"the question for its {what}")
            if not isinstance(said.get(what), list):
                break
            rows = ((name_in(row, "endpoint_id"), row) for row in said[what])
            found += [(name, row) for name, row in rows if name in names]
            following = said.get("next_cursor")
            if not (said.get("has_more") and following):
                return found
            query = [*query[: len(names)], ("cursor", str(following))]
        raise Unreadable(f"{self.name} lists no {what}, or no end of them.")

    def _about(self, path: str, query: list[tuple[str, str]]) -> str:
        address = self._beside("https://api.fal.ai", f"v1/models{path}")
        return f"{address}?{urlencode(query)}"

    def _result(self, job: RemoteJob) -> Status:
        answer = self.wire.ask("GET", job.urls["response"])
        url = inside(answer.maybe, "video", "url") or inside(answer.maybe, "videos", 0, "url")
        if answer.fine and isinstance(url, str):
            return Ready(None, {OUTPUT: url})
        return self._no_result(answer)

    def _no_result(self, answer: Answer) -> Status:
        """Errors of the server are not charged; a 422 after the work may be."""
        if answer.fine:
            answer.data  # noqa: B018 - raises for what is cut off: it is asked for again
            return self.failed("It finished without a video.")
        if answer.status in (408, 429, 502, 503, 504) and answer.maybe is None:
            raise self.wire.refused(answer, "the question for the result")
        charged = Charged.NO if answer.status >= 500 else Charged.UNKNOWN
        code = inside(answer.maybe, "detail", 0, "type") or inside(answer.maybe, "error_type")
        return self.failed(words_of(answer), str(code or ""), charged)


def price_in(row: Any, facts: ModelFacts) -> PriceRecord | None:
    """The price of a model; None where it is none, or for a unit that is not understood. fal tells
    one price for all sizes and lengths: larger pictures keep their ratio to it, and a price of a
    video is that of the shortest, longer ones cost in proportion."""
    amount = published_amount(inside(row, "unit_price"))
    told = _unit(str(inside(row, "unit")).strip().lower())
    if not amount or told is None or inside(row, "currency") not in (None, "USD"):
        return None
    unit, count = told
    lengths, before = lengths_of(facts), facts.price
    if unit is Unit.TAKE and len(lengths) > 1:
        unit, count = Unit.SECOND, min(lengths)
    amount = _exact(amount * count.denominator / count.numerator)
    lines: tuple[tuple[int, Decimal], ...] = ()
    if before is not None and before.unit is unit and before.amount:
        lines = tuple((n, _exact(each * amount / before.amount)) for n, each in before.by_lines)
    return PriceRecord(amount=amount, unit=unit, as_of=today(), by_lines=lines)


def _unit(words: str) -> tuple[Unit, Fraction] | None:
    """And how many of them a price is for."""
    if words in _TAKES:
        return Unit.TAKE, Fraction(1)
    found = _SECONDS.fullmatch(words)
    return found and (Unit.SECOND, Fraction(found[1] or 1))


def _exact(amount: Decimal) -> Decimal:
    """To a millionth, rounded up, without zeros at the end."""
    exact = amount.quantize(_EXACT, rounding="ROUND_UP")
    return Decimal(format(exact.normalize(), "f"))
