"""The built-in offline generator: a prompt read into a scene, the scene painted and heard.

`read_scene` -> `frames` and `ambience`, all pure and repeatable to the byte on one machine.
Invariant: no files, no av, no network, no clock, no global random state.
"""
