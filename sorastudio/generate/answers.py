"""Reading what services answer: tolerant of what is new in it, never of what makes no sense."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sorastudio.generate.errors import Category, ProviderError, Unreadable
from sorastudio.store.ledger_job import Charged

_LONGEST_WORDS = 500
_LONGEST_NAME = 200
_MARKUP = frozenset("<>")

_BY_STATUS = {
    401: Category.AUTHENTICATION,
    402: Category.CREDIT,
    403: Category.PERMISSION,
    404: Category.MODEL_MISSING,
    410: Category.GONE,
    429: Category.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request, without any key in it."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object. Raises Unreadable for anything else."""
        found = self.maybe
        if not isinstance(found, dict):
            raise Unreadable(f"The answer is {_what(self.text)}.")
        return found

    @property
    def maybe(self) -> Any:
        """The JSON; None where it is none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @property
    def retry_after(self) -> float | None:
        """Seconds the service asks to wait; dates are not read."""
        for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
            seconds = _number(self.headers.get(name, ""))
            if seconds is not None:
                return seconds / unit
        body = self.maybe
        return _number(body.get("retry_after")) if isinstance(body, dict) else None


def text_of(data: Any, *path: str | int) -> str:
    """A text somewhere inside; raises Unreadable where there is none."""
    found = inside(data, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if not isinstance(found, str) or not found:
        raise Unreadable(f"The answer has no text for {'.'.join(map(str, path))}.")
    return found


def inside(data: Any, *path: str | int) -> Any:
    """What stands at a path through objects and lists; None where it leads nowhere."""
    for step in path:
        match data, step:
            case dict(), str():
                data = data.get(step)
            case list(), int() if -len(data) <= step < len(data):
                data = data[step]
            case _:
                return None
    return data


def list_in(data: Any, *path: str | int) -> list[Any]:
    """The list that stands at a path; an empty one where there is none."""
    found = inside(data, *path)
    return found if isinstance(found, list) else []


def name_in(data: Any, *path: str | int) -> str:
    """The name that stands at a path, of an `id` unless told; empty for anything that is none."""
    found = inside(data, *(path or ("id",)))
    if not isinstance(found, str) or len(found) > _LONGEST_NAME:
        return ""
    # Nothing that a window could take for a text with pictures in it.
    return found if found.isprintable() and not _MARKUP.intersection(found) else ""


def share_of(value: Any, whole: float = 1.0) -> float | None:
    """Progress as a share between 0 and 1."""
    number = _number(value)
    return None if number is None else min(max(number / whole, 0.0), 1.0)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number < 1e9 else None


def words_of(answer: Answer) -> str:
    """What an error says, from whichever of the usual places it stands in."""
    found = answer.maybe
    return _what(answer.text) if found is None else words_in(found)


def words_in(said: Any) -> str:
    """The same of an answer that was read; all of it where it says nothing there."""
    words = list(dict.fromkeys(_said(said)))
    return _short("; ".join(words) if words else json.dumps(said, ensure_ascii=False))


def _said(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for each in data:
            yield from _said(each)
    elif isinstance(data, dict) and isinstance(data.get("loc"), list):
        # How FastAPI says which field of a request it does not take.
        field = ".".join(str(each) for each in data["loc"] if each != "body")
        yield f"{field}: {data.get('msg', 'it is refused')}"
    elif isinstance(data, dict):
        for name in ("code", "type", "status", "failureCode", "error_type"):
            if isinstance(data.get(name), str):
                yield data[name]
        for name in ("error", "errors", "detail", "message", "msg", "title", "failure", "reason"):
            if name in data:
                yield from _said(data[name])


def _what(text: str) -> str:
    if not text.strip():
        return "empty"
    if re.match(r"\s*<(!doctype|html)", text, re.IGNORECASE):
        title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        return f"a web page (“{_short(title[1])}”)" if title else "a web page"
    return "not what was agreed, or cut off"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_WORDS else plain[: _LONGEST_WORDS - 1] + "…"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def category_of(text: str, refusals: tuple[tuple[str, str], ...]) -> Category | None:
    """By what stands in an answer, as the record of the service lists it."""
    return next((Category(name) for mark, name in refusals if mark in text), None)


def refusal(
    answer: Answer, who: str, what: str, refusals: tuple[tuple[str, str], ...]
) -> ProviderError:
    """An error answer in words: nothing was accepted with it."""
    category = category_of(answer.text, refusals) or _BY_STATUS.get(
        answer.status, Category.INVALID_REQUEST if answer.status < 500 else Category.INTERNAL
    )
    return ProviderError(
        _sentence(f"{who} refused {what} ({answer.status}): {words_of(answer)}"),
        category=category,
        charged=Charged.NO,
        http_status=answer.status,
        retry_after=answer.retry_after,
        answer=answer.maybe,
    )
