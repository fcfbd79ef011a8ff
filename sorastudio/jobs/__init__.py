"""One scheduler for all work in the background.

Workers get values and return values; what follows from a result runs on the owner's thread.
Invariant: knows no film, no media and no Qt. Its one upward call is a wake-up.
"""
