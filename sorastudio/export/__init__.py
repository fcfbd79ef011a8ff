"""From the film to a file that is delivered.

A preset is data; `target` refuses what cannot be written before any work is done; `run` composes,
encodes, verifies and only then puts the file under its name. What can be made in pieces is a build:
`segments` cuts the film, `copies` finds what need not be encoded, `keys` names the pieces, `recipe`
lists them, a `Runner` makes those that are missing (`local` here, `cluster` on other machines,
`openjd` as a job for a farm), all by the same command, and `build` joins them. It knows no window:
progress goes out through a callback.
"""
