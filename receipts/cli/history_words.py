"""What is known of a customer, a run or a month, in lines a support person reads. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from receipts import money
from receipts.keys import receipt_number
from receipts.ledger import LedgerEntry
from receipts.support.history import CustomerMonth, Held, Made, Month, Run, RunHistory

_NOBODY_TRIED = "ledger: no row, so no mail was ever begun"


def of_customer(customer_id: str, months: Sequence[CustomerMonth]) -> Iterator[str]:
    """Month by month."""
    yield f"Customer {customer_id}"
    for month in months:
        number = receipt_number(
            billing_period=month.billing_period, customer_key=month.customer_key
        )
        yield ""
        yield f"{month.billing_period}: receipt number {number}"
        yield from _indented(_ledger(month.entry))
        for made in month.made:
            yield from _indented(_made(made, month.entry))
        for held in month.held:
            yield from _indented(_held(held))


def _ledger(entry: LedgerEntry | None) -> Iterator[str]:
    if entry is None:
        yield _NOBODY_TRIED
        return
    yield (
        f"ledger: {entry.state} since {_time(entry.changed_at)},"
        f" attempt {entry.attempt}, revision {entry.revision}"
    )
    yield f"  receipt_id {entry.receipt_id}"
    if entry.sent_at:
        yield f"  sent {_time(entry.sent_at)}"
    if entry.message_id:
        yield f"  SES message id {entry.message_id}"
    if entry.cause:
        yield f"  cause {entry.cause}"
    if entry.copy_after:
        asked = "asked for, not begun" if entry.copy_after == entry.attempt else "begun"
        yield f"  one more copy after attempt {entry.copy_after}: {asked}"
    yield from (f"  superseded {receipt_id}" for receipt_id in sorted(entry.superseded))


def _made(made: Made, entry: LedgerEntry | None) -> Iterator[str]:
    row = made.row
    named = " (the one in the ledger)" if entry and entry.receipt_id == row["receipt_id"] else ""
    yield f"receipt {row['receipt_id']}: {_fate(made.fate)}{named}"
    exact, billed = money.plain(row["total"]), money.rounded(row["billed"], row["currency"])
    lines = _count(row["line_count"], "line")
    yield f"  {row['currency']} {billed} billed, {exact} exactly, {lines}, to {row['email']}"
    for run in made.runs:
        yield from _indented(_source(run))
    yield from (f"  mail {key}" for key in made.mails)
    for note in made.decisions:
        done = "" if note["applied"] else " (not carried out: the receipt had moved on)"
        when = _time(datetime.fromisoformat(note["when"]))
        yield f"  {when} {note['who']} decided {note['what']} on {note['seen']['state']}{done}"


def _held(held: Held) -> Iterator[str]:
    is_held = any(problem["severity"] == "error" for problem in held.problems)
    yield "held back" if is_held else "warnings"
    yield from _indented(_source(held.run))
    for problem in held.problems:
        place = ", ".join(filter(None, (_line(problem), problem["column"])))
        value = "" if problem["value"] is None else f" ({problem['value']!r})"
        yield f"  {place or 'file'}: {problem['code']}{value}: {problem['message']}"


def _line(problem: Mapping[str, Any]) -> str | None:
    return f"line {problem['line']}" if problem["line"] else None


def _source(run: Run) -> Iterator[str]:
    """The run and the files it was dropped as."""
    yield f"run {run.record['run_id']}"
    for note in run.drops:
        source = note["source"]
        when = _time(datetime.fromisoformat(note["dropped_at"]))
        yield f"  s3://{source['bucket']}/{source['key']} version {source['version_id']}, {when}"


def of_run(history: RunHistory) -> Iterator[str]:
    """A run's record in words, its drops and the fates of its receipts."""
    run = history.run
    record = run.record
    yield f"Run {record['run_id']} of {record['billing_period']}"
    if "status" not in record:
        yield "  Not written to its end yet. Should it stay so, drop the file again."
        return
    profile = f"{record['mode']}, profile {record['profile']}"
    yield f"  {record['status']} ({profile}), input sha256 {record['source_sha256']}"
    yield (
        f"  {_count(record['rows'], 'row')}, {_count(record['customers'], 'customer')}:"
        f" {_count(record['receipts'], 'receipt')}, {record['held']:,} held"
    )
    for currency, billed in record["billed_total"].items():
        exact = record["receipts_total"].get(currency, "0")
        yield f"  {currency} {billed} billed, {exact} exactly"
    for currency, amount in record["held_total"].items():
        yield f"  {currency} {amount} held"
    yield from (f"  rejected: {words}" for words in record["file_errors"])
    yield from (f"  look: {words}" for words in record["file_warnings"])
    yield from (f"  held, {code}: {n:,}" for code, n in record["held_because"].items())
    yield _counted("Receipts now", history.fates)
    yield from _indented(_decided(history))
    yield "Drops"
    for note in run.drops:
        when = _time(datetime.fromisoformat(note["dropped_at"]))
        source = note["source"]
        place = f"s3://{source['bucket']}/{source['key']} version {source['version_id']}"
        yield f"  {when} {place}: {note['queued']:,} queued"


def _decided(history: RunHistory) -> Iterator[str]:
    """What people decided about a run, and what the brake counts."""
    if approval := history.approval:
        yield f"approved by {approval.who}, {_time(approval.when)}"
    marks = history.marks
    if marks.ended_by and marks.ended_at:
        yield f"ended by {marks.ended_by}, {_time(marks.ended_at)}: nothing more of it is sent"
    tally = marks.tally
    if tally.bounced or tally.complained:
        yield (
            f"{_count(tally.bounced, 'bounce')} and {_count(tally.complained, 'complaint')} of"
            f" {_count(tally.outcomes, 'mail')} whose outcome is known"
        )
    if marks.brake_off:
        yield "a person looked at its bounces and let it go on"


def of_month(month: Month) -> Iterator[str]:
    """Counts, runs, and what a person should look at."""
    yield f"Month {month.billing_period}"
    yield _counted("Receipts", month.fates)
    yield _counted("Ledger", month.states)
    if month.reconciled:
        yield _counted(f"Reconciled {_time(month.reconciled.as_of)}", month.reconciled.fates)
    yield "Runs"
    for run in month.runs:
        yield f"  {_run_line(run)}"
    if month.open:
        yield "To look at"
    for each in month.open:
        number = receipt_number(billing_period=month.billing_period, customer_key=each.customer_key)
        cause = f" ({each.cause})" if each.cause else ""
        yield f"  {each.why:<10} {number}  {each.customer_id}{cause}"
    for customer_key in month.unexpected:
        yield f"  no receipt in any run, but a row in the ledger: customer_key {customer_key}"


def _run_line(run: Run) -> str:
    record = run.record
    files = ", ".join(dict.fromkeys(note["source"]["key"] for note in run.drops))
    if "status" not in record:
        return f"{record['run_id']} not written to its end yet"
    receipts = _count(record["receipts"], "receipt")
    return f"{record['run_id']} {record['status']}: {receipts}, {record['held']:,} held; {files}"


def _counted(title: str, counts: Counter[Any]) -> str:
    told = ", ".join(f"{count:,} {_fate(name)}" for name, count in sorted(counts.items()))
    return f"{title}: {told or 'none'}"


def _fate(name: str) -> str:
    return name if name.isupper() else name.replace("_", " ")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
