"""What is to be exported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.extras import Extras, chapters_of
from sorastudio.export.made_with import TAG, MadeWith, made_with
from sorastudio.export.presets import DeliveryKind, Preset
from sorastudio.export.target import check_picture_name
from sorastudio.media.chapters import Chapter
from sorastudio.media.planes import depth_of
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Frames `first` up to `end` of a film, as `preset`, to `out`."""

    project: Project
    preset: Preset
    out: Path
    first: int
    end: int
    extras: Extras = field(default_factory=Extras)

    @property
    def made_with(self) -> MadeWith | None:
        """What the file says of how it was made; None where it is not to say it."""
        if not self.extras.made_with or self.preset.kind is not DeliveryKind.FILM:
            return None
        return made_with(self.project, self.first, self.end)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        if not self.extras.chapters:
            return ()
        return chapters_of(self.project, self.first, self.end)


def order(
    project: Project,
    preset: Preset,
    out: Path,
    span: tuple[int, int] | None,
    extras: Extras | None = None,
) -> Order:
    """An order for the whole film, or for the frames [first, end) of `span`. Raises UsageError,
    ExportError."""
    length = project.timeline.length
    if length == 0:
        raise ExportError("The film is empty.", todo="Add a clip or a slot first.")
    first, end = span or (0, length)
    if not 0 <= first < end <= length:
        raise UsageError(
            f"The range {first}:{end} is not inside the film.",
            todo=f"It has the frames 0:{length}; the end is not included.",
        )
    return Order(
        project=_on_canvas(project, preset),
        preset=_fine(_with_keys(preset, project.rate), project),
        out=out.absolute(),
        first=first,
        end=end,
        extras=_marked(_fitting(extras or Extras(), preset, length), preset, project, first, end),
    )


def _marked(extras: Extras, preset: Preset, project: Project, first: int, end: int) -> Extras:
    """With a tag that says what made it, where files of this kind have tags."""
    if not extras.made_with or preset.kind not in (DeliveryKind.FILM, DeliveryKind.SOUND):
        return extras
    return replace(extras, tags=(*extras.tags, (TAG, made_with(project, first, end).words)))


def _fitting(extras: Extras, preset: Preset, length: int) -> Extras:
    """What this kind of delivery can hold of them."""
    poster = extras.poster
    if poster is not None:
        if not 0 <= poster.frame < length:
            raise UsageError(
                f"There is no frame {poster.frame} for a poster.",
                todo=f"The film has frames 0 to {length - 1}.",
            )
        check_picture_name(poster.out)
    if preset.kind is DeliveryKind.FILM:
        return extras
    tags = extras.tags if preset.kind is DeliveryKind.SOUND else ()
    return replace(extras, chapters=False, tags=tags)


def canvas(film: Size, preset: Preset) -> Size:
    """The size of what is delivered; even sides."""
    if preset.size is not None:
        return preset.size
    if preset.lines is None:
        return film
    scale = preset.lines / min(film.width, film.height)
    return Size(_even(film.width * scale), _even(film.height * scale))


def _on_canvas(project: Project, preset: Preset) -> Project:
    """Everything in a film is said in shares of its canvas, so that another one is all it takes."""
    settings = project.settings
    size, fit = canvas(settings.size, preset), preset.fit or settings.fit
    return replace(project, settings=replace(settings, size=size, fit=fit))


def _with_keys(preset: Preset, rate: FrameRate) -> Preset:
    if preset.video is None or preset.key_seconds is None:
        return preset
    every = max(1, round(preset.key_seconds * rate.fps))
    options = {**preset.video.options, "g": str(every)}
    return replace(preset, video=replace(preset.video, options=options))


def _fine(preset: Preset, project: Project) -> Preset:
    """In the finer of its pixel formats, if any clip of the film has more than 8 bit: so a part of
    the film is made of the same pieces as all of it."""
    video = preset.video
    if video is None or not video.fine_pixel_format or not _has_fine_clip(project):
        return preset
    return replace(preset, video=replace(video, pixel_format=video.fine_pixel_format))


def _has_fine_clip(project: Project) -> bool:
    used = (project.media_of(placed.clip) for placed in project.timeline.clips())
    return any(
        depth_of(media.video.pixel_format) > 8
        for media in used
        if media is not None and media.video is not None
    )


def _even(side: float) -> int:
    return max(2, 2 * round(side / 2))
