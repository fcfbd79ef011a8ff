"""The point of a zoom moved afterwards: where it belongs to a run, the camera's way follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isclose

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Placement, Transition
from sorastudio.project.curve import Curve, Varying
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.edits.transitions import change_transition
from sorastudio.project.edits.zoom_run import ZOOM, Params, ZoomRun, run_over, with_ways
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed

_SAME = 1e-7


def change_point(project: Project, clip_id: ClipId, params: Params) -> Project:
    """Other parameters for a transition. If it is a zoom of a run that lies as it was made, the
    clips of the run go along; a run whose clips were changed by hand stays as it is."""
    run = _run_around(project, clip_id)
    changed = change_transition(project, clip_id, params=params)
    if run is None:
        return changed
    ids, loop = run
    new = run_over(changed, ids)
    return changed if new is None else _laid(changed, ids, replace(new, loop=loop))


def _run_around(project: Project, clip_id: ClipId) -> tuple[Sequence[ClipId], bool] | None:
    """The clips of the run that a zoom belongs to, and whether it is a loop."""
    ids = _row_around(clip_of(project, clip_id))
    run = run_over(project, ids) if len(ids) > 1 else None
    for loop in (False, True) if run else ():
        assert run is not None, "or there is nothing to try"
        try:
            laid = _laid(project, ids, replace(run, loop=loop))
        except EditRefused:
            continue
        if all(_alike(project, laid, each) for each in ids):
            return ids, loop
    return None


def _row_around(placed: Placed) -> list[ClipId]:
    """The clips in a row around a cut whose cuts are zooms of one rate."""
    like = _pace(placed.clip.enter)
    if like is None:
        return []
    items = placed.track.items
    first = last = placed.index
    while first > 0 and _pace(_enter(items[first])) == like:
        first -= 1
    while last + 1 < len(items) and _pace(_enter(items[last + 1])) == like:
        last += 1
    return [item.id for item in items[first : last + 1] if isinstance(item, Clip)]


def _enter(item: object) -> Transition | None:
    return item.enter if isinstance(item, Clip) else None


def _pace(enter: Transition | None) -> object:
    if enter is None or enter.kind != ZOOM:
        return None
    params = dict(enter.params)
    return enter.length, params.get("factor"), params.get("direction", "in")


def _laid(project: Project, ids: Sequence[ClipId], run: ZoomRun) -> Project:
    """Raises EditRefused where a clip is too short by now."""
    return with_ways(project, ids, run.anchors, run)


def _alike(a: Project, b: Project, clip_id: ClipId) -> bool:
    ours, theirs = (clip_of(each, clip_id).clip.placement for each in (a, b))
    pairs = zip(_parts(ours), _parts(theirs), strict=True)
    return ours.fit == theirs.fit and all(_same(p, q) for p, q in pairs)


def _parts(placement: Placement) -> tuple[Varying, Varying, Varying]:
    return placement.scale, placement.x, placement.y


def _same(a: Varying, b: Varying) -> bool:
    if not isinstance(a, Curve) or not isinstance(b, Curve):
        return not isinstance(a, Curve) and not isinstance(b, Curve) and isclose(a, b)
    return len(a.keys) == len(b.keys) and all(
        p.time == q.time and abs(p.value - q.value) < _SAME
        for p, q in zip(a.keys, b.keys, strict=True)
    )
