"""What is written to disk: the film file, its folder, recovery, and the ledger of jobs.

Everything that is saved is saved whole: a file is the old one or the new one, never a mixture.
Invariant: knows no pixels, no codecs, no network and no Qt. `secrets` keeps keys outside of every
film; nothing else ever holds one.
"""
