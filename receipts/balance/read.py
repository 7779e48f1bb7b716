"""Reads what a month's runs wrote. What does not fit together is said, never guessed."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from receipts import keys
from receipts.approval import Approval, find_approval
from receipts.balance.checks import held_findings, note_findings, receipts_findings, record_findings
from receipts.balance.runs import RECEIPT_COLUMNS, Finding, WrittenMonth, WrittenRun
from receipts.model import Mode
from receipts.port_bundles import ReconcilePorts
from schemas.audit import HELD, RECEIPTS

_RUN_ID = re.compile("[0-9a-f]{32}")
_FOLDERS = ("runs", "receipts", "held", "lines")
_AGAIN = "Drop the file again: that finishes it"
_NOTHING: dict[str, pl.DataFrame] = {
    "receipts": pl.DataFrame(pl.from_arrow(RECEIPTS.empty_table())).select(RECEIPT_COLUMNS),
    "held": pl.DataFrame(pl.from_arrow(HELD.empty_table())),
}


class _UnfitError(Exception):
    def __init__(self, key: str, words: str) -> None:
        super().__init__(words)
        self.finding = Finding(key, words)


def read_month(billing_period: str, *, ports: ReconcilePorts) -> WrittenMonth:
    """All runs of a month; the findings name those that are not among them."""
    listed = {folder: _listed(folder, billing_period, ports) for folder in _FOLDERS}
    findings = list(_foreign(listed))
    ids = {_run_of(key) for found in listed.values() for key in found} - {""}
    if not ids and not findings:
        words = f"Nothing is known of {billing_period}: no file of that month was ever dropped."
        findings.append(Finding(_folder("runs", billing_period), words))
    runs = []
    for run_id in sorted(ids):
        reading = _Reading(billing_period, run_id, listed, ports)
        try:
            runs.append(reading.run())
        except _UnfitError as error:
            findings.append(error.finding)
        findings += reading.findings
    runs.sort(key=lambda run: (run.first_drop, run.run_id))
    return WrittenMonth(billing_period, runs, findings)


def _folder(folder: str, billing_period: str) -> str:
    return keys.run_key(folder, billing_period=billing_period, run_id="", suffix="")


def _listed(folder: str, billing_period: str, ports: ReconcilePorts) -> list[str]:
    return list(ports.audit.keys(_folder(folder, billing_period)))


def _run_of(key: str) -> str:
    """The run a key names, or nothing."""
    found = _RUN_ID.match(key.rpartition("/")[2])
    return found.group() if found else ""


def _foreign(listed: dict[str, list[str]]) -> Iterator[Finding]:
    for folder in ("receipts", "held"):
        for key in listed[folder]:
            if not keys.run_of_table(key):
                yield Finding(key, "No run wrote this file: its name is not that of a run.")


class _Reading:
    """One run on its way from the audit bucket."""

    def __init__(
        self, billing_period: str, run_id: str, listed: dict[str, list[str]], ports: ReconcilePorts
    ) -> None:
        self._period = billing_period
        self._run_id = run_id
        self._listed = listed
        self._ports = ports
        self.findings: list[Finding] = []

    def run(self) -> WrittenRun:
        record = self._record()
        notes = self._notes()
        approval = self._approval()
        drops = [datetime.fromisoformat(note["dropped_at"]) for note in notes]
        outs = [note["last_out_at"] for note in notes if note["last_out_at"]]
        due = [*drops, *map(datetime.fromisoformat, outs), *([approval.when] if approval else [])]
        return WrittenRun(
            run_id=self._run_id,
            record=record,
            first_drop=min(drops),
            last_drop=max(drops),
            due_at=max(due),
            is_correction=record["mode"] == Mode.CORRECTION,
            is_ended=self._ports.runs.find(self._run_id).is_ended,
            is_held_up=notes[-1]["awaits_approval"] and approval is None,
            receipts=self._receipts(record),
            held=self._held(record),
        )

    def _key(self, folder: str, suffix: str) -> str:
        return keys.run_key(folder, billing_period=self._period, run_id=self._run_id, suffix=suffix)

    def _record(self) -> dict[str, Any]:
        key = self._key("runs", ".json")
        if key not in self._listed["runs"]:
            words = f"The run is written by half: it has no record. {_AGAIN}."
            raise _UnfitError(key, words)
        record = self._json(key)
        for finding in record_findings(key, record, run_id=self._run_id):
            raise _UnfitError(finding.key, finding.words)
        return dict(record)

    def _notes(self) -> list[dict[str, Any]]:
        """First drop first."""
        mine = (key for key in self._listed["runs"] if _run_of(key) == self._run_id)
        notes = [self._note(key) for key in mine if keys.is_evaluation(key)]
        if not notes:
            words = "The run has no note of a drop, so nobody knows whether its receipts were"
            raise _UnfitError(self._key("runs", "."), f"{words} queued. {_AGAIN}.")
        return sorted(notes, key=lambda note: str(note["dropped_at"]))

    def _note(self, key: str) -> dict[str, Any]:
        note = self._json(key)
        for finding in note_findings(key, note):
            raise _UnfitError(finding.key, finding.words)
        return dict(note)

    def _approval(self) -> Approval | None:
        try:
            return find_approval(self._period, self._run_id, self._ports.audit)
        except (ValueError, TypeError, KeyError) as error:
            key = keys.approval_key(billing_period=self._period, run_id=self._run_id)
            raise _UnfitError(key, "It is no approval of a run.") from error

    def _json(self, key: str) -> Any:
        try:
            return json.loads(self._ports.audit.get(key))
        except ValueError as error:
            raise _UnfitError(key, "It is not JSON.") from error

    def _receipts(self, record: dict[str, Any]) -> pl.DataFrame:
        table = self._table("receipts", RECEIPTS, RECEIPT_COLUMNS, expected=record["receipts"])
        lines = any(_run_of(key) == self._run_id for key in self._listed["lines"])
        if lines is not bool(record["receipts"]):
            words = "There are lines of no receipts." if lines else "The receipts' lines are gone."
            self.findings.append(Finding(self._key("lines", ".parquet"), words))
        if table.height:
            key = self._key("receipts", ".parquet")
            self.findings += receipts_findings(key, table, record)
        return table

    def _held(self, record: dict[str, Any]) -> pl.DataFrame:
        table = self._table("held", HELD, tuple(HELD.names), expected=record["held"])
        if table.height:
            self.findings += held_findings(self._key("held", ".parquet"), table, record)
        return table

    def _table(
        self, folder: str, schema: pa.Schema, columns: tuple[str, ...], *, expected: int
    ) -> pl.DataFrame:
        key = self._key(folder, ".parquet")
        if key not in self._listed[folder]:
            if expected:
                words = f"The run's record says {expected:,}, and there is no such file. {_AGAIN}."
                raise _UnfitError(key, words)
            return _NOTHING[folder]
        if not expected:
            raise _UnfitError(key, "The run's record knows of none.")
        return _frame(key, self._ports.audit.get(key), schema, columns)


def _frame(key: str, data: bytes, schema: pa.Schema, columns: tuple[str, ...]) -> pl.DataFrame:
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        if not file.schema_arrow.equals(schema):
            raise _UnfitError(key, "No run wrote this file: it has other columns.")
        table = file.read(columns=list(columns))
    except (pa.ArrowException, OSError) as error:
        raise _UnfitError(key, "It is not a Parquet file.") from error
    return pl.DataFrame(pl.from_arrow(table))
