"""Months to report on, small enough to add up by hand."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from receipts import keys
from receipts.config import Reporting
from receipts.parsing.run import Run
from receipts.parsing.service import parse_file
from receipts.report.figures import Figures, figures_of
from receipts.report.reading import read_run
from tests.builders import RELEASE, REPORTING, charges_csv, dropped, rulebook
from tests.fakes import FakeWorld

HEADER = "customer_id,customer_name,email,service_name,charges,currency"
BEFORE, MONTH = "2024-08", "2024-09"
RECONCILED = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def rows(*charges: str) -> bytes:
    """`C1 Hosting 10.005 USD` is a line of the customer C1."""
    cells = (text.split() for text in charges)
    lines = (
        f"{customer},Name of {customer[:9]},buyer@shop.example,{service},{amount},{coin}"
        for customer, service, amount, coin in cells
    )
    return charges_csv(*lines, header=HEADER)


def billed(world: FakeWorld, data: bytes, month: str = MONTH, *, folder: str = "") -> Run:
    """A month's file, dropped a minute after the one before it."""
    world.clock.sleep(60)
    name = keys.sha256(data)[:8]
    file = replace(
        dropped(f"{folder}{month}/{name}.csv", version_id=name, size=len(data)),
        dropped_at=world.clock.now(),
    )
    world.landing.files[file.key] = data
    (run,) = parse_file(file, ports=world.parser, rulebook=rulebook(), release=RELEASE)
    return run


def figures(world: FakeWorld, run: Run, asked: Reporting | None = None) -> Figures:
    """What the run's report says."""
    return figures_of(read_run(run.billing_period, run.run_id, world.audit), asked or REPORTING)


def reconciled(world: FakeWorld, *fates: tuple[str, str], at: datetime = RECONCILED) -> None:
    """A reconciliation of the month, by receipt_id."""
    table = pa.table(
        {
            "as_of": pa.array([at] * len(fates), pa.timestamp("us", tz="UTC")),
            "receipt_id": pa.array([receipt_id for receipt_id, _ in fates], pa.string()),
            "fate": pa.array([fate for _, fate in fates], pa.string()),
            "cause": pa.array([None] * len(fates), pa.string()),
        }
    )
    sink = io.BytesIO()
    pq.write_table(table, sink)
    world.audit.put_new(keys.deliveries_key(billing_period=MONTH, as_of=at), sink.getvalue())


def receipt_ids(world: FakeWorld, run: Run) -> dict[str, str]:
    """By customer_id."""
    key = keys.receipts_key(billing_period=run.billing_period, run_id=run.run_id)
    table = pq.read_table(io.BytesIO(world.audit.get(key)))
    return dict(
        zip(*(table.column(n).to_pylist() for n in ("customer_id", "receipt_id")), strict=True)
    )
