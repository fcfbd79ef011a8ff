"""Who can make a take longer, or change it, and why nobody can."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sorastudio.generate.connections import Connection
from sorastudio.generate.offers import Offer, Offered, offer_of_provider
from sorastudio.generate.providers.animatic import Animatic
from sorastudio.generate.records import ANY, shipped
from sorastudio.generate.remakers import remakers, why_none
from sorastudio.generate.sourced import Maker
from sorastudio.project.media import Media, Operation, Size, Take
from tests.project.films import recipe, slot, take

EXTEND, EDIT = Operation.EXTEND, Operation.EDIT
BUILT_IN = offer_of_provider(Animatic(), "Built in")


def offer(kind: str, **changes: object) -> Offer:
    known = shipped(kind)
    models = {
        name: Offered(label=model.facts.label, can=model.capabilities(name))
        for name, model in known.models.items()
    }
    plain = Offer(
        generator=Connection(name=kind, kind=kind).name,
        label=known.facts.label,
        default_model=known.facts.default_model,
        models=models,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def made_by(provider: str, model: str, seconds: Fraction | int = 5) -> tuple[Take, Media]:
    from sorastudio.project.project import new_project

    made, file = take(new_project("Test"), slot("sea"), seconds=seconds)
    told = replace(recipe("a sea", seconds), provider=provider, model=model)
    return replace(made, recipe=told, job_id="job-1"), file


GEMINI, FAL, RUNWAY, LUMA = map(offer, ("gemini", "fal", "runway", "luma"))
EVERY = (BUILT_IN, FAL, GEMINI, RUNWAY, LUMA)


def test_who_made_it_is_the_first_and_needs_no_file() -> None:
    made, media = made_by("gemini", "gemini-omni-1.1-flash")
    first, *others = remakers(made, media, EDIT, EVERY)
    assert first.maker == Maker("gemini", "gemini-omni-1.1-flash")
    assert not first.uploads
    assert others[0].maker == Maker("gemini", "gemini-omni-1.2-flash")
    assert others[0].uploads
    assert {each.maker.generator for each in others} == {"gemini", "fal", "runway", "luma"}


def test_another_model_of_the_same_connection_comes_before_others() -> None:
    made, media = made_by("fal", "fal-ai/veo3.1")
    found = remakers(made, media, EXTEND, EVERY)
    near = [each.maker.model for each in found if each.maker.generator == "fal"]
    assert near == [
        "fal-ai/veo3.1/extend-video",
        "fal-ai/wan/v2.7/image-to-video",
        "fal-ai/ltx-2.3/extend-video",
    ]
    assert found[0].maker.generator == "fal"
    assert found[-1].maker.generator == "animatic"
    assert not found[-1].uploads


def test_a_file_of_no_generator_is_uploaded_to_any() -> None:
    made, media = made_by("", "")
    made = replace(made, job_id="")
    found = remakers(made, media, EDIT, EVERY)
    assert found
    assert all(each.uploads for each in found)
    assert "animatic" not in {each.maker.generator for each in found}


def test_a_take_whose_job_is_not_known_is_uploaded_to_its_maker() -> None:
    made, media = made_by("gemini", "gemini-omni-1.1-flash")
    (first, *_) = remakers(replace(made, job_id=""), media, EDIT, [GEMINI])
    assert first.uploads


def test_who_lacks_a_key_is_left_out_unless_it_made_the_take() -> None:
    made, media = made_by("fal", "fal-ai/veo3.1")
    keyless = replace(GEMINI, lacks_key=True), replace(FAL, lacks_key=True)
    found = remakers(made, media, EXTEND, keyless)
    assert {each.maker.generator for each in found} == {"fal"}


def test_why_nobody_can() -> None:
    made, media = made_by("openrouter", "google/veo", 12)
    assert remakers(made, media, EDIT, [GEMINI]) == []
    assert why_none(made, media, EDIT, [GEMINI]) == (
        "This one has 12 s (Gemini Omni 1.1 Flash: it takes 10 s at most; Gemini Omni 1.2 Flash: "
        "it takes 10 s at most)."
    )
    assert why_none(made, media, EDIT, [BUILT_IN]) == (
        "google/veo cannot edit a take, and no other generator you have takes one to edit."
    )
    film = replace(media, path="media/a.mkv", duration=Fraction(5))
    assert remakers(made, film, EDIT, EVERY) == []
    assert why_none(made, film, EDIT, EVERY) == "Services take no MKV files to edit."
    lone = replace(made, recipe=replace(made.recipe, provider="", model=""))
    assert why_none(lone, media, EDIT, []) == "No generator you have takes a video to edit."


def test_a_shape_that_a_model_does_not_make_is_not_offered_to_it() -> None:
    made, media = made_by("", "")
    tall = replace(made, recipe=replace(made.recipe, size=Size(600, 900)))
    found = {each.maker.model for each in remakers(tall, media, EDIT, EVERY)}
    assert "aleph2" in found
    assert "gemini-omni-1.1-flash" not in found


def test_a_server_of_one_s_own_is_given_videos_whatever_it_serves() -> None:
    own = offer("openai-videos")
    models = {name: each for name, each in own.models.items() if name != ANY}
    own = replace(own, models=models, any_other=own.models[ANY])
    made, media = made_by("gemini", "gemini-omni-1.1-flash", 12)
    assert [each.maker.model for each in remakers(made, media, EDIT, [own])] == ["default"]
    assert remakers(made, media, EXTEND, [own]) == []
    named, media = made_by("openai-videos", "wan-2.2")
    (first, other) = remakers(named, media, EDIT, [own])
    assert (first.maker.model, first.uploads) == ("wan-2.2", False)
    assert (other.maker.model, other.uploads) == ("default", True)
