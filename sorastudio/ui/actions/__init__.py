"""Everything a person can do, once: each command with its words, its icon and when it can be done.

Menus, toolbar, keys, palette and tooltips are all made of the registry. Invariant: a command does
nothing itself; it calls the session, or a part of the window.
"""
