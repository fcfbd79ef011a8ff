"""Cuts in the window: how well a transition fits, where two clips would meet better, what jars, and
what becomes of frames that are missing.

All measuring is done in the background by `render.measure`; every change is a pure edit.
"""
