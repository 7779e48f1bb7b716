"""`receipts audit`: questions to the audit data, by name or in Athena's SQL."""

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receipts import bootstrap
from receipts.audit.catalogue import NamedQuery, named_queries
from receipts.audit.presenting import as_csv, as_parquet, plain
from receipts.audit.service import ask, look, unknown_rows
from receipts.cli import options, supporting
from receipts.cli.exits import EX_USAGE
from receipts.cli.tables import print_plain, print_whole
from receipts.cli.telling import telling
from receipts.errors import ConfigError
from receipts.keys import customer_key
from receipts.model import QueryResult
from receipts.parsing.periods import month_before

HELP = """Ask the audit data: a named query or Athena's SQL; without either, list the named ones.
Exit code: 0 answered, 1 answered, and something about the month is to be known; 64 wrong usage,
70 it could not run."""

_LOOK = 1
#: A terminal shows so many; a file has all.
_MOST_SHOWN = 200
_NUMBERS = ("decimal", "bigint", "integer", "double")
#: Parameter of a query -> the option that gives it.
_OPTIONS = {
    "period": "--period",
    "since": "--since",
    "customer_key": "--customer",
    "run": "--run",
    "above": "--above",
}
_WRITERS: dict[str, Callable[[QueryResult], bytes]] = {"csv": as_csv, "parquet": as_parquet}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("what", nargs="?", metavar="NAME|SQL", help="one of the named queries, or SELECT …")
    add("--period", type=options.month, metavar="YYYY-MM", help="the month")
    add(
        "--since",
        type=options.month,
        metavar="YYYY-MM",
        help="the first month (default: the one before)",
    )
    add("--customer", metavar="ID", help="the customer_id, exactly")
    add("--run", metavar="RUN", help="the run_id, all 32 digits", dest="run_id")
    add("--above", metavar="AMOUNT", help="in each receipt's own currency")
    add("--format", choices=("table", *_WRITERS), default="table", help="default: %(default)s")
    add("--out", type=Path, metavar="FILE", help="where to write (default: here)")
    supporting.add_stack(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and tell."""
    if arguments.what is None:
        print_plain(_listed(), console)
        return 0
    wrong = _misuse(arguments)
    if wrong:
        print_plain([wrong], console)
        return EX_USAGE
    return _asked(_sql(arguments), arguments, console)


def _asked(sql: str, arguments: argparse.Namespace, console: Console) -> int:
    beside = Console(stderr=True)
    clients = bootstrap.aws_clients()
    ports = bootstrap.audit(clients, bootstrap.stack(clients, arguments.stack))
    sentences = look(sql, ports.audit)
    with telling(beside) as tell:
        tell.step("Asking …")
        result = ask(sql, ports, on_wait=lambda read: tell.go_on(f"{read:,} bytes read …"))
    if unknown := unknown_rows(result):
        sentences.append(f"{unknown:,} rows are about receipts that were not reconciled yet.")
    _tell(result, arguments, console)
    print_plain(
        [*sentences, f"{len(result.rows):,} rows; {result.scanned_bytes:,} bytes read"], beside
    )
    return _LOOK if sentences else 0


def _listed() -> Iterator[str]:
    width = max(map(len, named_queries()))
    for name, query in named_queries().items():
        needed = " ".join(dict.fromkeys(map(_option, query.parameters)))
        yield f"{name:<{width}}  {query.answers}"
        yield f"{'':<{width}}  {needed}"


def _option(parameter: str) -> str:
    return f"[{_OPTIONS[parameter]}]" if parameter == "since" else _OPTIONS[parameter]


def _misuse(arguments: argparse.Namespace) -> str | None:
    if arguments.format == "parquet" and arguments.out is None:
        return "Parquet is not for a terminal: say --out FILE."
    if arguments.format == "table" and arguments.out is not None:
        return "A table is for a terminal: say --format csv or --format parquet."
    query = named_queries().get(arguments.what)
    if query is None:
        is_sql = " " in arguments.what.strip()
        return (
            None if is_sql else f"No query is called {arguments.what}: receipts audit lists them."
        )
    missing = _missing(query, _values(arguments))
    return f"{query.name} needs {', '.join(missing)}." if missing else None


def _missing(query: NamedQuery, values: dict[str, str]) -> list[str]:
    return [_OPTIONS[name] for name in dict.fromkeys(query.parameters) if name not in values]


def _values(arguments: argparse.Namespace) -> dict[str, str]:
    period, since = arguments.period, arguments.since
    told = {
        "period": period,
        "since": since or (month_before(period) if period else None),
        "customer_key": customer_key(arguments.customer) if arguments.customer else None,
        "run": arguments.run_id,
        "above": arguments.above,
    }
    return {name: value for name, value in told.items() if value is not None}


def _sql(arguments: argparse.Namespace) -> str:
    named = named_queries().get(arguments.what)
    if named:
        return named.filled(_values(arguments))
    try:
        # Slow to import, and not there where only files are dropped.
        reading = import_module("receipts.audit.statement").reading
    except ModuleNotFoundError as error:
        raise ConfigError("SQL is read with sqlglot: pip install 'receipts[audit]'") from error
    reading(arguments.what)
    return str(arguments.what)


def _tell(result: QueryResult, arguments: argparse.Namespace, console: Console) -> None:
    if arguments.format == "table":
        print_whole(_table(result), console)
        if len(result.rows) > _MOST_SHOWN:
            print_plain(
                [f"… the first {_MOST_SHOWN} of {len(result.rows):,}: --format csv has all"],
                console,
            )
        return
    written = _WRITERS[arguments.format](result)
    if arguments.out:
        arguments.out.write_bytes(written)
    else:
        sys.stdout.buffer.write(written)


def _table(result: QueryResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, kind in result.columns:
        table.add_column(
            name, justify="right" if kind.startswith(_NUMBERS) else "left", no_wrap=True
        )
    for row in result.rows[:_MOST_SHOWN]:
        cells = zip(row, result.columns, strict=True)
        table.add_row(
            *("" if text is None else escape(plain(text, kind)) for text, (_, kind) in cells)
        )
    return table
