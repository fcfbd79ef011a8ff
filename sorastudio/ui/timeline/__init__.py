"""The timeline: an own painted widget.

`geometry`, `snapping`, `gestures`, `preview` and `ticks` are plain values and arithmetic, without
Qt; `grip` is what the mouse does with them (with `selecting`, and `pulling` for how far a drag has
come), `acts` what keys and menus do. `fetching` and `faces` bring what clips show from the
background; `painter` draws it, and `tiles` keeps what was drawn. `canvas` paints over `mouse` and
`keyboard`, which hear the person, and `drops`, with `auto_scroll` at the borders; with `ruler` and
`headers` it makes up `view.Timeline`, and `stage` is what they share. `hover_play` shows a
transition playing where the mouse rests, `seam_tips` what jars at a cut.
Invariant: while something is dragged, the film that is shown is a value of its own; the document
gets one step when the mouse is let go, or none.
"""
