"""Sora Studio: a desktop editor for films made of AI clips.

Each package says in its own `__init__` what it is for and what it must not know. Arrows point down
only:

    app > cli > export | generate > media > render > store > project | jobs > paths | errors
"""

__version__ = "0.1.0"
