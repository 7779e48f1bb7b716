"""Gather what the audit bucket and the ledger say of a month; write down what it comes to."""

import io
import logging
from datetime import datetime, timedelta

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from receipts import keys
from receipts.balance.classify import Moment
from receipts.balance.ledger_rows import as_columns
from receipts.balance.month import Reconciled, reconcile
from receipts.balance.read import read_month
from receipts.model import UNKNOWN_PERIOD
from receipts.port_bundles import ReconcilePorts
from receipts.ports import AuditStore
from receipts.reconciliation.fate import Fate
from receipts.snapshots import read_many
from schemas.audit import DELIVERIES

_log = logging.getLogger(__name__)
#: What may still become something else, however old the month is.
_UNSETTLED = {fate.value for fate in (Fate.WAITING, Fate.MISSING, Fate.IN_DOUBT, Fate.FAILED)}


def reconcile_month(
    billing_period: str,
    *,
    ports: ReconcilePorts,
    grace: timedelta,
    ledger: pl.DataFrame | None = None,
) -> Reconciled:
    """Compare all receipts of a month with the ledger, and keep what changed since the last time.

    `ledger`: its rows, where they come from a file.
    """
    as_of = ports.clock.now()
    moment = Moment(as_of=as_of, grace=grace, is_paused=ports.switch.read().pause is not None)
    # The ledger first: a receipt that is written and sent meanwhile is then merely waiting.
    rows = as_columns(ports.ledger.month(billing_period).values()) if ledger is None else ledger
    result = reconcile(read_month(billing_period, ports=ports), rows, moment)
    if not result.findings:
        _keep(result, as_of, ports.audit)
    return result


def _keep(result: Reconciled, as_of: datetime, audit: AuditStore) -> None:
    """Nothing is written where nothing changed: evidence cannot be deleted for years."""
    last = _last_deliveries(result.billing_period, audit)
    if last is not None and last.drop("as_of").equals(result.deliveries):
        return
    key = keys.deliveries_key(billing_period=result.billing_period, as_of=as_of)
    stamped = result.deliveries.with_columns(pl.lit(as_of).alias("as_of"))
    sink = io.BytesIO()
    table = stamped.select(DELIVERIES.names).to_arrow().cast(DELIVERIES)
    pq.write_table(table, sink, compression="zstd")
    audit.put_new(key, sink.getvalue())


def _last_deliveries(billing_period: str, audit: AuditStore) -> pl.DataFrame | None:
    """The newest of them; None: there is none that can be compared, so another is written."""
    folder = keys.run_key("deliveries", billing_period=billing_period, run_id="", suffix="")
    names = [key for key in audit.keys(folder) if keys.is_deliveries(key)]
    if not names:
        return None
    try:
        table = read_many(audit.get(names[-1]))
    except (pa.ArrowException, OSError):
        _log.warning("deliveries_not_readable", extra={"key": names[-1]})
        return None
    return pl.DataFrame(pl.from_arrow(table)) if table.schema.equals(DELIVERIES) else None


def open_periods(audit: AuditStore, *, now: datetime, days: int) -> list[str]:
    """The months that something may still happen to, oldest first."""
    periods = sorted({keys.run_of(key)[0] for key in audit.keys("runs/")} - {UNKNOWN_PERIOD})
    return [each for each in periods if _is_open(each, audit, now - timedelta(days=days))]


def _is_open(billing_period: str, audit: AuditStore, since: datetime) -> bool:
    folder = keys.run_key("runs", billing_period=billing_period, run_id="", suffix="")
    drops = (keys.evaluated_at(key) for key in audit.keys(folder) if keys.is_evaluation(key))
    if any(at >= since for at in drops):
        return True
    last = _last_deliveries(billing_period, audit)
    return last is None or bool(_UNSETTLED & set(last["fate"].unique()))
