"""From a slot's prompt to a take on disk.

`request` says what is wanted, a `Provider` makes it, `runner` walks one job through the ledger so
that nothing is lost and nothing is paid twice. `animatic` is the generator that is built in. It
knows no window and no timeline beyond the slot's own lengths.
"""
