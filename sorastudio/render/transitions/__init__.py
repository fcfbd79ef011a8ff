"""The kinds of transition. Each file here that defines kinds lists them in `KINDS`; that is all a
new one needs.

A blend gets two layers of the same size (colour laid over black; both have alpha or neither has)
and gives one like them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sorastudio.errors import UsageError
from sorastudio.render.transitions.kind import Family, Kind, Param

__all__ = ["Family", "Kind", "Param", "kind_named", "kinds"]


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name: family by family, in order of name within each."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    found = [kind for module in modules for kind in getattr(module, "KINDS", ())]
    families = list(Family)
    found.sort(key=lambda kind: (families.index(kind.family), kind.name))
    return {kind.name: kind for kind in found}


def kind_named(name: str) -> Kind:
    kind = kinds().get(name)
    if kind is None:
        raise UsageError(f"There is no transition '{name}'.", todo=f"Use {', '.join(kinds())}.")
    return kind
