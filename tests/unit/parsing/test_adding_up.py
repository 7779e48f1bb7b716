"""Nothing is committed that does not add up, whoever counted it."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from receipts.errors import PermanentError
from receipts.parsing import billed as billed_module
from receipts.parsing import parts
from receipts.parsing.billed import Billed
from receipts.parsing.engine import IN_PROCESS, InProcess, written_run
from receipts.parsing.evaluate import evaluate
from receipts.parsing.part_tables import part_tables
from receipts.parsing.write import write_run
from tests.builders import charges_csv, inputs
from tests.fakes import FakeAudit

ROWS = [f"C{n % 20},Name {n % 20},c{n % 20}@example.com,Hosting,{n}.25" for n in range(60)]


def a_run(**given):
    (run,) = evaluate(inputs(charges_csv(*ROWS), **given))
    return run


class Loses(InProcess):
    """An engine that drops one of a run's parts."""

    def write_receipts(self, run, audit):
        written = super().write_receipts(run, audit)
        largest = max(range(len(written)), key=lambda place: written[place].num_rows)
        written[largest] = written[largest].slice(0, 0)
        return written


class Alters(InProcess):
    """An engine that writes another month of the same customers."""

    def write_receipts(self, run, audit):
        return super().write_receipts(replace(run, billed=doubled(run.billed)), audit)


def doubled(billed):
    money = pl.col("amount") * 2
    return Billed(
        billed.customers.with_columns((pl.col("total") * 2).cast(pl.Decimal(38, 12))),
        billed.lines.with_columns(money.cast(pl.Decimal(38, 12))),
    )


@pytest.mark.parametrize("engine", [Loses(), Alters()])
def test_a_run_whose_parts_are_not_what_it_bills_is_not_committed(engine, monkeypatch):
    monkeypatch.setattr(parts, "_LINES", 10)
    audit = FakeAudit()

    with pytest.raises(PermanentError, match="not what is billed"):
        write_run(a_run(), audit, engine)

    assert not [key for key in audit.objects if key.startswith(("receipts/", "runs/"))]


def test_what_was_lost_is_there_after_another_try(monkeypatch):
    monkeypatch.setattr(parts, "_LINES", 10)
    whole, mended = FakeAudit(), FakeAudit()
    write_run(a_run(), whole, IN_PROCESS)
    with pytest.raises(PermanentError):
        write_run(a_run(), mended, Loses())

    write_run(a_run(), mended, IN_PROCESS)

    assert mended.objects == whole.objects


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param(lambda c, n: Billed(c, n.head(-1)), id="a line is missing"),
        pytest.param(lambda c, n: Billed(c, pl.concat([n, n.head(1)])), id="a line stands twice"),
        pytest.param(lambda c, n: Billed(c.head(-1), n), id="a customer is missing"),
        pytest.param(lambda c, n: Billed(pl.concat([c, c.head(1)]), n), id="a customer twice"),
        pytest.param(
            lambda c, n: Billed(c.with_columns(total=pl.lit(Decimal("1.000000000001"))), n),
            id="another total",
        ),
    ],
)
def test_customers_who_are_not_their_lines_sum_are_not_written(spoiled):
    run = a_run()

    with pytest.raises(PermanentError, match="do not add up"):
        part_tables(spoiled(run.billed.customers, run.billed.lines), written_run(run))


def test_two_customers_of_one_key_are_never_one_bill(monkeypatch):
    monkeypatch.setattr(billed_module, "_key", lambda: pl.lit(7, pl.UInt64))
    contacts = b"customer_id,customer_name,email\nC1,A,a@example.com\nC2,B,b@example.com\n"
    header = "SubAccountId,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart"
    rows = ("C1,S,1,USD,2024-09-01", "C2,S,2,USD,2024-09-01")
    given = inputs(charges_csv(*rows, header=header), profile="focus", contacts=contacts)

    with pytest.raises(PermanentError, match="one key"):
        evaluate(given)
