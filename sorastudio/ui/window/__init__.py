"""The window of one film, put together: `made` makes its parts, `wiring` connects them, `commands`
lists what can be done, `main_window` holds it all.

Parts know the session and never one another; only `wiring` knows which hears which.
"""
