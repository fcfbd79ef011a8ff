"""A job for a render farm: its template is valid, and its steps, run one after the other, deliver
the film."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from sorastudio.errors import ExportError
from sorastudio.export.openjd import Job, write_job
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.project.project import Project
from sorastudio.store.folder import FilmFolder
from tests.cli.command import done, refused
from tests.export.films import HereRunner, ordered

_WORDS = ("--crf", "20", "--encoder-preset", "veryfast")


def _silent(_: Progress) -> None:
    pass


def _job(project: Project, folder: FilmFolder) -> Job:
    wanted = ordered(project, folder.root / "farm.mp4")
    return write_job(wanted, folder, folder.root / "job", _WORDS)


def _template(job: Job) -> dict[str, Any]:
    template: dict[str, Any] = json.loads(job.template.read_text())
    return template


def test_the_template_is_valid(project: Project, folder: FilmFolder) -> None:
    model = pytest.importorskip("openjd.model")
    job = _job(project, folder)
    template = model.decode_job_template(template=_template(job))
    values = model.preprocess_job_parameters(
        job_template=template,
        job_parameter_values={},
        job_template_dir=job.template.parent,
        current_working_dir=folder.root,
    )
    assert values["JobFolder"].value == str(job.template.parent)
    made = model.create_job(job_template=template, job_parameter_values=values)
    pieces = model.StepParameterSpaceIterator(space=made.steps[0].parameterSpace)
    assert len(pieces) == job.tasks


def test_its_steps_deliver_the_same_film_wherever_it_lies(
    project: Project, folder: FilmFolder
) -> None:
    export_film(ordered(project, folder.root / "here.mp4"), folder, _silent, runner=HereRunner())
    shutil.rmtree(folder.cache_dir)
    job = _job(project, folder)
    assert job.kept == 0
    moved = folder.root / "elsewhere"
    job.template.parent.rename(moved)
    steps = _template(Job(template=moved / "template.json", tasks=job.tasks, kept=0))["steps"]
    assert [step["name"] for step in steps] == ["Pieces", "Deliver"]
    assert steps[1]["dependencies"] == [{"dependsOn": "Pieces"}]
    out = folder.root / "farm.mp4"
    for number in range(1, job.tasks + 1):
        _run(steps[0], {"Param.JobFolder": moved, "Task.Param.Piece": number})
    before = sorted(path.stat().st_ino for path in (moved / "cache/pieces").iterdir())
    _run(steps[1], {"Param.JobFolder": moved, "Param.Out": out})
    assert sorted(path.stat().st_ino for path in (moved / "cache/pieces").iterdir()) == before
    assert out.read_bytes() == (folder.root / "here.mp4").read_bytes()


def _run(step: dict[str, Any], values: dict[str, object]) -> None:
    words = step["script"]["actions"]["onRun"]["args"]
    for name, value in values.items():
        words = [word.replace("{{" + name + "}}", str(value)) for word in words]
    subprocess.run(
        [sys.executable, "-m", "sorastudio", *words], check=True, stdout=subprocess.DEVNULL
    )


def test_what_was_made_before_goes_along(project: Project, folder: FilmFolder) -> None:
    export_film(ordered(project, folder.root / "here.mp4"), folder, _silent, runner=HereRunner())
    job = _job(project, folder)
    assert job.tasks == 0
    assert job.kept == len(list((job.template.parent / "cache/pieces").iterdir()))
    assert [step["name"] for step in _template(job)["steps"]] == ["Deliver"]


def test_a_job_never_goes_into_a_folder_with_something_in_it(
    project: Project, folder: FilmFolder
) -> None:
    with pytest.raises(ExportError, match="not an empty folder"):
        write_job(ordered(project, folder.root / "farm.mp4"), folder, folder.root, _WORDS)


def test_the_command_writes_one(project: Project, folder: FilmFolder) -> None:
    film, out = folder.film, folder.root / "farm.mp4"
    said = done("export", film, out, "--job-template", "openjd", folder.root / "job")
    assert "template.json" in said.results
    assert "no job template" in refused("export", film, out, "--job-template", "x", "y")
    gif = refused(
        "export", film, folder.root / "p.gif", "--preset", "gif", "--job-template", "openjd", "z"
    )
    assert "not made in pieces" in gif


def test_a_cluster_is_asked_for_clearly(project: Project, folder: FilmFolder) -> None:
    film, out = folder.film, folder.root / "farm.mp4"
    assert "goes with --cluster" in refused("export", film, out, "--map", "/a=/b")
    far = ("--cluster", "tcp://127.0.0.1:1")
    assert "a cluster cannot help" in refused(
        "export", film, out.parent / "p.gif", *far, "--preset", "gif"
    )
    assert "which folder" in refused("export", film, out, *far, "--map", "/a")
