"""What stands behind `bootstrap.py`: the environment of a checkout, the system's libraries, and the
two commands.

Invariant: standard library only, and nothing of the program itself: it runs before anything is
installed, and asks the program through the Python of the environment.
"""
