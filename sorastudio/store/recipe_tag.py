"""The recipe of a take inside the metadata of its own file, so that the file alone is enough to
make it again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sorastudio.errors import FilmFileError
from sorastudio.project.media import Recipe
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.json_text import parse_json

RECIPE_KEY = "sorastudio.recipe"
"""The name of the metadata entry."""

VERSION = 1
_MAX_CHARACTERS = 2**20


@dataclass(frozen=True, slots=True)
class NoRecipe:
    """Why a tag says nothing to this program."""

    reason: str


def recipe_tag(recipe: Recipe) -> str:
    """One line of ASCII, as some containers take nothing else."""
    data = {"version": VERSION, "recipe": to_data(recipe)}
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def read_recipe_tag(tag: str) -> Recipe | NoRecipe:
    """Never raises: a file may come from anywhere."""
    if len(tag) > _MAX_CHARACTERS:
        return NoRecipe("It is far too long.")
    try:
        return _read(tag)
    except FilmFileError as error:
        return NoRecipe(error.what)


def _read(tag: str) -> Recipe | NoRecipe:
    match parse_json(tag):
        case {"version": int(version), "recipe": data} if version == VERSION:
            return from_data(Recipe, data, "recipe")
        case {"version": int(version), "recipe": _} if version > VERSION:
            return NoRecipe(f"It was written by a newer Sora Studio (version {version}).")
        case _:
            return NoRecipe("It is not a recipe of Sora Studio.")
