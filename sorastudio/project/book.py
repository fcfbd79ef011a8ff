"""The book of a film: characters, styles and places, named in prompts as {Name}."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from sorastudio.errors import GenerateError
from sorastudio.project.table import Table

_NAME = re.compile(r"\{([^{}]+)\}")


class EntryKind(StrEnum):
    CHARACTER = "character"
    STYLE = "style"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A name and the words it stands for."""

    id: str
    """The name as written between braces."""
    kind: EntryKind
    text: str

    def put_into(self, prompt: str, words: str) -> str:
        """The prompt with other words in the place of this name."""
        return _NAME.sub(
            lambda match: words if match.group(1).strip() == self.id else match.group(0), prompt
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    entries: Table[Entry] = field(default_factory=Table)

    def names_in(self, prompt: str) -> tuple[str, ...]:
        return tuple(name.strip() for name in _NAME.findall(prompt))

    def unknown_in(self, prompt: str) -> tuple[str, ...]:
        """The names a prompt uses and the book does not have, each once."""
        names = dict.fromkeys(self.names_in(prompt))
        return tuple(name for name in names if name not in self.entries)

    def expand(self, prompt: str) -> str:
        """The prompt with every {Name} replaced. Raises GenerateError for a name the book does not
        have."""
        unknown = self.unknown_in(prompt)
        if unknown:
            raise GenerateError(
                f"The prompt names {{{unknown[0]}}}, which is not in the book.",
                todo="Add it to the book, or take the braces away.",
            )
        return _NAME.sub(lambda match: self.entries[match.group(1).strip()].text, prompt)
