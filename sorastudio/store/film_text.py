"""A film as the text of its file, and back: layout version, migration, and the check of what came
out."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio import __version__
from sorastudio.errors import FilmFileError
from sorastudio.project.check import Violation, errors
from sorastudio.project.project import Project
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.json_text import Json, format_json, parse_json
from sorastudio.store.migrations import VERSION, Layout, migrate

_HEADER = "sora_studio"
_FILM = "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFilm:
    """`version` is that of the layout the text had."""

    project: Project
    version: int


def write_film(project: Project) -> bytes:
    """The text of the film's file, in UTF-8."""
    header: Json = {"version": VERSION, "program": __version__}
    text = format_json({_HEADER: header, _FILM: to_data(project)})
    # A file name that is no text (lone surrogates) becomes \udcXX, which JSON reads back.
    return text.encode("utf-8", "backslashreplace")


def read_film(content: bytes) -> ReadFilm:
    """Raises FilmFileError for anything but the sound film of a version this program knows."""
    film, version = _unwrap(parse_json(_decode(content)))
    project = from_data(Project, migrate(film, version), _FILM)
    refuse_broken(project)
    return ReadFilm(project=project, version=version)


def refuse_broken(project: Project) -> None:
    """Raises FilmFileError that names the first broken invariant and counts the others."""
    broken = errors(project)
    if broken:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise FilmFileError(f"The film does not hold together: {_words(broken[0])}{more}")


def layout_of(content: bytes) -> int:
    """The layout version of a text; the present one for what is no film."""
    try:
        return _header(parse_json(_decode(content)))[1]
    except FilmFileError:
        return VERSION


def _words(violation: Violation) -> str:
    return f"{violation.where}: {violation.words}" if violation.where else violation.words


def _decode(content: bytes) -> str:
    if not content.strip():
        raise FilmFileError("The file is empty.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FilmFileError("It is not a text, so it is not a film of Sora Studio.") from None


def _unwrap(data: Json) -> tuple[Layout, int]:
    top, version = _header(data)
    _refuse_version(version, top[_HEADER])
    unknown = top.keys() - {_HEADER, _FILM}
    if unknown:
        raise FilmFileError(f"{min(unknown)}: this program does not know what this is.")
    film = top.get(_FILM)
    if not isinstance(film, dict):
        raise FilmFileError(f"{_FILM}: expected an object.")
    return film, version


def _header(data: Json) -> tuple[Layout, int]:
    header = data.get(_HEADER) if isinstance(data, dict) else None
    version = header.get("version") if isinstance(header, dict) else None
    if not isinstance(data, dict) or type(version) is not int:
        raise FilmFileError("It is not a film of Sora Studio.")
    return data, version


def _refuse_version(version: int, header: Json) -> None:
    if version < 1:
        raise FilmFileError(f"{_HEADER}.version: there is no layout {version}.")
    if version <= VERSION:
        return
    program = header.get("program") if isinstance(header, dict) else None
    writer = f"Sora Studio {program}" if isinstance(program, str) else "a newer Sora Studio"
    raise FilmFileError(
        f"It was saved by {writer} in layout {version}; this is Sora Studio {__version__}, which "
        f"knows layouts up to {VERSION}.",
        todo=f"Open it with {writer} or newer.",
    )
