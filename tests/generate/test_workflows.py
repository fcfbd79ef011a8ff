"""Templates of graphs: filled by walking, never by searching text."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.records import Model
from sorastudio.generate.request import Request
from sorastudio.generate.workflows import (
    Workflow,
    own_folder,
    read_workflow,
    unreadable,
    workflows,
)
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


def request(**changes: Any) -> Request:
    values: dict[str, Any] = {
        "slot_id": SlotId("s"),
        "slot_name": "sea",
        "take_number": 1,
        "provider": "gpu",
        "model": "wan2.2-5b",
        "prompt": 'say "{{seed}}" aloud',
        "seed": 7,
        "size": Size(1280, 720),
        "rate": Fraction(24),
        "seconds": Fraction(2),
    }
    return Request(**{**values, **changes})


def fill(workflow: Workflow, wanted: Request, **uploaded: str) -> dict[str, Any]:
    can = Model(facts=workflow.facts).capabilities(workflow.facts.model)
    return workflow.fill(wanted, can, prefix="sora/job", uploaded=uploaded)


def test_values_keep_their_types_and_words_stay_words() -> None:
    graph = fill(workflows()["wan2.2-5b"], request())
    assert graph["6"]["inputs"]["text"] == 'say "{{seed}}" aloud'
    assert graph["3"]["inputs"]["seed"] == 7
    size = graph["55"]["inputs"]
    assert (size["width"], size["height"]) == (1280, 704)
    assert size["length"] == 49
    assert "start_image" not in size
    assert graph["58"]["inputs"]["filename_prefix"] == "sora/job"


def test_a_first_frame_is_laid_over_the_graph() -> None:
    workflow = workflows()["wan2.2-5b"]
    graph = fill(workflow, request(), first_frame="sora/x.png")
    assert graph["56"]["inputs"]["image"] == "sora/x.png"
    assert graph["55"]["inputs"]["start_image"] == ["56", 0]
    assert graph["55"]["inputs"]["length"] == 49
    assert "56" not in workflow.graph


def test_options_go_before_defaults() -> None:
    graph = fill(workflows()["wan2.2-5b"], request(options=(("steps", 4),)))
    assert graph["3"]["inputs"]["steps"] == 4


@pytest.mark.parametrize("name", ["wan2.2-5b", "wan2.2-14b-frames", "ltx-2"])
def test_shipped_graphs_have_no_loose_ends(name: str) -> None:
    given = {"first_frame": "a.png", "last_frame": "b.png"}
    graph = fill(workflows()[name], request(), **given)
    assert "{{" not in json.dumps(graph).replace("{{seed}}", "")
    for node in graph.values():
        for value in node["inputs"].values():
            if isinstance(value, list):
                assert value[0] in graph


def test_frames_are_the_fewest_that_cover() -> None:
    ltx = workflows()["ltx-2"]
    assert ltx.frames(Fraction(5), Fraction(24)) == 121
    assert ltx.frames(Fraction(1, 100), Fraction(24)) == 9


def test_own_templates_are_found_and_bad_ones_are_named() -> None:
    own_folder().mkdir(parents=True)
    mine = {"graph": {"1": {"class_type": "X", "inputs": {"s": "{{seed}}", "y": "{{mood}}"}}}}
    (own_folder() / "mine.json").write_text(json.dumps(mine), encoding="utf-8")
    window: dict[str, Any] = {"graph": {"nodes": [], "links": []}}
    (own_folder() / "window.json").write_text(json.dumps(window), encoding="utf-8")
    found = workflows()
    assert "mine" in found
    assert "window" not in found
    ((path, reason),) = unreadable().items()
    assert path.name == "window.json"
    assert "Export (API)" in reason or "window's format" in reason
    with pytest.raises(GenerateError, match="asks for mood"):
        fill(found["mine"], request())
    with pytest.raises(SoraError):
        read_workflow(path)


def test_a_graph_as_comfyui_exports_it_is_a_template() -> None:
    own_folder().mkdir(parents=True)
    graph = {
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}", "clip": ["4", 0]}},
        "3": {"class_type": "KSampler", "inputs": {"seed": "{{seed}}", "cfg": "{{strength}}"}},
        "9": {"class_type": "LoadImage", "inputs": {"image": "{{first_frame}}"}},
    }
    (own_folder() / "mine.json").write_text(json.dumps(graph), encoding="utf-8")
    mine = workflows()["mine"]
    facts = mine.facts
    assert (facts.seed, facts.first_frame, facts.needs_frame) == (True, True, True)
    assert (facts.negative, facts.last_frame, facts.options) == (False, False, ("strength",))
    filled = fill(mine, request(options=(("strength", 2.5),)), first_frame="sora/x.png")
    assert filled["3"]["inputs"] == {"seed": 7, "cfg": 2.5}


def test_a_graph_that_does_not_listen_to_the_prompt_is_refused() -> None:
    own_folder().mkdir(parents=True)
    graph = {"3": {"class_type": "KSampler", "inputs": {"seed": "{{seed}}"}}}
    (own_folder() / "deaf.json").write_text(json.dumps(graph), encoding="utf-8")
    assert "deaf" not in workflows()
    (reason,) = unreadable().values()
    assert "{{prompt}}" in reason


def test_a_file_that_is_no_graph_is_refused() -> None:
    own_folder().mkdir(parents=True)
    for name, content in (("a", {"graph": {"1": {"inputs": {}}}}), ("b", {}), ("c", [])):
        (own_folder() / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    window = {"nodes": [], "links": [], "version": 0.4}
    (own_folder() / "w.json").write_text(json.dumps(window), encoding="utf-8")
    reasons = {path.stem: words for path, words in unreadable().items()}
    assert set(reasons) == {"a", "b", "c", "w"}
    assert "no graph" in reasons["a"]
    assert "window's format" in reasons["w"]
