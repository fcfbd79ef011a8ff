"""A sentence taken apart: words that count, words denied, stems, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sorastudio.generate.animatic import words

_WORD = re.compile(r"[a-zà-ÿ0-9]+(?:['’-][a-zà-ÿ0-9]+)*")
_STOP = re.compile(r"[.,;:!?]")
_PHRASES = (
    ("black and white", "black-and-white"),
    ("hot air balloon", "hot-air"),
    ("hot-air balloon", "hot-air"),
    ("golden hour", "golden"),
    ("magic hour", "golden"),
    ("blue hour", "blue-hour"),
    ("close up", "close-up"),
    ("new york", "city"),
    ("outer space", "space"),
    ("living room", "room"),
    ("free of", "free-of"),
    ("road trip", "roadtrip"),
    ("milky way", "milky"),
    ("fall leaves", "autumn leaves"),
    ("deep sea", "deep-sea"),
    ("shades of", "tones"),
)

K = TypeVar("K", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    stems: tuple[str, ...]
    sets_place: bool
    """Follows `in`, `through`, `at` ... closely: the setting rather than a prop."""


def joined(text: str) -> str:
    text = text.lower().replace("’", "'")
    for phrase, word in _PHRASES:
        text = text.replace(phrase, word)
    return text


def split_words(text: str) -> tuple[list[Word], list[Word]]:
    """Words that count, and words denied by a negation up to the next stop or `but`."""
    kept: list[Word] = []
    denied: list[Word] = []
    for clause in _STOP.split(text):
        no, since_setting = 0, 9
        for token in _WORD.findall(clause):
            if token in words.NEGATIONS:
                no = 3
                continue
            if token in ("but", "with", "and", "just", "only"):
                no = no if token == "and" else 0
                continue
            since_setting = 0 if token in words.SETTING else since_setting + 1
            word = Word(token, _stems(token), since_setting <= 4)
            (denied if no else kept).append(word)
            no -= no > 0 and token not in ("any", "a", "the", "or")
    return kept, denied


def _stems(token: str) -> tuple[str, ...]:
    """The word itself, then what it may be a form of: plurals, -ing, -ed, -y, and hyphenated
    parts."""
    token = re.sub(r"'s?$", "", token)
    forms = [token]
    for part in (token, *(token.split("-") if "-" in token else ())):
        forms.append(part)
        for ending, instead in _ENDINGS:
            if part.endswith(ending) and len(part) - len(ending) + len(instead) >= 3:
                forms.append(part[: len(part) - len(ending)] + instead)
    return tuple(dict.fromkeys(forms))


_ENDINGS = (
    ("ies", "y"),
    ("ves", "f"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("y", ""),
)


def index_of(table: Mapping[K, str]) -> dict[str, list[K]]:
    index: dict[str, list[K]] = {}
    for kind, line in table.items():
        for word in line.split():
            index.setdefault(word, []).append(kind)
    return index


def meanings(table: Mapping[K, str], found: Iterable[Word]) -> list[tuple[K, Word]]:
    """Each kind with the word that named it, in order of appearance; a word counts by its first
    stem that is known."""
    index = index_of(table)
    named: list[tuple[K, Word]] = []
    for word in found:
        stem = next((stem for stem in word.stems if stem in index), None)
        named += [(kind, word) for kind in index.get(stem or "", [])]
    return named


def kinds_in(table: Mapping[K, str], found: Iterable[Word]) -> list[K]:
    return list(dict.fromkeys(kind for kind, _ in meanings(table, found)))


def first_kind(table: Mapping[K, str], found: Iterable[Word]) -> K | None:
    return next(iter(kinds_in(table, found)), None)
