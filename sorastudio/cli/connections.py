"""`connections`: the services a person uses, and `budget`: what a film may cost."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from sorastudio.cli.film_access import open_film
from sorastudio.cli.output import Output
from sorastudio.errors import SoraError, UsageError
from sorastudio.generate import published
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.providers.connecting import connect, kinds_of_service
from sorastudio.generate.providers.service import HttpProvider
from sorastudio.generate.published import Published
from sorastudio.generate.records import ServiceFacts, shipped
from sorastudio.generate.workflows import own_folder, unreadable
from sorastudio.store.account import Account
from sorastudio.store.film_codec import to_data
from sorastudio.store.ledger import Ledger
from sorastudio.store.secrets import NoKeyring, Secrets, variable_of


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio connections`."""
    if arguments.act not in ("list", "refresh") and not arguments.name:
        raise UsageError("Say which connection.", todo=f"connections {arguments.act} NAME")
    _ACTS[arguments.act](arguments, out)


def _list(arguments: argparse.Namespace, out: Output) -> None:
    del arguments
    connections, account = ConnectionsFile().load(), Account()
    for each in connections:
        facts = shipped(each.kind).facts
        secret = Secrets().find(each.name, each.key_variable, facts.key_variable)
        key = f"key from {secret.source}" if secret else _without_key(facts)
        cap = f"  cap ${each.cap}, ${account.spent(each.name).spent} spent" if each.cap else ""
        out.result(
            f"{each.title}  {facts.label}  {each.base_url or facts.base_url}  "
            f"{each.model or facts.default_model}  {key}{cap}",
            "connection",
            name=each.name,
            title=each.title,
            kind=each.kind,
            base_url=each.base_url or facts.base_url,
            model=each.model or facts.default_model,
            at_once=each.at_once or facts.at_once,
            cap=None if each.cap is None else format(each.cap, "f"),
            key=secret.source if secret else None,
        )
    for path, reason in unreadable().items():
        out.say(f"The workflow {path} is not used. {reason}")
    if not connections:
        _say_none(out)


def _say_none(out: Output) -> None:
    out.say(
        f"There are no connections; the built-in animatic needs none. Kinds of service: "
        f"{', '.join(kinds_of_service())}."
    )


def _without_key(facts: ServiceFacts) -> str:
    return "no key" if facts.needs_key else "no key needed"


def _add(arguments: argparse.Namespace, out: Output) -> None:
    kind = arguments.kind or arguments.name
    if kind not in kinds_of_service():
        raise UsageError(
            f"There is no kind of service '{kind}'.",
            todo=f"Use --kind with one of {', '.join(kinds_of_service())}.",
        )
    file = ConnectionsFile()
    before = file.titled(arguments.name) or Connection(name=arguments.name, kind=kind)
    connection = replace(
        before,
        kind=kind,
        base_url=arguments.base_url or before.base_url,
        model=arguments.model or before.model,
        at_once=arguments.at_once or before.at_once,
        cap=_amount(arguments.cap, before.cap),
        price=_amount(arguments.price, before.price),
        key_variable=arguments.key_variable or before.key_variable,
    )
    file.put(connection)
    if arguments.key_in:
        _keep_key(connection, arguments, out)
    out.result(f"{connection.title} is there.", "added", name=connection.name)
    needs = shipped(kind).facts
    if needs.needs_key and not Secrets().find(
        connection.name, connection.key_variable, needs.key_variable
    ):
        out.say(
            f"It has no key yet. Set {variable_of(connection.name)} or {needs.key_variable}, or "
            f"run “sorastudio connections key {connection.title}”."
        )


def _key(arguments: argparse.Namespace, out: Output) -> None:
    _keep_key(_named(arguments.name), arguments, out)


def _keep_key(connection: Connection, arguments: argparse.Namespace, out: Output) -> None:
    """Read, not taken from the command line: there, every program of the machine could see it."""
    if sys.stdin.isatty():
        key = getpass.getpass(f"Key for {arguments.name}: ").strip()
    else:
        key = sys.stdin.readline().strip()
    if not key:
        raise UsageError("The key is empty.", kept="Nothing was changed.")
    if arguments.key_in == "file":
        _keep_in_file(connection, key, out)
        return
    try:
        Secrets().keep(connection.name, key)
    except NoKeyring as error:
        if not sys.stdin.isatty() or not _agrees_to_file(error, out):
            raise
        _keep_in_file(connection, key, out)
    else:
        out.say("The key is in the system’s keyring.")


def _keep_in_file(connection: Connection, key: str, out: Output) -> None:
    path = Secrets().keep_in_file(connection.name, key)
    out.say(f"The key is in {path}, which only you can read. It is not encrypted.")


def _agrees_to_file(error: NoKeyring, out: Output) -> bool:
    """Asked in a terminal only: a script has --key-in."""
    out.say(
        f"{error.what} It can be kept in {Secrets().path} instead, which only you can read. It is "
        "not encrypted there: every program you run can read it."
    )
    out.people.write("Keep it in that file? [y/N] ")
    out.people.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _remove(arguments: argparse.Namespace, out: Output) -> None:
    name = _named(arguments.name).name
    ConnectionsFile().remove(name)
    published.forget(name)
    Secrets().forget(name)
    out.result(f"{arguments.name} and its key are gone.", "removed", name=arguments.name)


