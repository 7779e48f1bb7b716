"""`receipts report`: the page of a run that a finance person signs."""

import argparse
import webbrowser
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from receipts import keys
from receipts.cli import supporting
from receipts.cli.supporting import Desk
from receipts.cli.tables import print_plain
from receipts.errors import ConfigError, MissingObjectError
from receipts.ports import AuditStore
from receipts.report.service import reissue, report_of
from receipts.support import records

HELP = """Save the report of a run: what came in, what went out, who is held, and what to sign.
Exit code: 0 it is saved, 1 there is none, 64 wrong usage, 70 it could not run."""

_NONE = 1
_NOW = "now"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("run_id", metavar="RUN", help="its id, or the first 8 or more digits")
    words = "where to save it (default: report-MONTH-RUN.html here; as of a day, with the day)"
    parser.add_argument("--out", type=Path, metavar="FILE", help=words)
    parser.add_argument("--open", action="store_true", help="show it in the browser too")
    words = "issue it again with what became of the receipts, as of the newest reconciliation"
    words += " up to then: 'now', or a time like 2024-11-05T09:00Z"
    parser.add_argument("--as-of", type=_time, metavar="TIME", help=words)
    supporting.add_stack(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Find it, save it."""
    return saved(arguments, console, desk=supporting.desk_of(arguments))


def saved(arguments: argparse.Namespace, console: Console, *, desk: Desk) -> int:
    """The same at a desk."""
    found = records.runs_like(arguments.run_id, desk.ports.audit)
    if len(found) != 1:
        print_plain(_unclear(arguments.run_id, found), console)
        return _NONE
    billing_period, run_id = found[0]
    until = desk.ports.clock.now() if arguments.as_of == _NOW else arguments.as_of
    page = _page(billing_period, run_id, until, desk)
    if page is None:
        print_plain([_not_reconciled(billing_period)], console)
        return _NONE
    out = arguments.out or Path(_name(billing_period, run_id, until))
    _write(out, page)
    print_plain([f"Report: {out}", "It has customers' ids: keep it where they may be."], console)
    if arguments.open:
        webbrowser.open(out.absolute().as_uri())
    return 0


def _name(billing_period: str, run_id: str, until: datetime | None) -> str:
    day = f"-as-of-{until:%Y-%m-%d}" if until else ""
    return f"report-{billing_period}-{run_id[:8]}{day}.html"


def _page(billing_period: str, run_id: str, until: datetime | None, desk: Desk) -> bytes | None:
    audit, asked = desk.ports.audit, desk.stack.reporting
    if until:
        return reissue(billing_period, run_id, audit, asked, until=until)
    standing = _standing(billing_period, run_id, audit)
    return standing or report_of(billing_period, run_id, audit, asked)


def _standing(billing_period: str, run_id: str, audit: AuditStore) -> bytes | None:
    """The one that was written with the run; a run of an older version has none."""
    try:
        return audit.get(keys.report_key(billing_period=billing_period, run_id=run_id))
    except MissingObjectError:
        return None


def _write(out: Path, page: bytes) -> None:
    """For its owner alone; over nothing but the very same."""
    try:
        out.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        if out.is_file() and out.read_bytes() == page:
            return
        raise ConfigError(f"{out} is there already: name another file with --out") from None
    out.write_bytes(page)


def _unclear(run_id: str, found: list[tuple[str, str]]) -> list[str]:
    if found:
        return [f"Several runs begin with {run_id}:", *(f"  {each}" for _, each in found)]
    return [f"There is no run {run_id}: `receipts show PERIOD` lists those of a month."]


def _not_reconciled(billing_period: str) -> str:
    return (
        f"Nobody can say what became of the receipts: {billing_period} was not reconciled by then,"
        " or the run is not written to its end."
    )


def _time(text: str) -> str | datetime:
    if text == _NOW:
        return text
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither 'now' nor a time (ISO 8601)"
        ) from None
