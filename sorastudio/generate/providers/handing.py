"""What services, and the places they name for files, answer to an upload."""

from __future__ import annotations

from typing import Any

from sorastudio.generate.answers import Answer, words_of
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.http import Wire
from sorastudio.store.ledger_job import Charged


def taken(wire: Wire, answer: Answer) -> dict[str, Any]:
    """What a step of an upload was answered with. Raises ProviderError for an error."""
    if not answer.fine:
        raise wire.refused(answer, "the file")
    return answer.data


def refuse_unstored(wire: Wire, answer: Answer) -> None:
    """The same of a place that the service has named for the file: that knows no key, so what it
    refuses may do another time. Raises ProviderError."""
    if not answer.fine:
        raise ProviderError(
            f"The place that {wire.place.who} named for it answered {answer.status}: "
            f"{words_of(answer)}.",
            category=Category.INTERNAL,
            charged=Charged.NO,
            http_status=answer.status,
        )
