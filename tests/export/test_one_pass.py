"""What is encoded in one go: bit rates, two passes, and encoders of the machine."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import UsageError
from sorastudio.export import presets as known
from sorastudio.export.order import order
from sorastudio.export.presets import Preset, graphics_card_presets, preset_named, presets
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.media.graphics_card import works_here
from sorastudio.media.probe import identify
from sorastudio.media.writer import FilmWriter, VideoEncoding
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import blank
from sorastudio.store.folder import FilmFolder
from tests.cli.command import pictures
from tests.export.films import SIZE, USED, HereRunner, on_disk
from tests.film_maker import read_bars

GRAINS = 96


@pytest.fixture
def grainy(tmp_path: Path) -> tuple[Project, FilmFolder]:
    """A film that no encoder makes small unless it has to: noise that never repeats."""
    folder, random = tmp_path / "grain", np.random.default_rng(7)
    folder.mkdir()
    path = folder / "grain.mp4"
    with FilmWriter(path, size=SIZE, rate=FrameRate(24)) as writer:
        for _ in range(GRAINS):
            luma = random.integers(60, 180, (SIZE.height, SIZE.width), np.uint8)
            writer.picture(replace(blank(SIZE), y=luma))
    project = new_project("Grain", Settings(size=SIZE, rate=FrameRate(24)))
    media = identify(path, path.name)
    project = replace(project, pool=project.pool.with_media(media))
    whole = excerpt(project, media.id, source_in=Fraction(0), source_out=Fraction(GRAINS, 24))
    project = append(project, whole)
    return project, on_disk(folder, project)


def _export(project: Project, folder: FilmFolder, preset: Preset) -> tuple[Path, list[Progress]]:
    out, told = folder.root / "out.mp4", list[Progress]()
    runner = HereRunner()
    export_film(order(project, preset, out, None), folder, told.append, runner=runner)
    assert runner.made == []
    return out, told


def _fast(name: str) -> Preset:
    return preset_named(name).tuned(None, "veryfast")


def _bits_a_second(path: Path) -> float:
    return path.stat().st_size * 8 / (GRAINS / 24)


@pytest.mark.parametrize("name", ["final", "hevc"])
def test_two_passes_meet_a_bit_rate(grainy: tuple[Project, FilmFolder], name: str) -> None:
    project, folder = grainy
    for bits in (600_000, 1_200_000):
        out, told = _export(project, folder, _fast(name).at_bit_rate(bits))
        assert told[-1].total == 2 * GRAINS
        assert told[-1].share == 1
        assert 0.7 * bits < _bits_a_second(out) < 1.3 * bits
    assert len(list(pictures(out, Fraction(24)))) == GRAINS
    assert [each.name for each in folder.root.iterdir() if each.name.startswith(".")] == []


def test_a_cap_holds_what_grain_would_take(grainy: tuple[Project, FilmFolder]) -> None:
    project, folder = grainy
    free = _fast("final")
    out, _ = _export(project, folder, replace(free, in_pieces=False))
    assert _bits_a_second(out) > 2_000_000
    out, _ = _export(project, folder, free.at_most(1_000_000))
    assert _bits_a_second(out) < 1_500_000
    assert len(list(pictures(out, Fraction(24)))) == GRAINS


def test_the_bars_are_legible_after_one_pass(project: Project, folder: FilmFolder) -> None:
    out, _ = _export(project, folder, _fast("capped"))
    shown = list(pictures(out, Fraction(24)))
    assert len(shown) == 3 * USED
    assert [read_bars(each) for each in shown[:USED]] == [24 + n for n in range(USED)]


def test_a_stopped_first_pass_leaves_nothing(project: Project, folder: FilmFolder) -> None:
    def stop(told: Progress) -> None:
        if told.done:
            raise KeyboardInterrupt

    preset = _fast("final").at_bit_rate(200_000)
    with pytest.raises(KeyboardInterrupt):
        export_film(order(project, preset, folder.root / "out.mp4", None), folder, stop)
    assert [each.name for each in folder.root.iterdir() if "out" in each.name] == []


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(UsageError, match="no bit rate"):
        preset_named("prores-hq").at_bit_rate(8_000_000)
    with pytest.raises(UsageError, match="outside"):
        preset_named("final").at_most(1)
    with pytest.raises(UsageError, match="no such quality"):
        preset_named("exact-rate").tuned(18, None)
    with pytest.raises(UsageError, match="outside 0"):
        preset_named("final").tuned(60, None)
    assert preset_named("av1").tuned(60, None).crf == 60


def test_a_bit_rate_takes_the_place_of_a_quality() -> None:
    exact = preset_named("capped").at_bit_rate(5_000_000)
    assert (exact.bit_rate, exact.crf, exact.most_bit_rate) == (5_000_000, None, None)
    assert exact.passes == 2
    capped = preset_named("final").at_most(5_000_000)
    assert (capped.crf, capped.most_bit_rate, capped.in_pieces) == (18, 5_000_000, False)


def test_an_encoder_that_is_not_here_is_found_out() -> None:
    assert works_here(VideoEncoding())
    assert not works_here(VideoEncoding(codec="h264_no_such_card"))
    assert not works_here(VideoEncoding(options={"profile": "no such profile"}))


def test_only_what_this_machine_can_do_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_qsv(encoding: VideoEncoding) -> bool:
        return encoding.codec.endswith("_qsv")

    monkeypatch.setattr(known, "works_here", only_qsv)
    graphics_card_presets.cache_clear()
    found = graphics_card_presets()
    graphics_card_presets.cache_clear()
    assert {each.video.codec for each in found.values() if each.video} == {"h264_qsv", "hevc_qsv"}
    assert all(not each.efforts and not each.in_pieces for each in found.values())
    assert not found.keys() & presets().keys()
