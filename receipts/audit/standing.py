"""What a reader must know of a month before believing an answer about it. Pure."""

from collections.abc import Iterable, Iterator

from receipts.keys import is_deliveries, run_of_table

#: Tables of a run; its lines may be in several files.
_OF_RUNS = ("receipts", "lines", "rejects", "held", "control_totals")
#: All whose files bear on a month; a customer's snapshots are too many to look through.
FOLDERS = (*_OF_RUNS, "deliveries")


def notes(billing_period: str, keys: Iterable[str]) -> list[str]:
    """Sentences about a month, given the keys of its files below FOLDERS; none if all is well."""
    names = [(key.partition("/")[0], key.rpartition("/")[2], key) for key in keys]
    runs = {
        folder: {run for f, _, key in names if f == folder and (run := run_of_table(key))}
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
    for folder, _, key in names:
        # A copy of a table, by whatever name, would double its rows.
        ours = is_deliveries(key) if folder == "deliveries" else run_of_table(key)
        if not ours:
            yield f"{key} is no file of ours: queries take its rows for ours, or fail at it."
