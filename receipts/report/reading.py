"""Reads a run's evidence. What does not fit is said, never guessed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
import pyarrow as pa

from receipts import keys
from receipts.errors import MissingObjectError
from receipts.model import Mode, RunStatus
from receipts.parsing.periods import month_before
from receipts.ports import AuditStore
from receipts.report.evidence import Comparison, Evidence, File, Outcome
from receipts.snapshots import read_many
from receipts.support import records
from receipts.support.history import Run
from schemas.audit import HELD, LINES, RECEIPTS, REJECTS

COMPARED = ("customer_key", "customer_id", "customer_name", "currency", "billed")
#: By folder: the contract, and what of it is read. No addresses.
_EVERYTHING = {
    "receipts": (RECEIPTS, ("receipt_id", *COMPARED, "total")),
    "lines": (LINES, ("currency", "service_name", "charges")),
    "held": (HELD, ("customer_id", "line", "currency", "charges")),
    "rejects": (REJECTS, ("customer_id", "line", "severity", "message")),
}


def read_run(billing_period: str, run_id: str, audit: AuditStore) -> Evidence:
    """A run's evidence as it was when it was written."""
    return _Reading(audit).evidence(records.run(billing_period, run_id, audit))


def read_outcome(billing_period: str, audit: AuditStore, *, until: datetime) -> Outcome | None:
    """What the newest reconciliation up to a time said; None: there is none."""
    latest = keys.deliveries_key(billing_period=billing_period, as_of=until)
    folder = latest.rpartition("/")[0] + "/"
    found = [key for key in audit.keys(folder) if keys.is_deliveries(key) and key <= latest]
    if not found:
        return None
    data = audit.get(found[-1])
    table = read_many(data)
    names = [name for name in ("receipt_id", "fate", "cause") if name in table.column_names]
    fates = _frame(table.select(names))
    known = fates if "cause" in names else fates.with_columns(cause=pl.lit(None, pl.String))
    as_of = keys.reconciled_at(found[-1])
    return Outcome(as_of, known.drop_nulls("receipt_id"), File(found[-1], keys.sha256(data)))


def _frame(table: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(table))


class _Reading:
    """Notes the hash of whatever it reads, and what it could not read."""

    def __init__(self, audit: AuditStore) -> None:
        self._audit = audit
        self._files: list[File] = []
        self._findings: list[str] = []

    def evidence(self, run: Run) -> Evidence:
        record = run.record
        self._note_inputs(run)
        tables = {folder: self._table(folder, run) for folder in _EVERYTHING}
        bills = record.get("status") in {RunStatus.ACCEPTED, RunStatus.HELD}
        return Evidence(
            run=run,
            receipts=tables["receipts"],
            lines=tables["lines"],
            held=tables["held"],
            problems=tables["rejects"],
            comparison=self._comparison(run, tables["receipts"]) if bills else None,
            outcome=None,
            files=tuple(self._files),
            findings=tuple(self._findings),
        )

    def _note_inputs(self, run: Run) -> None:
        record = run.record
        if "source_sha256" in record:
            source = record["source_sha256"]
            self._files.append(File(keys.input_key(source), source))
            self._bytes(_key("runs", run, ".json"))

    def _bytes(self, key: str) -> bytes | None:
        try:
            data = self._audit.get(key)
        except MissingObjectError:
            return None
        self._files.append(File(key, keys.sha256(data)))
        return data

    def _table(self, folder: str, run: Run) -> pl.DataFrame:
        schema, names = _EVERYTHING[folder]
        wanted = pa.schema([schema.field(name) for name in names])
        parts = self._lines_of(run) if folder == "lines" else [_key(folder, run, ".parquet")]
        return pl.concat([_frame(wanted.empty_table()), *(self._columns(p, wanted) for p in parts)])

    def _lines_of(self, run: Run) -> list[str]:
        """A large run's lines are in several files."""
        return list(self._audit.keys(_key("lines", run, "")))

    def _columns(self, key: str, wanted: pa.Schema) -> pl.DataFrame:
        """Empty where there is no such file, or it is not one of ours: that is then a finding."""
        data = self._bytes(key)
        if data is None:
            return _frame(wanted.empty_table())
        try:
            return _frame(read_many(data, wanted.names).select(wanted.names).cast(wanted))
        except (pa.ArrowException, KeyError, ValueError, OSError):
            self._findings.append(f"{key} cannot be read: no run wrote it so.")
            return _frame(wanted.empty_table())

    def _comparison(self, run: Run, receipts: pl.DataFrame) -> Comparison | None:
        period = run.record["billing_period"]
        before = month_before(period)
        runs = records.runs_of_month(before, self._audit)
        if not runs:
            return None
        self._findings += [
            f"Run {each.record['run_id']} of {before} is not written to its end; it is left out."
            for each in runs
            if "status" not in each.record
        ]
        return Comparison(
            before,
            self._one_each([*self._earlier(run), run], {run.record["run_id"]: receipts}),
            self._one_each(runs, {}),
        )

    def _earlier(self, run: Run) -> list[Run]:
        """The month's runs that were dropped before this one."""
        found = records.runs_of_month(run.record["billing_period"], self._audit)
        ids = [each.record["run_id"] for each in found]
        return found[: ids.index(run.record["run_id"])]

    def _one_each(self, runs: Sequence[Run], read: dict[str, pl.DataFrame]) -> pl.DataFrame:
        """Each customer's last correction, else the first receipt: others are conflicts."""
        ordered = _what_counts_first(each for each in runs if "status" in each.record)
        schema = pa.schema([RECEIPTS.field(name) for name in COMPARED])
        tables = [_frame(schema.empty_table())]
        for each in ordered:
            known = read.get(each.record["run_id"])
            key = _key("receipts", each, ".parquet")
            rows = self._columns(key, schema) if known is None else known.select(COMPARED)
            tables.append(rows)
        return pl.concat(tables).unique("customer_key", keep="first", maintain_order=True)


def _what_counts_first(runs: Iterable[Run]) -> list[Run]:
    runs = list(runs)
    corrections = [run for run in runs if run.record["mode"] == Mode.CORRECTION]
    return [*reversed(corrections), *(run for run in runs if run not in corrections)]


def _key(folder: str, run: Run, suffix: str) -> str:
    record = run.record
    return keys.run_key(
        folder, billing_period=record["billing_period"], run_id=record["run_id"], suffix=suffix
    )
