"""The room where generators are connected: which services, by what key, on what terms.

`connections` is the list as the whole program sees it; everything that may wait for a keyring or a
network is done in the background there. Invariant: a key is never shown, and never leaves this
package but into `store.secrets`.
"""
