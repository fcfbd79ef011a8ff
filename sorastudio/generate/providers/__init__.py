"""One file for each generator. `provider_named` is the only place that knows them all."""

from __future__ import annotations

from collections.abc import Callable

from sorastudio.errors import UsageError
from sorastudio.generate.provider import Provider

DEFAULT = "animatic"


def provider_named(name: str) -> Provider:
    """Raises UsageError where there is no such generator."""
    make = _PROVIDERS.get(name)
    if make is None:
        raise UsageError(f"There is no generator '{name}'.", todo=f"Use {', '.join(_PROVIDERS)}.")
    return make()


def provider_names() -> tuple[str, ...]:
    """All there are."""
    return tuple(_PROVIDERS)


def _animatic() -> Provider:
    from sorastudio.generate.providers.animatic import Animatic

    return Animatic()


_PROVIDERS: dict[str, Callable[[], Provider]] = {DEFAULT: _animatic}
