from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.project.media import Recipe
from sorastudio.store.recipe_tag import RECIPE_KEY, NoRecipe, read_recipe_tag, recipe_tag
from tests.store.films import recipes, small_recipe


@settings(max_examples=50, deadline=None)
@given(recipe=recipes)
def test_recipe_comes_back_from_one_line_of_ascii(recipe: Recipe) -> None:
    tag = recipe_tag(recipe)
    assert tag.isascii()
    assert len(tag.splitlines()) == 1
    assert read_recipe_tag(tag) == recipe


def test_tag_is_what_it_always_was() -> None:
    assert RECIPE_KEY == "sorastudio.recipe"
    data = json.loads(recipe_tag(small_recipe()))
    assert data["version"] == 1
    assert data["recipe"]["size"] == "1280x720"
    assert data["recipe"]["options"][0] == ["steps", 20]


def changed(**recipe: Any) -> str:
    data = json.loads(recipe_tag(small_recipe()))
    data["recipe"].update(recipe)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("", "Line 1, column 1 is not JSON"),
        ("Made by hand", "is not JSON"),
        ("7", "It is not a recipe"),
        ('{"prompt": "sea"}', "It is not a recipe"),
        ('{"version": 1}', "It is not a recipe"),
        ('{"version": "1", "recipe": {}}', "It is not a recipe"),
        ('{"version": 0, "recipe": {}}', "It is not a recipe"),
        ('{"version": 2, "recipe": {}}', "newer Sora Studio (version 2)"),
        ('{"version": 1, "recipe": {}}', "recipe.prompt: this is missing."),
        (changed(seed="lucky"), "recipe.seed: expected a whole number"),
        (changed(mood="calm"), "recipe.mood: this program does not know"),
        ("[" * 100_000, "nested too deeply"),
        (changed(prompt="x" * 2**20), "far too long"),
    ],
)
def test_foreign_tag_is_passed_over_with_the_reason(tag: str, reason: str) -> None:
    found = read_recipe_tag(tag)
    assert isinstance(found, NoRecipe)
    assert reason in found.reason


@settings(max_examples=100, deadline=None)
@given(tag=st.text(st.characters(), max_size=60))
def test_no_tag_raises(tag: str) -> None:
    assert isinstance(read_recipe_tag(tag), NoRecipe)
