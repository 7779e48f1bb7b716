"""A month of many receipts as the parser and the worker would leave it, on a disk."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from receipts import keys
from receipts.balance.ledger_rows import LEDGER
from receipts.errors import MissingObjectError
from receipts.ledger import State
from receipts.model import DroppedFile
from schemas.audit import RECEIPTS

MONTH, RUN = "2024-09", "d" * 32
NOW = datetime(2024, 10, 3, tzinfo=UTC)
LEDGER_FILE = "ledger.parquet"
#: Of a hundred receipts, how many end so; the ledger knows nothing of the rest.
_ENDS = {
    State.DELIVERED: 90,
    State.SENT: 3,
    State.BOUNCED: 2,
    State.COMPLAINED: 1,
    State.IN_DOUBT: 1,
    State.FAILED: 2,
}


class FolderAudit:
    """The audit bucket as a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_new(self, key: str, body: bytes) -> bool:
        """Write once."""
        path = self._folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return True

    def get(self, key: str) -> bytes:
        """The bytes."""
        try:
            return (self._folder / key).read_bytes()
        except FileNotFoundError as error:
            raise MissingObjectError(key) from error

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, in order."""
        found = (path for path in self._folder.rglob("*") if path.is_file())
        names = (path.relative_to(self._folder).as_posix() for path in found)
        return iter(sorted(name for name in names if name.startswith(prefix)))


def make_month(folder: Path, count: int) -> None:
    """One run of so many receipts, and the ledger's rows."""
    ids = [f"CUSTOMER-{number:08}" for number in range(count)]
    receipts = pl.DataFrame(
        {
            "customer_id": ids,
            "customer_key": [keys.customer_key(each) for each in ids],
            "receipt_id": [keys.sha256(each.encode())[32:] for each in ids],
        }
    ).with_row_index("number")
    _write_run(folder, _receipts(receipts))
    _ledger(receipts).write_parquet(folder / LEDGER_FILE)


def _receipts(made: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("number")
    amount = (number.cast(pl.Decimal(38, 12)) / 1000).cast(pl.Decimal(38, 12))
    return made.with_columns(
        pl.lit(RUN).alias("run_id"),
        pl.lit(date(2024, 9, 1)).alias("period_start"),
        ("Customer " + pl.col("customer_id")).alias("customer_name"),
        (pl.col("customer_id").str.to_lowercase() + "@example.com").alias("email"),
        pl.when(number % 10 == 0).then(pl.lit("EUR")).otherwise(pl.lit("USD")).alias("currency"),
        pl.lit("en").alias("locale"),
        pl.col("receipt_id").str.reverse().alias("bill_id"),
        pl.lit(3, pl.Int32).alias("line_count"),
        amount.alias("total"),
        amount.round(2).cast(pl.Decimal(38, 12)).alias("billed"),
        pl.lit(value=True).alias("mailed"),
        ("snapshots/" + pl.col("receipt_id") + ".parquet").alias("snapshot_key"),
    )


def _ledger(made: pl.DataFrame) -> pl.DataFrame:
    ends = [state.value for state, share in _ENDS.items() for _ in range(share)]
    known = made.filter(pl.col("number") % 100 < len(ends))
    at = NOW - timedelta(days=1)
    rows = known.with_columns(
        pl.lit(MONTH).alias("billing_period"),
        pl.col("receipt_id").str.reverse().alias("bill_id"),
        pl.lit(RUN).alias("run_id"),
        pl.lit(1, pl.Int32).alias("revision"),
        pl.lit(pl.Series(ends)).gather(pl.col("number") % 100).alias("state"),
        pl.lit(at).alias("changed_at"),
        pl.lit(at).alias("sent_at"),
        pl.lit(None, pl.String).alias("cause"),
        pl.lit([], pl.List(pl.String)).alias("superseded"),
        pl.lit(None, pl.Int32).alias("copy_after"),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in LEDGER.items())


def _write_run(folder: Path, receipts: pl.DataFrame) -> None:
    audit = FolderAudit(folder)
    sums = receipts.group_by("currency").agg(pl.col("total").sum())
    totals = {currency: f"{total:f}" for currency, total in sums.iter_rows()}
    record = {
        "run_id": RUN,
        "billing_period": MONTH,
        "mode": "charges",
        "receipts": receipts.height,
        "held": 0,
        "unreadable_amounts": 0,
        "charges_total": totals,
        "receipts_total": totals,
        "held_total": {},
    }
    note = {"dropped_at": (NOW - timedelta(days=3)).isoformat(), "last_out_at": None}
    file = DroppedFile("landing", "x.csv", "v1", 1, NOW - timedelta(days=3))
    evaluation = keys.evaluation_key(file, billing_period=MONTH, run_id=RUN)
    audit.put_new(_key("runs", ".json"), json.dumps(record).encode())
    audit.put_new(evaluation, json.dumps(note | {"awaits_approval": False}).encode())
    # Not read: that it is there is enough.
    audit.put_new(_key("lines", ".parquet"), b"")
    table = receipts.select(RECEIPTS.names).to_arrow().cast(RECEIPTS)
    path = folder / keys.receipts_key(billing_period=MONTH, run_id=RUN)
    path.parent.mkdir(parents=True)
    pq.write_table(table, path, compression="zstd", use_dictionary=False, write_statistics=False)


def _key(folder: str, suffix: str) -> str:
    return keys.run_key(folder, billing_period=MONTH, run_id=RUN, suffix=suffix)
