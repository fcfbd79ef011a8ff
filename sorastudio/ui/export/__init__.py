"""Delivering from the window: the dialog, and the queue of exports that runs behind it.

Invariant: what an export is, and how it is made, is known to the package `sorastudio.export` alone.
"""
