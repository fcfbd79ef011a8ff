"""Sets up Sora Studio inside this checkout and runs it; needs nothing but Python 3.11 or newer.

    python3 packaging/bootstrap.py run [DIR]            make the demo film (in DIR), and show it
    python3 packaging/bootstrap.py test [ARGUMENTS]     run all checks; ARGUMENTS go to pytest

Everything goes into the folder .venv of the checkout: deleting that undoes it all. A set-up that is
still right is used as it is, without the network. Libraries of the system come by apt where this
may install them; elsewhere it names the command. What pip is told by its own settings and by
proxies holds here too.
"""

import sys

# Python 3.6 can read this file, so that an old Python is told what is wrong; the rest lies in
# `sorasetup` and is as modern as the program.
OLDEST = (3, 11)


def version_complaint(found: "tuple[int, ...]") -> str:
    """Why this Python will not do; empty if it does."""
    if found >= OLDEST:
        return ""
    numbers = ".".join(str(number) for number in found)
    return f"Sora Studio needs Python {OLDEST[0]}.{OLDEST[1]} or newer, found {numbers}."


def main() -> int:
    complaint = version_complaint(tuple(sys.version_info[:3]))
    if complaint:
        sys.stderr.write(
            f"{complaint}\nStart this with another one: python3.11 {sys.argv[0]} ...\n"
        )
        return 1
    from sorasetup.commands import call

    return call(sys.argv[1:], usage=__doc__ or "")


if __name__ == "__main__":
    sys.exit(main())
