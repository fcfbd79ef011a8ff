import pytest

from sorastudio.errors import UsageError
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, blank
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


@pytest.mark.parametrize("progress", [0.02, 0.3, 0.5, 0.98])
def test_a_dissolve_in_light_mixes_as_a_screen_shows_it(progress: float) -> None:
    import numpy as np

    a, b = np.meshgrid(np.arange(16, 236), np.arange(16, 236))
    light = [((side - 16) / 219) ** 2.4 for side in (a, b)]
    expected = 16 + 219 * (light[0] * (1 - progress) + light[1] * progress) ** (1 / 2.4)
    pictures = [blank(Size(220, 220)) for _ in range(2)]
    first, second = (
        Picture(side.astype(np.uint8), *picture.planes[1:])
        for side, picture in zip((a, b), pictures, strict=True)
    )
    mixed = kind_named("dissolve").blend(first, second, progress, {"linear": True})
    assert np.abs(mixed.y - expected).max() < 0.6
    assert mixed.y[0, 0] == 16
