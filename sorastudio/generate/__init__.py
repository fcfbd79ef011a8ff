"""From a slot's prompt to a take on disk.

`request` says what is wanted, a `Provider` makes it, `runner` walks one job through the ledger so
that nothing is lost and nothing is paid for twice: `sending` (the one step that costs money; before
it, `uploads` gives the service its files, as `carrying` decides), `waiting`, `keeping`. `pickup`
finds what earlier programs left unfinished; `orders` are takes that are wanted, `worker` works off
those that wait in a film's ledger. `connections` are the services a person uses, `records` what
their models can do and cost, `remakers` who can make a take of another. `animatic` is the generator
that is built in. How a new kind of service is added stands in `providers`.

Invariants: a paid request is made in `http.Wire.create` only, and never repeated there; a key is
known to a `Wire` only, and goes to its own hosts only. It knows no window and no timeline beyond
the slot's own lengths.
"""
