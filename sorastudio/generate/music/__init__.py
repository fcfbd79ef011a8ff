"""A music bed for a film that has no song yet: composed and synthesised from a seed, to the exact
length, with the beats to cut on.

`mood` is the choice, `harmony` and `score` are the composition as plain values, `instruments`,
`drums` and `effects` make sound of it, `bed` puts it all together. Invariant: numpy only. No files,
no codecs, no clock, and nothing of films and timelines: who calls it says how long it is to be.
"""

from sorastudio.generate.music.bed import beats, compose_bed
from sorastudio.generate.music.mood import Mood

__all__ = ["Mood", "beats", "compose_bed"]
