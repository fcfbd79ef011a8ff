"""Errors a person can act on. Anything else that is raised is a bug of ours."""


class SoraError(Exception):
    """What happened, what was kept, and what to do, in words for the person."""

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(" ".join(part for part in (what, kept, todo) if part))
        self.what = what
        self.kept = kept
        self.todo = todo


class EditRefused(SoraError):
    """The edit cannot be done as asked; nothing has been changed."""


class MediaError(SoraError):
    """A media file cannot be read or written."""


class FilmFileError(SoraError):
    """A film file cannot be read or written."""


class ExportError(SoraError):
    """An export could not be finished; the file under the final name, if any, is the old one."""


class GenerateError(SoraError):
    """A generator refused or failed."""


class CapReached(GenerateError):
    """A request would go beyond what may be spent; it has not left."""


class UsageError(SoraError):
    """The command was called wrongly."""
