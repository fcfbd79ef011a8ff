"""How one picture moves into another: motion fields at a small size, and how far they are believed.

`motion` measures; `between` says what the fields are on the way. Everything is computed on a grid of
about the same size whatever the picture's, so that a preview moves as the export does. Invariant: no
files, no codecs, no Qt; the same pictures give the same fields.
"""
