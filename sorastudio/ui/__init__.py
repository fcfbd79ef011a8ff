"""The window: Qt, and nothing but Qt.

`run` starts it and `studio` opens films, each in a `window` of its own. `film` is the one that is
open, as every part of its window sees it: document, selection, playhead, background work. The
parts are `timeline`, `viewer`, `panels`, `cuts` and `export`; `actions` lists all that can be done.
Parts talk to the session and never to one another. Invariant: no codec, no pixel arithmetic beyond
painting, no edit that is not a verb of `project.edits`, nothing slow on the main thread.
"""
