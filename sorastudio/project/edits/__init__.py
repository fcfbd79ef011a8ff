"""Edits: verbs that take a film and give back another one.

Each is pure, is done whole or refused with `EditRefused`, and is built from one primitive,
`splice.apply`. They know values only: no history (that is the document's), no window, no files.
"""
