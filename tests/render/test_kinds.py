import pytest

from sorastudio.errors import UsageError
from sorastudio.render.transitions import kind_named, kinds
from tests.render.fakes import grey


def test_the_common_kinds_are_there() -> None:
    assert {"dip", "dissolve", "wipe"} <= set(kinds())


@pytest.mark.parametrize("name", sorted(kinds()))
@pytest.mark.parametrize("alpha", [False, True])
def test_every_kind_goes_from_one_picture_to_the_other(name: str, alpha: bool) -> None:
    from dataclasses import replace

    import numpy as np

    a, b = grey(40), grey(200)
    if alpha:
        a, b = (replace(p, alpha=np.full_like(p.y, 255)) for p in (a, b))
    kind = kind_named(name)
    means = [float(kind.blend(a, b, p, {}).y.mean()) for p in (0.001, 0.999)]
    assert means == pytest.approx([40, 200], abs=4)
    picture = kind.blend(a, b, 0.5, {})
    assert picture.size == a.size
    assert (picture.alpha is not None) == alpha
    assert a.y.min() == a.y.max() == 40


def test_parameters_are_read_by_name_and_type() -> None:
    parsed = kind_named("wipe").parse_params({"angle": "90", "softness": "0.5"})
    assert dict(parsed) == {"angle": 90.0, "softness": 0.5}
    assert dict(kind_named("dissolve").parse_params({"linear": "yes"})) == {"linear": True}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("wipe", {"speed": "1"}),
        ("wipe", {"softness": "2"}),
        ("wipe", {"angle": "left"}),
        ("wipe", {"angle": "inf"}),
        ("dissolve", {"linear": "maybe"}),
    ],
)
def test_wrong_parameters_are_refused(kind: str, texts: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        kind_named(kind).parse_params(texts)


def test_an_unknown_kind_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="dissolve"):
        kind_named("sparkle")


def test_a_colour_must_be_a_colour() -> None:
    with pytest.raises(UsageError, match="colour"):
        kind_named("dip").blend(grey(40), grey(200), 0.5, {"color": "mud"})
