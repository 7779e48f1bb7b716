"""A month: what was billed against what was sent. Every receipt is in exactly one class. Pure."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from receipts import money
from receipts.balance import classify, held
from receipts.balance.checks import sums
from receipts.balance.classify import Moment
from receipts.balance.runs import Finding, WrittenMonth
from receipts.balance.statement import Statement, in_files, sums_of
from receipts.reconciliation.fate import Fate
from schemas.audit import DELIVERIES

#: Nothing is left to do.
_SETTLED = {
    *(Fate.DELIVERED, Fate.SENT, Fate.COMPLAINED),
    *(Fate.SUPERSEDED, Fate.ENDED, Fate.NOT_MAILED),
}
_NOTHING = pl.DataFrame(pl.from_arrow(DELIVERIES.empty_table())).drop("as_of")
_OF_THE_LEDGER = ("state", "cause", "revision", "sent_at", "changed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A month as it was found."""

    billing_period: str
    #: Without `as_of`, otherwise in the DELIVERIES schema; empty where there are findings.
    deliveries: pl.DataFrame
    statement: Statement | None
    #: Why nobody can say what the month comes to.
    findings: tuple[Finding, ...] = ()

    @property
    def counts(self) -> Counter[Fate]:
        """Rows of `deliveries` by class."""
        counted = self.deliveries["fate"].value_counts()
        return Counter({Fate(fate): count for fate, count in counted.iter_rows()})

    @property
    def is_whole(self) -> bool:
        """Whether all that was billed is out, and nothing else is."""
        return not self.findings and self.counts.keys() <= _SETTLED


def reconcile(written: WrittenMonth, ledger: pl.DataFrame, moment: Moment) -> Reconciled:
    """Put every amount of a month's files into exactly one line.

    `ledger` is in the LEDGER schema. Where a month does not fit together nothing is told of it
    but why.
    """
    if written.findings:
        return _undecided(written, *written.findings)
    receipts = classify.receipts_of(written.runs)
    once = classify.once(receipts)
    known = classify.with_fates(classify.with_facts(once, ledger, moment))
    kept = held.with_fates(held.held_of(written.runs), receipts)
    rows = pl.concat(
        [
            _of_receipts(known),
            _as_deliveries(kept.filter(pl.col("fate").is_not_null())),
            _as_deliveries(_unexpected(ledger, once)),
        ]
    ).sort("customer_key", "receipt_id", "run_id", "currency", nulls_last=True)
    statement = Statement(
        in_files=in_files(run.record for run in written.runs),
        repeated=_less(sums(receipts, "total"), sums(once, "total")),
        mended=sums(kept.filter(pl.col("fate").is_null()), "total"),
        sums=sums_of(rows),
    )
    if wrong := list(_differences(written, statement)):
        return _undecided(written, *wrong)
    return Reconciled(billing_period=written.billing_period, deliveries=rows, statement=statement)


def _of_receipts(known: pl.DataFrame) -> pl.DataFrame:
    """The ledger's columns only where its row names the receipt."""
    told = (pl.when("is_named").then(pl.col(name)).alias(name) for name in _OF_THE_LEDGER)
    return _as_deliveries(known.with_columns(told))


def _unexpected(ledger: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    strange = ledger.join(receipts, on="receipt_id", how="anti")
    return strange.with_columns(pl.lit(Fate.UNEXPECTED.value).alias("fate"))


def _as_deliveries(rows: pl.DataFrame) -> pl.DataFrame:
    """In the schema, without `as_of`; null where there is no such column."""
    present = [
        pl.col(name).cast(kind) if name in rows.columns else pl.lit(None, kind).alias(name)
        for name, kind in _NOTHING.schema.items()
    ]
    return rows.select(present).with_columns(pl.col("unreadable_amounts").fill_null(0))


def _less(whole: dict[str, Decimal], part: dict[str, Decimal]) -> dict[str, Decimal]:
    return {
        currency: money.EXACT.subtract(amount, part.get(currency, Decimal(0)))
        for currency, amount in whole.items()
    }


def _differences(written: WrittenMonth, statement: Statement) -> list[Finding]:
    found = {currency: statement.difference(currency) for currency in statement.currencies}
    return [
        Finding(
            f"runs/billing_period={written.billing_period}/",
            f"The files say {currency} {difference:f} more than all receipts and held rows.",
        )
        for currency, difference in found.items()
        if difference
    ]


def _undecided(written: WrittenMonth, *findings: Finding) -> Reconciled:
    return Reconciled(
        billing_period=written.billing_period,
        deliveries=_NOTHING,
        statement=None,
        findings=findings,
    )
