"""Takes, their jobs, who makes them, and what they cost."""

from __future__ import annotations

from sorastudio.cli.options.command import Commands, command


def add(commands: Commands) -> None:
    for each in (
        _generate,
        _jobs,
        _connections,
        _budget,
    ):
        each(commands)


def _generate(commands: Commands) -> None:
    parser = command(commands, "generate", "generate:run", "generate takes for slots")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "slots", metavar="SLOT", nargs="*", help="names of slots (default: those without a take)"
    )
    parser.add_argument("--takes", type=int, default=1, metavar="N", help="for each slot")
    parser.add_argument(
        "--provider",
        default="animatic",
        metavar="NAME",
        help="a connection, for slots that name none (default: the built-in animatic)",
    )
    of_take = parser.add_mutually_exclusive_group()
    of_take.add_argument(
        "--extend", type=int, metavar="TAKE", help="a longer take: of this number, by --seconds"
    )
    of_take.add_argument(
        "--edit",
        nargs=2,
        metavar=("TAKE", "PROMPT"),
        help="a take like the one of this number, changed as the prompt says",
    )
    parser.add_argument("--seconds", metavar="S", help="what --extend adds")
    parser.add_argument(
        "--by",
        metavar="NAME",
        help="who extends or edits it (default: the connection that has made the take); one that "
        "does not know the take is given its file",
    )
    parser.add_argument("--model", metavar="MODEL", help="the model that --by uses for it")
    parser.add_argument(
        "--detach",
        action="store_true",
        help="write the jobs down and return; a program of its own goes on",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="only say what it would cost; nothing is sent"
    )
    parser.add_argument(
        "--wait", action="store_true", help="also wait for takes that another program is making"
    )


def _jobs(commands: Commands) -> None:
    parser = command(commands, "jobs", "jobs:run", "list the jobs of a film, or act on them")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument(
        "act",
        nargs="?",
        default="list",
        choices=(
            "list",
            "resume",
            "cancel",
            "forget",
            "retry",
            "failed",
            "dismiss",
            "pause",
            "unpause",
        ),
        help="resume: go on with what waits; cancel: at the service; forget: give one up that was "
        "never answered; retry: send it again, which may pay twice; failed: what failed and was "
        "not tried again; dismiss: take it off that list; pause, unpause: begin nothing new",
    )
    parser.add_argument(
        "job",
        nargs="*",
        metavar="JOB",
        help="the beginning of its id; for retry and dismiss also: all that failed",
    )
    parser.add_argument(
        "--connection", default="", metavar="NAME", help="pause or unpause only this one"
    )


def _connections(commands: Commands) -> None:
    parser = command(commands, "connections", "connections:run", "the services you generate with")
    parser.add_argument(
        "act",
        nargs="?",
        default="list",
        choices=("list", "add", "key", "rename", "remove", "test", "refresh", "models"),
        help="key: keep its key; rename: with --to; test: a free call; refresh: ask what its "
        "models can do and cost, of all connections unless one is named",
    )
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument(
        "--to", metavar="NAME", help="what it is called from now on; films that use it go on"
    )
    parser.add_argument("--kind", help="of service (default: the name)")
    parser.add_argument("--base-url", metavar="URL", help="of a server of your own, or a gateway")
    parser.add_argument("--model", help="the default one")
    parser.add_argument("--at-once", type=int, metavar="N", help="takes at the same time")
    parser.add_argument("--cap", metavar="DOLLARS|none", help="all its jobs may cost")
    parser.add_argument("--price", metavar="DOLLARS|none", help="for a second, if you know better")
    parser.add_argument("--key-variable", metavar="NAME", help="environment variable with its key")
    parser.add_argument(
        "--key-in",
        choices=("keyring", "file"),
        help="read the key from the terminal or stdin and keep it there (a file: not encrypted)",
    )


def _budget(commands: Commands) -> None:
    parser = command(commands, "budget", "connections:budget", "what a film has cost, and may")
    parser.add_argument("film", metavar="FILM")
    parser.add_argument("--cap", metavar="DOLLARS|none", help="stop before more is sent than this")
