"""What is held back, row by row: with the receipts it is all that a file bills."""

from decimal import Decimal

from receipts import keys
from receipts.parsing import tables
from receipts.parsing.evaluate import evaluate
from schemas.audit import HELD
from tests.builders import ALICE, BOB, HEADER, charges_csv, inputs

EUR = f"{HEADER},currency"


def held(*lines: str, header: str = HEADER) -> list[dict]:
    (run,) = evaluate(inputs(charges_csv(*lines, header=header)))
    table = tables.held_table(run)
    assert table.schema == HELD
    return sorted(table.to_pylist(), key=lambda row: row["line"])


def test_all_rows_of_a_held_customer_are_there_with_what_can_be_read():
    rows = held(ALICE, BOB, BOB.replace("5.50", "five"))

    assert [(row["line"], row["customer_id"], row["charges"]) for row in rows] == [
        (3, "C2", Decimal("5.50")),
        (4, "C2", None),
    ]
    assert {row["customer_key"] for row in rows} == {keys.customer_key("C2")}


def test_rows_without_an_id_are_nobodys():
    (row,) = held(ALICE, BOB.replace("C2", ""))

    assert (row["customer_id"], row["customer_key"], row["charges"]) == (None, None, Decimal("5.5"))


def test_a_currency_that_is_none_is_not_made_up():
    (row,) = held(f"{ALICE},USD", f"{BOB},Dollar", header=EUR)

    assert row["currency"] == "XXX"
