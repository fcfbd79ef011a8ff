"""The film as a value: project, timeline, clips, slots, takes, and the edits on them.

An edit is a pure function from `Project` to `Project`; a refusal raises `EditRefused` and nothing
has changed. Invariant: standard library only. No Qt, no av, no numpy, no files, no clock, no
network.
"""
