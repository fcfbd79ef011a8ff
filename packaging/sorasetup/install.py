"""Brings the environment of a checkout to what is wanted, and says in plain words what it does."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sorasetup.environment import Environment, Step, decide, wanted_stamp
from sorasetup.errors import SetupError, last_lines, reason_in
from sorasetup.libraries import (
    advice,
    as_root,
    install,
    missing_libraries,
    missing_programs,
    packages_of,
    venv_package,
)

_PIP = "pip>=25.1"
"""The first that installs dependency groups."""


def set_up(environment: Environment, *, dev: bool) -> None:
    """Make the environment right; quick and offline if it is. Raises SetupError."""
    with environment.locked() as lock:
        wanted = wanted_stamp(environment.root, dev=dev)
        step = decide(environment.stamp(), wanted, whole=environment.whole())
        if step is not Step.READY:
            environment.begin()
            if step is Step.REBUILD:
                _make(environment, lock)
            _install_program(environment, lock, dev=dev)
            environment.finish(wanted)
        _provide_window_libraries(environment, needed=dev)
        if dev:
            _provide_programs(environment)


def _make(environment: Environment, lock: int) -> None:
    environment.clear()
    package = venv_package()
    if package:
        _provide_venv(environment, package)
    with _told("Making a Python environment in .venv"):
        # Started from inside an environment, Python names the one it was made from here.
        base = getattr(sys, "_base_executable", sys.executable)
        _must(environment, lock, base, "-m", "venv", str(environment.folder))


def _provide_venv(environment: Environment, package: str) -> None:
    if not _apt(environment, [package], f"Installing {package} of the system"):
        raise SetupError(
            f"This Python cannot make environments without the package {package}.\n"
            f"Install it, then start this again:\n  {advice([package])}"
        )


def _install_program(environment: Environment, lock: int, *, dev: bool) -> None:
    pip = (str(environment.python), "-m", "pip", "install", "--quiet")
    group = ("--group", "dev") if dev else ()
    what = "Sora Studio and the tools of its checks" if dev else "Sora Studio"
    with _told(f"Installing {what} (about 200 MB to fetch if it is the first time)"):
        _must(environment, lock, *pip, _PIP)
        _must(environment, lock, *pip, "--editable", str(environment.root), *group)


def _provide_window_libraries(environment: Environment, *, needed: bool) -> None:
    """needed: the checks cannot start without them; the demo film is made without a window."""
    packages = packages_of(missing_libraries(environment))
    if packages and _apt(environment, packages, "Installing what windows need of the system"):
        packages = packages_of(missing_libraries(environment))
    if not packages:
        return
    text = f"Libraries that windows need are missing. This installs them:\n  {advice(packages)}"
    if needed:
        raise SetupError(text)
    print(text, flush=True)


def _provide_programs(environment: Environment) -> None:
    """The checks that use them are left out where they cannot be had."""
    packages = missing_programs()
    if packages and not _apt(environment, packages, "Installing what works on a window for checks"):
        print(f"Checks on a real window are left out. They need:\n  {advice(packages)}", flush=True)


def _apt(environment: Environment, packages: Sequence[str], what: str) -> bool:
    """Install packages where that is allowed and possible; whether it was done."""
    root = as_root()
    if root is None or not shutil.which("apt-get"):
        return False
    with suppress(SetupError), _told(what):
        install(environment, packages, root)
        return True
    return False


def _must(environment: Environment, lock: int, *command: str) -> None:
    succeeded, output = environment.run(*command, keep=(lock,))
    if not succeeded:
        free_bytes = shutil.disk_usage(environment.folder).free
        reason = reason_in(output, free_bytes=free_bytes)
        reason = reason or f"It failed. The last it said:\n{last_lines(output)}"
        raise SetupError(f"{reason}\nThe whole of it is in {environment.log}")


@contextmanager
def _told(what: str) -> Iterator[None]:
    print(f"{what} ...", flush=True)
    start = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - start:.0f} s", flush=True)
