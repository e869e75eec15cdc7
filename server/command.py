"""The command line: what can be asked of the program, and how it says no."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from actions.refusals import Refusal
from server import commands_data, commands_graph, commands_serve, commands_simulate, logs
from server.failure import FAILED, USAGE, Failure
from server.process import ended_like_ctrl_c
from server.settings import Settings, read_settings

INTERRUPTED = 130
Command = Callable[[Settings, argparse.Namespace], None]

# What PostgreSQL's own codes ask of whoever gave the command.
CURES = {
    "28000": "PostgreSQL refuses this user: correct DATABASE_URL.",
    "28P01": "PostgreSQL refuses this password: correct DATABASE_URL.",
    "3D000": "There is no such database: make it with createdb, or correct DATABASE_URL.",
    "42501": "This database user may not do that: give it the right, or correct DATABASE_URL.",
    "42P01": "The database does not have our tables: run `enishi migrate`.",
    "42703": "The database has an older schema: run `enishi migrate`.",
    "53300": "PostgreSQL has no connection left: raise max_connections, or lower ENISHI_CONNECTIONS.",
}


class Parser(argparse.ArgumentParser):
    """A parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        """End with the line and the code for usage."""
        self.exit(USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command and give its exit code."""
    asked = _parser().parse_args(words)
    try:
        with ended_like_ctrl_c():
            said = {name: getattr(asked, name, None) for name in ("host", "port")}
            settings = read_settings(**said)
            logs.configure(settings.log, debug=settings.debug)
            asked.command(settings, asked)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has enough; Python must not meet the closed pipe again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        return _complain(error)
    return 0


def _complain(error: Exception) -> int:
    if os.environ.get("ENISHI_DEBUG", "") not in {"", "0", "false"}:
        traceback.print_exception(error)
    sys.stderr.write(f"enishi: {' '.join(_reason(error).split())}\n")
    return error.code if isinstance(error, Failure) else FAILED


def _reason(error: Exception) -> str:
    if isinstance(error, Failure | Refusal):
        return error.message
    cure = CURES.get(str(getattr(error, "sqlstate", None)))
    if cure is not None:
        return cure
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}."
    kind = type(error).__qualname__
    return f"{kind}: this should not have happened. Run it again with ENISHI_DEBUG=1 and report what it prints."


def _parser() -> Parser:
    parser = Parser(prog="enishi", description="A GraphQL community server for corporate alumni networks.")
    parser.add_argument("--version", action="version", version=f"enishi {version('enishi')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=Parser)
    _add_serving(commands)
    _add_data(commands)
    _add_graph(commands)
    return parser


def _add(commands: Any, name: str, command: Command, words: str, **more: Any) -> Parser:
    parser: Parser = commands.add_parser(name, help=words, description=words, **more)
    parser.set_defaults(command=command)
    parser.add_argument("--quiet", action="store_true", help="no progress bars")
    return parser


def _add_serving(commands: Any) -> None:
    serve = _add(commands, "serve", commands_serve.serve_network, "Serve the database of DATABASE_URL or our own.")
    demo = _add(commands, "demo", commands_serve.serve_demo, "Serve a demonstration network and print three tokens.")
    for parser in (serve, demo):
        parser.add_argument("--host", help="address to serve on (ENISHI_HOST, 127.0.0.1)")
        parser.add_argument("--port", type=_port, metavar="N", help="port to serve on, 0 for any (ENISHI_PORT, 8000)")
    help_workers = "processes that serve, with ENISHI_REDIS_URL between them (1)"
    serve.add_argument("--workers", type=_positive, default=1, metavar="N", help=help_workers)
    demo.add_argument("--members", type=_positive, metavar="N", help="members of the network when it is first made")
    demo.add_argument("--json", action="store_true", help="print one line of JSON when it is ready, for programs")
    words = "Let members of the demonstration network post, comment, react and write, on a server that runs."
    simulate = _add(commands, "simulate", commands_simulate.simulate, words)
    simulate.add_argument("--rate", type=_rate, default=5.0, metavar="N", help="how often a second (5)")
    simulate.add_argument("--seconds", type=_rate, metavar="N", help="how long; until Ctrl-C where nothing is said")
    simulate.add_argument("--url", help="where the server is (ENISHI_HOST and ENISHI_PORT)")


def _add_data(commands: Any) -> None:
    _add(commands, "migrate", commands_data.migrate_database, "Bring the database to the newest schema.")
    _add(commands, "render", commands_data.render_texts, "Render the Markdown of what has no HTML yet.")
    token = _add(commands, "token", commands_data.print_token, "Open a session for a member and print its token.")
    token.add_argument("member", metavar="MEMBER", help="an id (mem_…) or a mail address")
    token.add_argument("--network", metavar="SLUG", help="where an address has members in several networks")
    token.add_argument("--days", type=_positive, default=30, metavar="N", help="how long it is good for (30)")
    token.add_argument("--import", action="store_true", dest="importing", help="it may set ids and times of elsewhere")
    provider = _add(commands, "provider", commands_data.trust_provider, "Let members sign in at an OpenID provider.")
    provider.add_argument("issuer", metavar="ISSUER", help="its https URL; its secret for us is ENISHI_OIDC_SECRET")
    provider.add_argument("client", metavar="CLIENT_ID", help="what it calls us")
    provider.add_argument("--network", default="demo", metavar="SLUG", help="of which network (demo)")
    into = commands.add_parser("import", help="Read files into a network.", description="Read files into a network.")
    kinds = into.add_subparsers(title="what is imported", required=True, metavar="KIND", parser_class=Parser)
    roster = _add(kinds, "roster", commands_data.take_roster, "Read what an HR system exported into the roster.")
    roster.add_argument("file", type=Path, metavar="FILE.csv")
    roster.add_argument("--dry-run", action="store_true", help="only say what would change and what is wrong")
    roster.add_argument("--network", default="demo", metavar="SLUG", help="into which network (demo)")
    snb = _add(kinds, "snb", commands_data.take_snb, "Read an LDBC social network set into a new network.")
    snb.add_argument("source", type=Path, metavar="DIRECTORY_OR_TAR")
    snb.add_argument("--network", default="snb", metavar="SLUG", help="the new network's name in addresses (snb)")


def _add_graph(commands: Any) -> None:
    schema = _add(commands, "schema", commands_graph.show_schema, "Print the schema that is served.")
    schema.add_argument("--check", action="store_true", help="hold schema.graphql in this directory against it")
    explain = _add(commands, "explain", commands_graph.explain_operation, "Show an operation's statement and plan.")
    explain.add_argument("file", metavar="FILE.graphql", help="- reads what is piped in")
    explain.add_argument("--viewer", metavar="MEMBER", help="on whose behalf: an id or an address (the demo's alumnus)")
    explain.add_argument("--network", metavar="SLUG", help="where an address has members in several networks")
    explain.add_argument("--variables", default="{}", metavar="JSON", help="the operation's variables")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)


def _rate(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return number


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 up")
    return int(text)
