"""The panels around the timeline: slot, takes, inspector, library, queue.

Each is given the session (and the queue of takes, where it makes some) and knows no other panel.
"""
