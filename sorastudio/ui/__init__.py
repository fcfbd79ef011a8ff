"""The window: Qt, and nothing but Qt.

`session` is the film that is open, as every part of the window sees it: its document, its
selection, its playhead, its background work. Parts talk to the session and never to one another.
Invariant: no codec, no pixel arithmetic beyond painting, no edit that is not a verb of
`project.edits`, nothing slow on the main thread.
"""
