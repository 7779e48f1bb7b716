"""What a reader must know of a month before believing an answer about it. Pure."""

import re
from collections.abc import Iterable, Iterator

from receipts.keys import is_deliveries

#: Tables that are one file a run.
_OF_RUNS = ("receipts", "lines", "rejects", "held", "control_totals")
#: All whose files bear on a month; a customer's snapshots are too many to look through.
FOLDERS = (*_OF_RUNS, "deliveries")

#: A copy of one, by whatever name, would double its rows.
_RUN_FILE = re.compile(r"([0-9a-f]{32})\.parquet")


def notes(billing_period: str, keys: Iterable[str]) -> list[str]:
    """Sentences about a month, given the keys of its files below FOLDERS; none if all is well."""
    names = [(key.partition("/")[0], key.rpartition("/")[2], key) for key in keys]
    runs = {
        folder: {
            match[1] for f, name, _ in names if f == folder and (match := _RUN_FILE.fullmatch(name))
        }
        for folder in _OF_RUNS
    }
    return [
        *_foreign(names),
        *(
            f"Run {run} was begun and never finished: it has lines and no receipts, and nothing of"
            " it was sent. Drop its file again."
            for run in sorted(runs["lines"] - runs["receipts"])
        ),
        *_never(billing_period, names, is_billed=bool(runs["receipts"])),
    ]


def _never(
    billing_period: str, names: list[tuple[str, str, str]], *, is_billed: bool
) -> Iterator[str]:
    if not is_billed:
        yield f"Nothing was billed for {billing_period}: no run of that month has receipts."
    elif not any(is_deliveries(key) for _, _, key in names):
        yield (
            f"{billing_period} was never reconciled, so what stands is unknown:"
            f" receipts reconcile {billing_period}"
        )


def _foreign(names: list[tuple[str, str, str]]) -> Iterator[str]:
    for folder, name, key in names:
        ours = is_deliveries(key) if folder == "deliveries" else _RUN_FILE.fullmatch(name)
        if not ours:
            yield f"{key} is no file of ours: queries take its rows for ours, or fail at it."
