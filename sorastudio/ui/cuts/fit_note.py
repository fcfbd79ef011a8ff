"""How far the selected transition can be believed, in words."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from sorastudio.project.ids import ClipId
from sorastudio.ui.cuts.fits import CutFits
from sorastudio.ui.film.session import Session


class FitNote(QLabel):
    """Empty where there is nothing to measure."""

    def __init__(self, session: Session, fits: CutFits, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._fits = session, fits
        self.setWordWrap(True)
        self.setAccessibleName("How well the transition fits")
        for signal in (session.changed, session.selection_changed, fits.changed):
            signal.connect(self._show)
        self._show()

    def _show(self) -> None:
        project, into = self._session.project, _selected(self._session)
        placed = project.timeline.find(into) if into else None
        fit = self._fits.fit(project, placed) if placed else None
        self.setText(fit.words if fit else "")
        self.setProperty("error" if fit and fit.is_low else "small", True)
        self.setProperty("small" if fit and fit.is_low else "error", False)
        self.style().polish(self)
        self.setVisible(fit is not None)


def _selected(session: Session) -> ClipId | None:
    chosen = session.selection
    if chosen.transition_into is None and len(chosen.clips) == 1:
        return next(iter(chosen.clips))
    return chosen.transition_into
