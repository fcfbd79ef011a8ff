"""Plays the cut in real time: clock, read-ahead, frame cache, audio output.

Where sources or transitions are too slow for that, a caretaker makes proxies and keeps composed
pictures on disk, in the background; at rest the picture is always the one that is exported.

Invariant: no Qt. It is given a project as a value and gives pictures back; its one upward call is a
wake-up. Audio is the master clock, a wall clock stands in where there is no device; late pictures
are dropped, never audio.
"""
