"""Plays the cut in real time: clock, read-ahead, frame cache, audio output.

Invariant: no Qt. It is given a project as a value and gives pictures back; its one upward call is a
wake-up. Audio is the master clock, a wall clock stands in where there is no device; late pictures
are dropped, never audio.
"""
