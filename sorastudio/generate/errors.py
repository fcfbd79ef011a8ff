"""What can go wrong at a generator, sorted by what it means for money and for the next step."""

from __future__ import annotations

from enum import StrEnum

from sorastudio.errors import GenerateError
from sorastudio.project.media import Operation
from sorastudio.store.ledger_job import Charged, JobError


class Category(StrEnum):
    INVALID_REQUEST = "invalid_request"
    UNSUPPORTED = "unsupported"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission_or_region"
    CREDIT = "insufficient_credit"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota_daily"
    MODERATED_INPUT = "moderated_input"
    MODERATED_OUTPUT = "moderated_output"
    INPUT_ASSET = "input_asset"
    GONE = "not_found_or_expired"
    MODEL_MISSING = "model_missing"
    INTERNAL = "provider_internal"
    TIMEOUT = "timeout"
    CANCELED = "canceled"
    NOT_SENT = "network_not_sent"
    AMBIGUOUS = "network_ambiguous"
    OUTPUT = "output_invalid"

    @property
    def passes(self) -> bool:
        """Whether the same request may do later, unchanged."""
        return self in _PASSING


_PASSING = {
    Category.RATE_LIMITED,
    Category.QUOTA,
    Category.INTERNAL,
    Category.TIMEOUT,
    Category.NOT_SENT,
    Category.CANCELED,
    Category.OUTPUT,
    Category.GONE,
}

REMEDIES = {
    Category.INVALID_REQUEST: "Change the slot, or choose another model.",
    Category.AUTHENTICATION: "Give the connection another key.",
    Category.PERMISSION: "Look at the account of this key: it may not do this.",
    Category.CREDIT: "Add credit to the account and retry.",
    Category.RATE_LIMITED: "Try again later.",
    Category.QUOTA: "Try again tomorrow, or use another connection.",
    Category.MODERATED_INPUT: "Edit the prompt and try again.",
    Category.MODERATED_OUTPUT: "Edit the prompt, or try another seed.",
    Category.INPUT_ASSET: "Give another picture.",
    Category.MODEL_MISSING: (
        "Choose another model, install this one, or look at the address of the connection."
    ),
    Category.INTERNAL: "Try again later.",
    Category.NOT_SENT: "Look at the network and at the address of the connection, and retry.",
    Category.OUTPUT: "Generate it again.",
    Category.GONE: "Generate it again.",
}


class ProviderError(GenerateError):
    """A generator refused, failed, or could not be reached."""

    def __init__(
        self,
        what: str,
        *,
        category: Category,
        charged: Charged = Charged.UNKNOWN,
        http_status: int | None = None,
        code: str = "",
        retry_after: float | None = None,
        answer: object = None,
        kept: str = "",
        todo: str | None = None,
    ) -> None:
        paid = "Nothing was charged." if charged is Charged.NO else ""
        super().__init__(
            what, kept=kept or paid, todo=REMEDIES.get(category, "") if todo is None else todo
        )
        self.category = category
        self.charged = charged
        self.http_status = http_status
        self.code = code
        self.retry_after = retry_after
        """Seconds the service asks to wait."""
        self.answer = answer
        """What it said, as JSON."""

    def record(self) -> JobError:
        """As the ledger keeps it."""
        return JobError(
            category=self.category,
            message=str(self),
            http_status=self.http_status,
            provider_code=self.code,
            retryable=self.category.passes,
            charged=self.charged,
        )


class Unconfirmed(ProviderError):
    """The request may have been accepted, and charged: no answer came that says so. It is never
    sent again without being asked for."""

    def __init__(self, what: str, *, http_status: int | None = None) -> None:
        super().__init__(
            what,
            category=Category.AMBIGUOUS,
            http_status=http_status,
            kept="It may have been accepted, and charged. It was not sent again.",
            todo="Look for it at the service; then forget the job, or send it again.",
        )


class LetGo(ProviderError):
    """The service does not have the take any more that was to be changed, or never could."""

    def __init__(self, who: str, operation: Operation, error: ProviderError) -> None:
        does = operation.value
        super().__init__(
            f"{who} cannot {does} the take: it has let it go, or it has no way to {does} one.",
            category=Category.INPUT_ASSET,
            charged=error.charged,
            http_status=error.http_status,
            todo="Generate a new take, and go on from that.",
        )


class Unreadable(ProviderError):
    """An answer that makes no sense: not JSON, cut off, or of other types than agreed."""

    def __init__(self, what: str) -> None:
        super().__init__(what, category=Category.INTERNAL)


class Stays(GenerateError):
    """The job is left as it is, to be gone on with another time."""


class LeftRunning(Stays):
    """Nobody waits for the job here any more, but it goes on at the service: it is to be resumed,
    never sent again."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(
            what, kept="The job goes on at the service, and is in the ledger.", todo=todo
        )