def _rename(arguments: argparse.Namespace, out: Output) -> None:
    connection, title = _named(arguments.name), (arguments.to or "").strip()
    if not title:
        raise UsageError(
            "It was not said what it is to be called.",
            todo=f"connections rename {arguments.name} --to NEW-NAME",
        )
    ConnectionsFile().rename(connection.name, title)
    words = f"{arguments.name} is called {title} now."
    out.result(words, "renamed", name=connection.name, title=title)


def _test(arguments: argparse.Namespace, out: Output) -> None:
    """A call that is free; where that works, also what it offers, if it says."""
    with _connected(_named(arguments.name)) as provider:
        words = provider.check()
        out.result(f"{arguments.name} {words}.", "tested", name=arguments.name, says=words)
        with suppress(SoraError):
            _say_unusable(provider.refresh(), out)


def _refresh(arguments: argparse.Namespace, out: Output) -> None:
    """One, or all of them: each is asked, whatever becomes of another."""
    connections = [_named(arguments.name)] if arguments.name else ConnectionsFile().load()
    if not connections:
        _say_none(out)
    failed = 0
    for each in connections:
        try:
            with _connected(each) as provider:
                _say_told(each, provider.refresh(), out)
        except SoraError as error:
            if arguments.name:
                raise
            failed += 1
            out.result(f"{each.title}: {error}", "not_refreshed", name=each.name, why=str(error))
    if failed:
        raise SoraError(
            f"{failed} of {len(connections)} connections could not be refreshed.",
            kept="What was known of them stays.",
        )


def _say_told(connection: Connection, told: Published | None, out: Output) -> None:
    if told is None:
        words = "tells nothing of its models and prices; those that came with Sora Studio hold."
        out.result(f"{connection.title} {words}", "refreshed", name=connection.name, tells=False)
        return
    out.result(
        f"{connection.title}: {told.words}",
        "refreshed",
        name=connection.name,
        tells=True,
        at=told.at,
        says=told.words,
        models=[to_data(each) for each in told.models],
    )
    _say_unusable(told, out)


def _say_unusable(told: Published | None, out: Output) -> None:
    for model, why in told.unusable.items() if told else ():
        out.result(f"  {model}: {why}", "unusable", model=model, why=why)


@contextmanager
def _connected(connection: Connection) -> Iterator[HttpProvider]:
    provider = connect(connection)
    try:
        yield provider
    finally:
        provider.wire.close()


def _models(arguments: argparse.Namespace, out: Output) -> None:
    provider = connect(_named(arguments.name))
    for name in provider.models():
        can = provider.capabilities(name)
        lengths = f"{float(can.shortest):g} to {float(can.longest):g} s"
        price = can.price.words if can.price else "free" if can.cost else "price unknown"
        of_files = "".join(f"  {each.value}s a video" for each in can.by_file)
        why = provider.model(name).unusable
        cannot = f"  cannot be used: {why}" if why else ""
        sizes = ", ".join(map(str, can.sizes)) or "any size"
        out.result(
            f"{name}  {lengths}  {sizes}  {price}{of_files}{cannot}",
            "model",
            name=name,
            lengths=[str(each) for each in can.lengths],
            sizes=[str(each) for each in can.sizes],
            first_frame=can.first_frame,
            last_frame=can.last_frame,
            seed=can.seed,
            negative=can.negative,
            sound=can.sound,
            by_file=[each.value for each in can.by_file],
            price=can.price and can.price.words,
            unusable=why,
        )
    if provider.link.connection.kind == "comfyui":
        out.say(f"Workflows of your own go into {own_folder()}.")


def _named(name: str) -> Connection:
    found = ConnectionsFile().titled(name)
    if found is None:
        raise UsageError(f"There is no connection '{name}'.")
    return found


def budget(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio budget`."""
    film = open_film(arguments.film)
    with Ledger(film.folder.ledger_path) as ledger:
        if arguments.cap is not None:
            ledger.set_cap(_amount(arguments.cap, None))
        cap, spent = ledger.cap, ledger.spending()
        for currency, money in spent.items():
            out.result(
                f"{money.spent} {currency} spent, {money.possible} {currency} may still be charged",
                "spending",
                currency=currency,
                spent=format(money.spent, "f"),
                possible=format(money.possible, "f"),
            )
        words = "There is no cap." if cap is None else f"The cap is {cap} USD."
        out.result(words, "cap", cap=None if cap is None else format(cap, "f"))


def _amount(text: str | None, before: Decimal | None) -> Decimal | None:
    if text is None:
        return before
    if text == "none":
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 10**9 or amount != round(amount, 6):
        raise UsageError(f"'{text}' is not an amount of dollars.", todo="Write it like 12.50.")
    return amount


_ACTS: dict[str, Callable[[argparse.Namespace, Output], None]] = {
    "list": _list,
    "add": _add,
    "key": _key,
    "remove": _remove,
    "rename": _rename,
    "test": _test,
    "refresh": _refresh,
    "models": _models,
}
