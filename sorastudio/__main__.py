"""`python -m sorastudio` is the same as `sorastudio`."""

from sorastudio.app import main

if __name__ == "__main__":
    raise SystemExit(main())
