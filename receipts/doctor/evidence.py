"""Whether the evidence is safe and the months add up. Pure."""

from datetime import datetime, timedelta

from receipts.checkup import Denial, Findings, JobRun, KeyState, LastMonth, Lock
from receipts.doctor.verdict import Verdict, fail, is_prod, ok, warn

#: The schedule is daily; half a day for a run and its retries.
_RECONCILED_WITHIN = timedelta(hours=36)
_SEE = "docs/retention.md"


def lock(found: Lock, all_: Findings) -> Verdict:
    """Is what is written locked, and for how long?"""
    if not found.default_mode:
        return fail("prod without a lock", _SEE) if is_prod(all_) else ok("off, in a trial")
    if not found.is_used:
        return ok(f"{found.default_mode}, and nothing is written yet")
    if not found.mode or found.until is None or found.until <= all_.now:
        words = f"the bucket says {found.default_mode}, but an object is not locked"
        return warn(words, f"it was written before, or its time is over: {_SEE}")
    return ok(f"{found.mode}, an object is locked until {found.until:%Y-%m-%d}")


def denial(found: Lock, all_: Findings) -> Verdict:
    """Does S3 refuse to erase?"""
    if found.denial is Denial.BY_POLICY:
        return ok("S3 refuses to delete, by the bucket's policy")
    if found.denial is Denial.BY_CREDENTIALS:
        words = "these credentials may not delete, which says nothing of others"
        return warn(words, "ask again with credentials that may do everything")
    if all_.standing.parameters.get("RetentionAdminArn"):
        return warn("these credentials may erase", f"right only for RetentionAdminArn: {_SEE}")
    return fail(
        "S3 would delete: the bucket's policy is gone",
        f"put it back as the template has it; {_SEE}",
    )


def key(found: KeyState, _: Findings) -> Verdict:
    """Can the evidence be read?"""
    if found.state != "Enabled":
        return fail(f"the key is {found.state}: nothing can be read", "enable it at once")
    if not found.is_rotated:
        return warn("the key is not rotated", "aws kms enable-key-rotation")
    return ok("enabled, rotated every year")


def reconciliation(found: JobRun | None, all_: Findings) -> Verdict:
    """Is what was billed compared with what was sent?"""
    if found is None:
        return warn("has never run", "it does once a day; or `receipts reconcile MONTH`")
    words = f"{found.state} {_ago(all_.now - found.started)}"
    if all_.now - found.started > _RECONCILED_WITHIN:
        return fail(words, "it should be daily: look at the Glue trigger")
    # It fails where it has found something.
    if found.state in {"FAILED", "TIMEOUT", "STOPPED", "ERROR"}:
        return fail(words, "`receipts reconcile MONTH`; docs/runbooks/missing.md")
    return ok(words)


def _ago(time: timedelta) -> str:
    return f"{int(time.total_seconds() // 3600)} hours ago"


def expected(found: LastMonth, all_: Findings) -> Verdict:
    """Did finance drop the month?"""
    month = found.billing_period
    if found.has_runs:
        return ok(f"{month} was dropped")
    day = int(all_.standing.parameters.get("ExpectedByDay") or 0)
    if day and all_.now.day > day:
        return fail(f"{month} was not dropped by the {day}. of this month", "ask finance")
    return ok(f"{month} was not dropped yet")


def last_month(now: datetime) -> str:
    """The month before this one."""
    return f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
