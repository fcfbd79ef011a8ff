"""What a person asks `sorastudio export` for, as orders."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sorastudio.cli.film_access import OpenFilm
from sorastudio.cli.values import parse_frame, parse_range
from sorastudio.errors import UsageError
from sorastudio.export.extras import Extras, Poster, overlay_of, tags_of
from sorastudio.export.order import Order, order
from sorastudio.export.presets import Preset, preset_named

_THOUSANDS = {"": 1, "k": 1_000, "m": 1_000_000}


def orders(arguments: argparse.Namespace, film: OpenFilm) -> list[Order]:
    """One for each file. Raises UsageError, ExportError before anything is made."""
    project, span = film.project, None
    if arguments.range is not None:
        span = parse_range(arguments.range, project.rate, project.timeline.length)
    extras = _extras(arguments)
    pairs = [(_tuned(preset, arguments), path) for preset, path in _pairs(arguments, film)]
    twice = {path for _, path in pairs if sum(path == other for _, other in pairs) > 1}
    if twice:
        raise UsageError(
            f"{twice.pop()} is asked for more than once.", todo="Give each file its own name."
        )
    # One picture stands for all of them.
    poster = arguments.poster and _poster(arguments.poster, film, pairs[0][1])
    return [
        order(project, preset, path, span, extras if number else replace(extras, poster=poster))
        for number, (preset, path) in enumerate(pairs)
    ]


def make_folder(wanted: Sequence[Order], arguments: argparse.Namespace) -> None:
    """The folder for several files, where only it is missing: whoever exports says what happens
    otherwise."""
    folder = wanted[0].out.parent
    if len(arguments.outs) == 1 < len(wanted) and folder.parent.is_dir():
        with suppress(OSError):
            folder.mkdir(exist_ok=True)


def _pairs(arguments: argparse.Namespace, film: OpenFilm) -> Iterator[tuple[Preset, Path]]:
    outs = [Path(out) for out in arguments.outs]
    if not outs and not arguments.deliver:
        raise UsageError("It was not said where to write.", todo="Give OUT, or --deliver.")
    names = arguments.preset.split(",") if outs else []
    wanted = [preset_named(name.strip()) for name in names]
    if len(outs) == 1 < len(wanted):
        (folder,) = outs
        outs = [folder / f"{film.path.stem}-{each.name}{each.extension}" for each in wanted]
    if len(outs) != len(wanted):
        raise UsageError(
            f"There are {len(wanted)} presets and {len(outs)} files.",
            todo="Give one file for each, or a folder for all of them.",
        )
    yield from ((preset, out.absolute()) for preset, out in zip(wanted, outs, strict=True))
    for text in arguments.deliver:
        name, colon, out = text.partition(":")
        if not colon or not out:
            raise UsageError(f"'{text}' is no delivery.", todo="Write PRESET:OUT.")
        yield preset_named(name), Path(out).absolute()


def _tuned(preset: Preset, arguments: argparse.Namespace) -> Preset:
    tuned = preset.tuned(arguments.crf, arguments.encoder_preset)
    if arguments.bit_rate is not None:
        return tuned.at_bit_rate(parse_bit_rate(arguments.bit_rate))
    if arguments.max_bit_rate is not None:
        return tuned.at_most(parse_bit_rate(arguments.max_bit_rate))
    return tuned


def parse_bit_rate(text: str) -> int:
    """Bits a second as 8M, 2.5M, 800k or a number. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?)([kKmM]?)", text.strip())
    if not match:
        raise UsageError(f"'{text}' is not a bit rate.", todo="Write it like 8M or 800k.")
    return round(float(match[1]) * _THOUSANDS[match[2].lower()])


def _extras(arguments: argparse.Namespace) -> Extras:
    said = {
        name: text
        for name in ("title", "author", "comment", "date")
        if (text := getattr(arguments, name)) is not None
    }
    for tag in arguments.tag:
        name, sign, text = tag.partition("=")
        if not sign:
            raise UsageError(f"'{tag}' is no tag.", todo="Write NAME=WORDS.")
        said[name] = text
    burnt = arguments.burn_in.split(",") if arguments.burn_in else []
    return Extras(
        overlay=overlay_of(name.strip() for name in burnt),
        chapters=arguments.chapters,
        tags=tags_of(said),
        made_with=not arguments.strip_provenance,
    )


def _poster(text: str, film: OpenFilm, out: Path) -> Poster:
    number, sign, name = text.partition("=")
    frame = parse_frame(number, film.project.rate, "Frame")
    beside = out.with_name(f"{out.stem}.jpg")
    return Poster(frame=frame, out=Path(name).absolute() if sign else beside)
