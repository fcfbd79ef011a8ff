"""What is told beside the fields of a slot is what is refused when it is sent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.offers import offer_of
from sorastudio.generate.records import kinds
from sorastudio.generate.request import Request
from sorastudio.generate.wanted import refuse_beyond
from sorastudio.project.media import Size
from sorastudio.project.project import Settings, new_project
from sorastudio.ui.panels.abilities import abilities
from tests.ui.panels.films import a_slot

FILM = new_project("Film", Settings(size=Size(1280, 720)))


@pytest.mark.parametrize("kind", kinds())
def test_troubles_are_what_is_refused(tmp_path: Path, kind: str) -> None:
    ConnectionsFile().put(Connection(name="c", kind=kind))
    for offered in offer_of("c").models.values():
        for seconds in (1, 5, 9, 30):
            for negative in ("", "blurry"):
                for size in (None, Size(1000, 100)):
                    slot = replace(
                        a_slot(), seconds=Fraction(seconds), negative=negative, size=size
                    )
                    request = Request(
                        slot_id=slot.id,
                        slot_name=slot.name,
                        take_number=1,
                        provider="c",
                        model=offered.can.model,
                        prompt=slot.prompt,
                        negative=negative,
                        seed=1,
                        size=size or FILM.settings.size,
                        rate=FILM.rate.fps,
                        seconds=offered.can.length_for(slot.seconds),
                    )
                    troubles = abilities(FILM, slot, offered).troubles
                    try:
                        refuse_beyond(offered.can, request)
                    except GenerateError:
                        assert troubles
                    else:
                        assert troubles == ()
