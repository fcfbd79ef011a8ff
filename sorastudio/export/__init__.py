"""From the film to a file that is delivered.

A preset is data; `target` refuses what cannot be written before any work is done; `run` composes,
encodes, verifies and only then puts the file under its name. It knows no window: progress goes out
through a callback.
"""
