"""All that a run's report says, worked out once. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from receipts.config import Reporting
from receipts.keys import sha256
from receipts.model import Mode, RunStatus
from receipts.report.evidence import Evidence, File
from receipts.report.fates import Fates, fates_of
from receipts.report.held import Held, held_of
from receipts.report.movement import Movement, alarming, movements
from receipts.report.services import Service, services_of
from receipts.report.spread import Bin, spread_of
from receipts.report.sums import MoneyRow, differences, money_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run that was written to its end."""

    record: Mapping[str, Any]
    #: Its first drop; None where no note of one is left.
    drop: Mapping[str, Any] | None
    is_correction: bool
    is_rejected: bool
    #: Receipts of customers who were billed other content before; they are not sent.
    conflicts: int
    money: Sequence[MoneyRow]
    held: Sequence[Held]
    services: Mapping[str, Sequence[Service]]
    spread: Mapping[str, Sequence[Bin]]
    month_before: str | None
    movements: Sequence[Movement]
    fates: Fates | None
    #: What should make a reader hesitate, in words.
    warnings: Sequence[str]
    #: What does not fit together: such a report is not to be signed.
    findings: Sequence[str]
    files: Sequence[File]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the list of files as `sha256sum` prints it."""
        return sha256("".join(f"{file.sha256}  {file.key}\n" for file in self.files).encode())


def figures_of(evidence: Evidence, asked: Reporting) -> Figures | None:
    """None: the run is not written to its end, and nobody can say what it comes to."""
    record = evidence.run.record
    if "status" not in record:
        return None
    comparison, outcome = evidence.comparison, evidence.outcome
    moved = movements(comparison, _ids(evidence.held)) if comparison else []
    drop = next(iter(evidence.run.drops), None)
    return Figures(
        record=record,
        drop=drop,
        is_correction=record["mode"] == Mode.CORRECTION,
        is_rejected=record["status"] == RunStatus.REJECTED,
        conflicts=drop["verdicts"].get("conflict", 0) if drop else 0,
        money=money_rows(record),
        held=held_of(evidence.held, evidence.problems),
        services=services_of(evidence.lines),
        spread=spread_of(evidence.receipts),
        month_before=comparison.month if comparison else None,
        movements=moved,
        fates=fates_of(evidence.receipts, outcome) if outcome else None,
        warnings=tuple(_warnings(evidence, moved, asked)),
        findings=(*evidence.findings, *_differences(evidence)),
        files=(*evidence.files, outcome.file) if outcome else evidence.files,
    )


def _ids(held: pl.DataFrame) -> frozenset[str]:
    return frozenset(held["customer_id"].drop_nulls())


def _differences(evidence: Evidence) -> Iterator[str]:
    return differences(
        evidence.run.record, receipts=evidence.receipts, lines=evidence.lines, held=evidence.held
    )


def _warnings(evidence: Evidence, moved: list[Movement], asked: Reporting) -> Iterator[str]:
    if evidence.comparison:
        yield from alarming(moved, evidence.comparison.month, asked.warn_change_share)
    yield from evidence.run.record["file_warnings"]
