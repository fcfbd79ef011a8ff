"""One description of a picture, and the pixels it means.

`plan(project, frame)` says without touching a pixel what is on screen; `compose(plan, frames,
size)` makes it. Preview, stills, export and cache keys all use these two and nothing else. `mix`
does the same for sound. Invariant: no files, no codecs, no Qt. What is needed from outside is
declared in `sources`.
"""
