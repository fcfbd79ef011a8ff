"""A luma matte of the person's own: any picture of the film, dark places turn first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sorastudio.project.media import Option
from sorastudio.render.picture import Picture
from sorastudio.render.plan import OWN_PICTURE
from sorastudio.render.transitions.kind import Family, Kind, Param, number, smooth, softness
from sorastudio.render.transitions.reveal import reveal, spread
from sorastudio.render.transitions.soft import faded_into


def by_own(
    a: Picture, b: Picture, progress: float, params: Mapping[str, Option], own: Picture
) -> Picture:
    """From the picture's darkest place to its lightest. One of a single grey turns all at once."""
    when = spread(own.y.astype(np.float32))
    if params["invert"]:
        when = 1 - when
    return reveal(a, b, when, progress, number(params, "softness"))


def without(a: Picture, b: Picture, progress: float, _params: Mapping[str, Option]) -> Picture:
    """As long as no picture is chosen, or its file is gone from the film."""
    return faded_into(a, b, smooth(progress))


KINDS = (
    Kind(
        name="matte",
        words="A grey picture of your own says what turns first: dark places do",
        family=Family.MATTE,
        run=without,
        run_with=by_own,
        params=(
            Param(name=OWN_PICTURE, default="", words="a picture of the film"),
            softness(0.1),
            Param(name="invert", default=False, words="light places turn first"),
        ),
    ),
)
