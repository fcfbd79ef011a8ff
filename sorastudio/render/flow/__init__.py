"""How one picture moves into another, and how far that is believed.

`motion` measures; `between` says what the fields are on the way; `align` finds the one turn, size
and place. All of it is computed on a grid of about the same size whatever the picture's, so that a
preview moves as the export does. Invariant: no files, no codecs, no Qt; the same pictures give the
same fields.
"""
