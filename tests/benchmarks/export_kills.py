"""Kills exports at random moments, with signal 9, and looks at what the next run makes of it.

    python -m tests.benchmarks.export_kills [--moments 50] [--seed 1] [--film KIND] [--folder DIR]

Every other time one worker is killed, else the supervisor with the workers left alone. After each:
the same file as of an undisturbed run, byte for byte, no temporary file, no worker left over, and
what had been finished was not made again. KIND is `encoded`, `copied` (clips that are told in the
words of the film) or `draft` (of clips from several encoders, most of whose pieces are copies).
Linux only: it finds the workers in /proc.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from pathlib import Path

from tests.export.films import KINDS, on_disk
from tests.export.killing import Exporting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "sora-kills"))
    parser.add_argument("--film", choices=KINDS, default="encoded")
    options = parser.parse_args()
    folder = Path(options.folder)
    shutil.rmtree(folder, ignore_errors=True)
    make, preset = KINDS[options.film]
    export = Exporting(folder=on_disk(folder, make(folder)), preset=preset)
    seconds = export.finish()
    reference = export.out.read_bytes()
    chance = random.Random(options.seed)
    hit = 0
    for number in range(options.moments):
        export.forget()
        after = chance.uniform(0, seconds)
        killed = (
            export.with_all_killed(after)
            if number % 2
            else export.with_worker_killed(after, chance)
        )
        before = {piece: piece.stat().st_ino for piece in export.pieces()}
        export.finish()
        assert export.out.read_bytes() == reference, f"moment {number}: another file"
        assert not export.leftovers(), f"moment {number}: {export.leftovers()}"
        assert all(piece.stat().st_ino == inode for piece, inode in before.items())
        hit += killed
        who = "supervisor" if number % 2 else "a worker"
        print(f"{number:3} {who:11} after {after:5.2f} s, {len(before)} pieces kept", flush=True)
    print(f"{options.moments} moments, {hit} of them while at work, all went on to the same file")


if __name__ == "__main__":
    main()
