"""A run's report: gathered from the audit bucket, worked out, kept beside the run's record."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from receipts import keys
from receipts.config import Reporting
from receipts.ports import AuditStore
from receipts.report.figures import figures_of
from receipts.report.page import page_of, unfinished_page
from receipts.report.reading import read_outcome, read_run


def write_reports(runs: Iterable[tuple[str, str]], audit: AuditStore, asked: Reporting) -> None:
    """The report of each (month, run_id), unless it stands already: the first one does."""
    for billing_period, run_id in runs:
        page = report_of(billing_period, run_id, audit, asked)
        audit.put_new(keys.report_key(billing_period=billing_period, run_id=run_id), page)


def report_of(billing_period: str, run_id: str, audit: AuditStore, asked: Reporting) -> bytes:
    """The page of a run as it was written."""
    evidence = read_run(billing_period, run_id, audit)
    figures = figures_of(evidence, asked)
    if figures is None:
        return unfinished_page(evidence.run.record)
    return page_of(figures, names=asked.names)


def reissue(
    billing_period: str, run_id: str, audit: AuditStore, asked: Reporting, *, until: datetime
) -> bytes | None:
    """The page with what became of the receipts, kept too; None: nobody reconciled or can.

    It is as of the newest reconciliation up to a time.
    """
    outcome = read_outcome(billing_period, audit, until=until)
    evidence = replace(read_run(billing_period, run_id, audit), outcome=outcome)
    figures = figures_of(evidence, asked)
    if figures is None or outcome is None:
        return None
    page = page_of(figures, names=asked.names)
    key = keys.report_key(billing_period=billing_period, run_id=run_id, as_of=outcome.as_of)
    audit.put_new(key, page)
    return page
