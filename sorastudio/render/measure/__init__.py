"""What a cut is like, in numbers: how well two clips fit, and what jars where they meet.

`strip` makes the small pictures that everything here looks at; `seam` says what jumps at a cut,
`overlap` where two clips agree most, `fit` how far a transition can be believed. The command line
and the window use the same. Invariant: no files, no codecs, no Qt.
"""
