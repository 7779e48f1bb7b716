"""Whether a month's charges were dropped in time: they are expected in the month after it."""

from datetime import datetime, timedelta

from receipts import keys
from receipts.ports import AuditStore


def late_months(audit: AuditStore, *, now: datetime, expected_by_day: int) -> list[str]:
    """Last month, once the day is over (UTC) by which it should have been dropped and was not.

    A file that was rejected as a whole is no drop, and day 0 asks nothing. A month that never had
    charges is late until the next one begins.
    """
    if not expected_by_day or now.day <= expected_by_day:
        return []
    period = _month_before(now)
    return [] if _is_billed(period, audit) else [period]


def _month_before(now: datetime) -> str:
    return f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"


def _is_billed(billing_period: str, audit: AuditStore) -> bool:
    """Whether any run reached its commit point: the table of its receipts."""
    folder = keys.run_key("receipts", billing_period=billing_period, run_id="", suffix="")
    return any(True for _ in audit.keys(folder))
