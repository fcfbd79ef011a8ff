"""Times an export against other programs on the same film, in the same run, and prints the ratios.

    python -m tests.benchmarks.export [--sizes 720,1080] [--efforts veryfast,medium]
        [--jobs dissolve,cuts] [--rounds 3] [--warm] [--foreign] [--folder DIR]

The film: 12 clips of 8 s at 24 fps, with sound; `dissolve` blends each into the next for 1 s (2040
frames), `cuts` only joins them (2304 frames). x264 crf 18, and AAC of 320 kb/s as the preset has
it. Peers are `ffmpeg` (xfade) and `melt`, where they are installed. Each round runs everybody once,
in turn, and ratios are taken inside a round; nothing is in our cache when a round begins. `--warm`
then changes the film that has been exported, exports it again, and says how much of it was made
anew. The clips are made once and kept in the folder; `--foreign` takes such as we cannot copy
anything of.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sorastudio.export.build import Build
from sorastudio.export.local import LocalRunner, local_runner
from sorastudio.export.order import Order, order
from sorastudio.export.presets import preset_named
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.workers import Crew
from sorastudio.media.probe import probe
from sorastudio.project.edits.move import move
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.media import Media, Size
from sorastudio.project.project import Project
from sorastudio.store.film_file import save_film
from sorastudio.store.folder import FilmFolder
from tests.benchmarks import peers
from tests.benchmarks.measure import Run, timed
from tests.benchmarks.peers import FPS
from tests.benchmarks.reels import CLIPS, FADE, SIZES, film_of, make_clips, media_of

FADES = {"dissolve": FADE, "cuts": 0}
OURS = "sorastudio"


def main() -> None:
    options = _options()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.sizes.split(","):
        clips = make_clips(folder, name, CLIPS + 1, foreign=options.foreign)
        media = media_of(clips)
        for job in options.jobs.split(","):
            for effort in options.efforts.split(","):
                bench = Bench(folder, media, SIZES[name], FADES[job], effort)
                print(f"\n{name}p {job} {effort}, {bench.frames} frames")
                print(bench.against(clips[:CLIPS], options.rounds, options.peers.split(",")))
                if options.warm:
                    print(bench.warm(), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="720,1080")
    parser.add_argument("--efforts", default="veryfast,medium")
    parser.add_argument("--jobs", default="dissolve,cuts")
    parser.add_argument("--peers", default="ffmpeg,melt")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--foreign", action="store_true")
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-benchmark"))
    return parser.parse_args()


class Bench:
    """One film at one size and effort. `media`: of its clips, and of one more."""

    def __init__(
        self, folder: Path, media: Sequence[Media], size: Size, fade: int, effort: str
    ) -> None:
        self._media = list(media)
        self._size = size
        self._fade = fade
        self._effort = effort
        self._film = FilmFolder(folder / "film" / "film.sora")
        self._outs = folder
        self._project = film_of(self._media[:CLIPS], size, fade)
        self.frames = self._project.timeline.length

    def against(self, clips: Sequence[Path], rounds: int, wanted: Sequence[str]) -> str:
        """Runs everybody `rounds` times; a table."""
        lines = self._commands(clips, wanted)
        runs: dict[str, list[Run]] = {who: [] for who in lines}
        for _ in range(rounds):
            for who, line in lines.items():
                self._forget()
                runs[who].append(timed(line))
                self._require_whole(self._outs / f"{who}.mp4")
        return table(self.frames, runs)

    def warm(self) -> str:
        """Exports again what was changed a little, as in one window: workers stay; a table."""
        with Crew() as crew:
            return self._warm(crew)

    def _warm(self, crew: Crew) -> str:
        self._forget()
        cold = self._export(self._project, crew)
        there = self._export(self._project, crew, again=True)
        rows = [
            f"{'cold, in this process':34}{cold:8.2f} s",
            f"{'nothing changed, the file is there':34}{there:8.2f} s{cold / there:8.1f} x as fast",
        ]
        for what, project in self._changes():
            encoded, copied = self._missing(project)
            took = self._export(project, crew)
            rows.append(
                f"{what:34}{took:8.2f} s{cold / took:8.1f} x as fast{encoded:6} frames encoded"
                f" ({100 * encoded / project.timeline.length:.1f} %){copied:6} copied"
            )
            self._export(self._project, crew)
        return "\n".join(rows)

    def _changes(self) -> Iterator[tuple[str, Project]]:
        project, media = self._project, self._media
        placed = list(project.timeline.tracks[0].clips())
        yield "nothing changed, to a new file", project
        regenerated = [*media[:5], media[CLIPS], *media[6:CLIPS]]
        yield "one of 12 slots regenerated", film_of(regenerated, self._size, self._fade)
        for edge in Edge:
            trimmed = ripple_trim(project, placed[5].clip.id, edge, 5 if edge is Edge.HEAD else -5)
            yield f"5 frames trimmed at a {edge.value}", trimmed
        yield "all moved by 1 s (24 black frames)", move(project, [p.clip.id for p in placed], FPS)
        swapped = [*media[:4], media[5], media[4], *media[6:CLIPS]]
        yield "two clips swapped", film_of(swapped, self._size, self._fade)

    def _missing(self, project: Project) -> tuple[int, int]:
        """Frames that have to be encoded, and to be copied."""
        build = Build(self._order(project), self._film, LocalRunner(1))
        recipe, missing = build.recipe, build.missing()
        # A piece that occurs twice is made once.
        lengths = {key: segment.length for segment, key in recipe.parts if key in missing}
        copied = sum(length for key, length in lengths.items() if key in recipe.copies)
        return sum(lengths.values()) - copied, copied

    def _export(self, project: Project, crew: Crew, *, again: bool = False) -> float:
        """Seconds. `again`: over the file that is there."""
        self._save(project)
        if not again:
            (self._outs / "warm.mp4").unlink(missing_ok=True)
        began = time.monotonic()
        export_film(
            self._order(project), self._film, _silent, runner=local_runner(self._size, crew)
        )
        return time.monotonic() - began

    def _order(self, project: Project) -> Order:
        preset = preset_named("final").tuned(18, self._effort)
        return order(project, preset, self._outs / "warm.mp4", None)

    def _forget(self) -> None:
        """As if it had never been exported."""
        shutil.rmtree(self._film.root, ignore_errors=True)
        self._save(self._project)

    def _save(self, project: Project) -> None:
        self._film.root.mkdir(exist_ok=True)
        save_film(self._film.film, project)

    def _commands(self, clips: Sequence[Path], wanted: Sequence[str]) -> dict[str, list[str]]:
        outs, fade, effort = self._outs, self._fade, self._effort
        ours = [sys.executable, "-m", "sorastudio", "export", str(self._film.film)]
        ours += [str(outs / f"{OURS}.mp4"), "--encoder-preset", effort, "--crf", "18"]
        lines = {
            OURS: ours,
            "ffmpeg": peers.ffmpeg(clips, fade, effort, outs / "ffmpeg.mp4"),
            "melt": peers.melt(clips, self._size, fade, effort, outs / "melt.mp4"),
        }
        there = {who: line for who, line in lines.items() if shutil.which(line[0])}
        return {who: line for who, line in there.items() if who == OURS or who in wanted}

    def _require_whole(self, path: Path) -> None:
        """Peers may be a frame off, but not more: they are to do the same work."""
        if abs(probe(path).duration * FPS - self.frames) > 1:
            raise SystemExit(f"{path} does not hold the film")


def _silent(_: Progress) -> None:
    pass


def table(frames: int, runs: dict[str, list[Run]]) -> str:
    rounds = len(runs[OURS])
    lines = [f"{rounds} rounds, medians{'wall s':>12}{'CPU s':>8}{'fps':>7}{'MiB':>7}   our speed"]
    for who, each in runs.items():
        wall, cpu, peak = (
            statistics.median(getattr(run, name) for run in each)
            for name in ("wall", "cpu", "peak_mib")
        )
        speed, effort = (
            statistics.median(
                getattr(theirs, name) / getattr(ours, name)
                for theirs, ours in zip(each, runs[OURS], strict=True)
            )
            for name in ("wall", "cpu")
        )
        lines.append(
            f"{who:18}{wall:11.1f}{cpu:8.1f}{frames / wall:7.1f}{peak:7.0f}   "
            f"{speed:.2f} x its ({effort:.2f} x by CPU)"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
