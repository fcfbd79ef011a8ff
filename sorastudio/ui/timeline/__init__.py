"""The timeline: an own painted widget.

`geometry`, `snapping`, `gestures` and `ticks` are plain values and arithmetic, without Qt;
`faces` brings filmstrips and waveforms from the background; `painter` draws what is visible;
`canvas`, `ruler` and `headers` are the three parts of `view.Timeline`.
Invariant: while something is dragged, the film that is shown is a value of its own; the document
gets one step when the mouse is let go, or none.
"""
