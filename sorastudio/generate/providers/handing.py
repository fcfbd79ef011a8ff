"""What services, and the places they name for files, answer to an upload."""

from __future__ import annotations

import re
from typing import Any

from sorastudio.generate.answers import Answer
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.http import Wire
from sorastudio.store.ledger_job import Charged

_MESSAGE = re.compile(r"<Message>([^<]{1,300}?)\.?</Message>")
"""Stores of files answer with XML, as Amazon's does."""


def taken(wire: Wire, answer: Answer) -> dict[str, Any]:
    """What a step of an upload was answered with. Raises ProviderError for an error."""
    if not answer.fine:
        raise wire.refused(answer, "the file")
    return answer.data


def refuse_unstored(wire: Wire, answer: Answer) -> None:
    """The same of a place that the service has named for the file: that knows no key, so what it
    refuses may do another time. Raises ProviderError."""
    if not answer.fine:
        told = _MESSAGE.search(answer.text)
        words = f": {told[1].strip()}" if told else ""
        raise ProviderError(
            f"The place that {wire.place.who} named for it answered {answer.status}{words}.",
            category=Category.INTERNAL,
            charged=Charged.NO,
            http_status=answer.status,
        )
