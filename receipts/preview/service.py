"""A judged file -> a folder of pages to look at, one receipt after the other."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from receipts.delivery.compose import Office
from receipts.model import Mode
from receipts.parsing.rules import WORDS
from receipts.parsing.run import Run
from receipts.preview import folder, pages
from receipts.preview.entries import Entry, Status, write_entries
from receipts.preview.held import held_of
from receipts.preview.pages import Neighbours
from receipts.preview.plan import Planned, planned, receipts_of
from receipts.preview.printing import Press, printed
from receipts.preview.sample import sampled
from receipts.reconciliation.outcome import Outcome

#: Of a correction: only the ledger knows how many receipts there were before.
_REVISION = {Mode.CHARGES: 1, Mode.CORRECTION: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is shown."""

    #: The name of the charges file.
    file: str
    runs: Sequence[Run]
    #: One per run.
    outcomes: Sequence[Outcome]
    office: Office
    #: The date of all mails; aware UTC.
    now: datetime
    #: Show so many receipts at most; None: all.
    sample: int | None = None
    #: What a reader should know besides.
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a site shows, of how many receipts that would be mailed."""

    shown: int
    of: int
    #: Receipts of which no mail can be made.
    unmailable: int


def make_site(site: Site, out: Path, *, progress: Callable[[int, int], None]) -> Made:
    """Write it. One mail at a time is in memory, and the index is written last.

    `progress` is told how many receipts of how many are done.
    """
    folder.prepare(out)
    months = [(run, planned(run)) for run in site.runs if run.bills]
    mailed = [receipt for _, receipts in months for receipt in receipts if receipt.mailed]
    shown = mailed if site.sample is None else sampled(mailed, site.sample)
    around = _neighbours(shown)
    entries = chain.from_iterable(_printed_month(site, *month, around, out) for month in months)
    statuses: Counter[Status] = Counter()
    with (out / "data.js").open("w", encoding="ascii", newline="\n") as file:
        held = chain.from_iterable(map(held_of, site.runs))
        write_entries(file, _counted(entries, statuses, len(shown), progress), held)
    made = Made(len(shown), len(mailed), statuses[Status.UNMAILABLE])
    folder.write(out, {**pages.assets(), "index.html": _index(site, made)})
    return made


def _neighbours(shown: Iterable[Planned]) -> dict[str, Neighbours]:
    numbers = [receipt.number for receipt in shown]
    around = zip([None, *numbers], [*numbers[1:], None], strict=False)
    return {number: Neighbours(*pair) for number, pair in zip(numbers, around, strict=False)}


def _printed_month(
    site: Site, run: Run, receipts: Iterable[Planned], around: Mapping[str, Neighbours], out: Path
) -> Iterator[Entry]:
    press = Press(
        letterhead=run.letterhead,
        revision=_REVISION[run.mode],
        office=site.office,
        now=site.now,
        around=around,
    )
    # What is not mailed is listed in any case: nobody may miss it.
    listed = {r.customer_id: r for r in receipts if r.number in around or not r.mailed}
    for receipt in receipts_of(run, listed.keys()):
        entry, files = printed(receipt, listed[receipt.customer_id], press)
        if files:
            folder.write(out / "receipts" / entry.receipt.number, files)
        yield entry


def _counted(
    entries: Iterable[Entry],
    statuses: Counter[Status],
    total: int,
    progress: Callable[[int, int], None],
) -> Iterator[Entry]:
    for entry in entries:
        statuses[entry.status] += 1
        progress(statuses.total() - statuses[Status.ZERO], total)
        yield entry


def _index(site: Site, made: Made) -> bytes:
    # Every month of a file has the warnings of the whole file.
    warnings = dict.fromkeys(words for each in site.outcomes for words in each.file_warnings)
    return pages.index_page(
        file=site.file,
        now=site.now,
        outcomes=site.outcomes,
        why=WORDS,
        notes=[*_notes(site, made), *site.notes],
        warnings=list(warnings),
    )


def _notes(site: Site, made: Made) -> Iterator[str]:
    if made.shown < made.of:
        yield (
            f"A sample: {made.shown:,} of {made.of:,} receipts, chosen to be worth looking at."
            " Whoever is not in it may still get a receipt."
        )
    if any(run.mode is Mode.CORRECTION for run in site.runs):
        yield (
            "These are corrections, shown as the second receipt of their month. When they are"
            " dropped, each is counted from what its customer was sent before."
        )
        if not all(run.send_zero_totals for run in site.runs):
            yield "A correction to nothing goes only to a customer who was sent a receipt before."
    if site.office.mailbox:
        yield f"This is a trial: every mail would go to {site.office.mailbox}."
    if made.unmailable:
        yield f"Receipts of which no mail can be made: {made.unmailable:,}. Search for “no mail”."
