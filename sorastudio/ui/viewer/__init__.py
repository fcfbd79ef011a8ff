"""The viewer: the film's picture, and all that moves through it.

`viewer` puts together `screen` (the picture), `transport` (the row below it) and `full_screen`;
`scale` says how large a picture is shown and made, `walls` which pictures stand side by side in its
place, and `wall_labels` what is written on these. What it shows is a `film`: the session's, or a
`reel`, one take as a film of its own. `sides` holds both, program and take, and `panes` says how
they lie. Over the screen of the program lies `overlay`, by which what is selected (`subject`) is
taken hold of (`handles`, `hold`, `marks`); `framing` is the plain arithmetic of where that brings
it. Invariant: no picture is composed or converted here, and nothing waits: the player hands over
pixels that only have to be painted.
"""

from sorastudio.ui.viewer.viewer import Viewer

__all__ = ["Viewer"]
