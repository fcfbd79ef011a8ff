"""Encodes what is finished of the film while the person does something else, so that an export at
the end takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.jobs.machine import SpareCores, on_battery
from sorastudio.project.project import Project
from sorastudio.settings import SettingsFile
from sorastudio.ui.export.exporting import Exporting
from sorastudio.ui.film.session import Session

if TYPE_CHECKING:  # the encoders are loaded when something is built
    from sorastudio.export.built import Built
    from sorastudio.export.extras import Extras
    from sorastudio.export.order import Order
    from sorastudio.export.presets import Preset

PATIENCE_SECONDS = 6.0
"""Without an edit, before anything is built."""
LOOK_SECONDS = 0.7
"""Without an edit, before it is looked for what is there."""
_GLANCE_MS = 1000
_LEAST_SPARE = 0.5
"""Of a core."""

Spans = tuple[tuple[int, int], ...]


class Building(QObject):
    """`changed` says that other stretches are built."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        exporting: Exporting,
        settings: SettingsFile,
        *,
        spare_cores: Callable[[], float] | None = None,
        is_on_battery: Callable[[], bool] = on_battery,
    ) -> None:
        super().__init__(session)
        self._session, self._exporting, self._settings = session, exporting, settings
        self._spare_cores = spare_cores or SpareCores()
        self._others: list[Callable[[], bool]] = [is_on_battery, lambda: exporting.is_running]
        self._job: Job[Built] | None = None
        self._workers = 0
        self._wanted: tuple[Preset, Extras] | None = None
        self._spans: Spans = ()
        self._done_for: Project | None = None
        self._looked_for: Project | None = None
        self._edited = monotonic()
        self._timer = QTimer(self, interval=_GLANCE_MS)
        self._timer.timeout.connect(self._glance)
        session.changed.connect(self._on_edit)
        exporting.started.connect(self._on_export)
        self._timer.start()

    @property
    def is_on(self) -> bool:
        return self._settings.value.builds

    @property
    def spans(self) -> Spans:
        """Stretches [first, end) that are there for an export."""
        return self._spans

    @property
    def label(self) -> str:
        """Of what they are built for."""
        return self._what()[0].label

    def toggle(self) -> None:
        self._settings.change(replace(self._settings.value, builds=not self.is_on))
        words = "Finished stretches are built for the export in the background."
        self._session.told.emit("info", words if self.is_on else "Nothing is built ahead any more.")
        self._glance()

    def waits_while(self, is_busy: Callable[[], bool]) -> None:
        """Nothing is built while this is so."""
        self._others.append(is_busy)

    def stop(self) -> None:
        self._timer.stop()
        self._cancel()

    @Slot(object)
    def _on_edit(self, _: Project) -> None:
        self._edited = monotonic()
        self._done_for = self._looked_for = None
        self._cancel()
        # What moved is known again when it is looked for.
        self._show(())

    @Slot(object)
    def _on_export(self, order: Order) -> None:
        """What is delivered once is delivered again."""
        if _is_built_ahead(order.preset):
            self._wanted = order.preset, order.extras
        self._done_for = self._looked_for = None

    @Slot()
    def _glance(self) -> None:
        project, spare = self._session.project, self._spare_cores()
        rest = monotonic() - self._edited
        if self._session.closing or not project.timeline.length:
            return
        if self._job is not None:
            if self._workers and self._is_unwelcome():
                self._cancel()
        elif self._looked_for is not project and rest >= LOOK_SECONDS:
            self._looked_for = project
            self._begin(project, 0)
        elif self._done_for is project or rest < PATIENCE_SECONDS or spare < _LEAST_SPARE:
            return
        elif not self._is_unwelcome():
            self._begin(project, max(1, int(spare)))

    def _is_unwelcome(self) -> bool:
        return not self.is_on or any(busy() for busy in self._others)

    def _begin(self, project: Project, workers: int) -> None:
        """Without workers it only looks for what is there."""
        self._workers = workers
        folder, what = self._session.folder, self._what

        def work(context: Context) -> Built:
            from sorastudio.export.built import build_some
            from sorastudio.export.local import workers_for
            from sorastudio.export.order import order

            preset, extras = what()
            wanted = order(project, preset, folder.film, None, extras)
            most = min(workers, workers_for(wanted.project.settings.size))
            return build_some(wanted, folder, most, context.check)

        self._job = self._session.scheduler.submit(
            "spare",
            work,
            label="Build ahead",
            on_done=lambda built: self._built(project, built),
            on_error=lambda error: self._failed(project, error),
            on_cancel=self._forget_job,
        )

    def _what(self) -> tuple[Preset, Extras]:
        from sorastudio.export.extras import Extras
        from sorastudio.export.presets import presets

        if self._wanted is not None:
            return self._wanted
        known = presets()
        preset = known.get(self._settings.value.delivery, known["final"])
        return (preset if _is_built_ahead(preset) else known["final"]), Extras()

    def _built(self, project: Project, built: Built) -> None:
        self._forget_job()
        if project is self._session.project:
            self._done_for = project if built.is_all else None
            self._show(built.spans)

    def _failed(self, project: Project, error: BaseException) -> None:
        """The export says it, if the person asks for one; until then it is nobody's trouble."""
        self._forget_job()
        self._done_for = project
        if not isinstance(error, SoraError | OSError):
            raise error

    def _show(self, spans: Spans) -> None:
        if spans != self._spans:
            self._spans = spans
            self.changed.emit()

    def _forget_job(self) -> None:
        self._job = None

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()


def _is_built_ahead(preset: Preset) -> bool:
    """Pictures of a sequence take too much room to make them for nothing."""
    from sorastudio.export.presets import DeliveryKind

    return preset.in_pieces and preset.kind is DeliveryKind.FILM
