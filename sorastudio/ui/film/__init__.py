"""The film that is open: its document, selection and playhead, and all that goes on for it in the
background: saving, generating, prices, caches, building ahead.

`session` is what every part of the window is given. Invariant: whatever takes time runs on the
scheduler or in threads of its own; nothing here is laid out or painted.
"""
