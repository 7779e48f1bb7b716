"""What the schedule does: every open month, and numbers for the alarms."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from receipts.balance.month import Reconciled
from receipts.ports import MonthGauges
from receipts.reconciliation.fate import Fate

_log = logging.getLogger(__name__)
_MISSED = (Fate.MISSING, Fate.UNEXPECTED)


def reconcile_all(
    periods: Iterable[str],
    reconcile_one: Callable[[str], Reconciled],
    *,
    gauges: MonthGauges,
    late: Sequence[str] = (),
) -> list[Reconciled]:
    """One month after the other; one that does not fit together keeps no other from its turn.

    `late` are months that should have been dropped by now.
    """
    results = []
    counts: Counter[Fate] = Counter()
    for period in periods:
        result = reconcile_one(period)
        _say(result)
        counts += result.counts
        results.append(result)
    gauges.show(
        {fate.value: counts[fate] for fate in Fate},
        missing=sum(counts[fate] for fate in _MISSED),
        undecided=sum(bool(result.findings) for result in results),
        late=len(late),
    )
    for period in late:
        _log.error("month_is_late", extra={"billing_period": period})
    return results


def _say(result: Reconciled) -> None:
    """Counts and keys, no amounts and no names."""
    counts = {str(fate): count for fate, count in sorted(result.counts.items())}
    extra = {"billing_period": result.billing_period, "counts": counts}
    _log.info("month_reconciled", extra=extra)
    for finding in result.findings:
        extra = {"billing_period": result.billing_period, "key": finding.key}
        _log.error("month_does_not_fit", extra=extra | {"why": finding.words})
