"""Dead letters as tables: counts, months and the first digits of a customer_key, no more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receipts.cli.tables import print_plain, print_whole
from receipts.redrive.causes import words_of
from receipts.redrive.decide import Decision, Handled
from receipts.redrive.files import WaitingFile, Where

_KEPT = "SQS keeps a letter for 14 days"
_NAMED_AT_MOST = 20
#: Heading of a count, what it says before, what it says after.
_WORDS = {
    Decision.MOVE: ("would be sent", "moved", "to the receipt queue"),
    Decision.ALREADY_SENT: ("already sent", "removed", "already sent: done with, not sent again"),
    Decision.SUPERSEDED: ("superseded", "removed", "newer content took its place: done with"),
    Decision.IN_DOUBT: ("in doubt", "stays", "in doubt: SES may have it; a person decides"),
    Decision.BEING_SENT: ("being sent", "stays", "a worker is at it: look again in ten minutes"),
    Decision.CONFLICT: ("conflict", "stays", "conflict: other content was sent for this month"),
    Decision.MALFORMED: ("malformed", "stays", "not a message of ours: nothing valid to send"),
    Decision.REFUSED: ("to be named", "stays", "refused: find out why, then name it with --cause"),
    Decision.NOT_ASKED: ("not asked for", "stays", "another cause than the one asked for"),
    Decision.MOVED_BEFORE: (
        "moved before",
        "stays",
        "moved in this run already: it failed again, or its letter is there twice; list again",
    ),
    Decision.NOT_QUEUED: (
        "not queued",
        "stays",
        "the receipt queue did not take it: run again; the ledger keeps it from being sent twice",
    ),
    Decision.NOT_DELETED: (
        "not removed",
        "stays",
        "done, but SQS did not delete it: run again; the ledger keeps it from being sent twice",
    ),
}
_FILE_WORDS = {
    Where.WAITS: "waits",
    Where.MOVED: "moved to the charges queue",
    Where.NOT_DELETED: "moved; its letter was not deleted: run again, it does no harm",
    Where.NOT_A_FILE: "stays: not the event of a dropped file",
}
_BEFORE = {"moved": "would move", "removed": "would be removed"}
#: What a person has to look at one by one.
_NAMED = (Decision.IN_DOUBT, Decision.CONFLICT)


def print_letters(found: Sequence[Handled], console: Console, *, now: datetime) -> None:
    """By cause and by what the ledger says."""
    if not found:
        print_plain(["No receipt waits in the dead-letter queue."], console)
        return
    by_cause = Counter(each.cause for each in found)
    print_whole(_by_cause(found, by_cause), console)
    months = sorted({each.message.billing_period for each in found if each.message})
    oldest = _age(now - min(each.letter.sent_at for each in found))
    lines = [f"Months: {', '.join(months) or 'unknown'}", f"Oldest: {oldest}; {_KEPT}"]
    lines += [f"{cause}: {words_of(cause)}" for cause, _ in by_cause.most_common()]
    print_plain([*lines, *_one_by_one(found)], console)


def print_decisions(found: Sequence[Handled], console: Console, *, done: bool) -> None:
    """What was done with the receipts, or would be."""
    if not found:
        print_plain(["No receipt waits in the dead-letter queue."], console)
        return
    table = _table("What was done" if done else "What would be done", "letters", "", "why")
    for decision, count in sorted(Counter(each.decision for each in found).items(), key=_order):
        _, now, why = _WORDS[decision]
        table.add_row(f"{count:,}", now if done else _BEFORE.get(now, now), why)
    print_whole(table, console)
    print_plain(_one_by_one(found), console)


def print_files(files: Sequence[WaitingFile], console: Console, *, now: datetime) -> None:
    """Each file that the parser failed on."""
    if not files:
        print_plain(["No file waits in the charges dead-letter queue."], console)
        return
    table = _table("Files the parser failed on", "bucket", "key", "version", "received", "age", "")
    for file in files:
        received, age = f"{file.letter.received:,}", _age(now - file.letter.sent_at)
        names = (escape(name) for name in (file.bucket, file.key, file.version_id))
        table.add_row(*names, received, age, _FILE_WORDS[file.where])
    print_whole(table, console)


def _by_cause(found: Sequence[Handled], by_cause: Counter[str]) -> Table:
    decisions = [each for each in Decision if any(h.decision is each for h in found)]
    headings = (_WORDS[each][0] for each in decisions)
    table = _table("Receipts that wait", "cause", "letters", *headings)
    for cause, letters in by_cause.most_common():
        counts = Counter(each.decision for each in found if each.cause == cause)
        table.add_row(escape(cause), f"{letters:,}", *(f"{counts[each]:,}" for each in decisions))
    return table


def _one_by_one(found: Iterable[Handled]) -> list[str]:
    lines = [
        f"{_WORDS[each.decision][0]}: {each.message.billing_period}, customer_key"
        f" {each.message.customer_key[:8]}…, cause {each.cause}"
        for each in found
        if each.message and each.decision in _NAMED
    ]
    more = len(lines) - _NAMED_AT_MOST
    return lines[:_NAMED_AT_MOST] + ([f"… and {more:,} more"] if more > 0 else [])


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table


def _order(item: tuple[Decision, int]) -> int:
    return list(Decision).index(item[0])


def _age(age: timedelta) -> str:
    hours, seconds = divmod(max(0, int(age.total_seconds())), 3600)
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {seconds // 60} min"
