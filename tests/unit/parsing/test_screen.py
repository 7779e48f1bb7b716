"""The screen is a short cut: it changes who is asked how much, never what comes out."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.parsing import screen as screening
from receipts.parsing import validate
from receipts.parsing.billed import nobody
from receipts.parsing.engine import written_run
from receipts.parsing.evaluate import evaluate
from receipts.parsing.part_tables import part_tables
from receipts.parsing.prepare import Terms
from receipts.parsing.profiles import built_in
from receipts.parsing.reading.read import read
from receipts.parsing.rules import RULES, Rule
from receipts.parsing.screen import Screened, screen
from tests.builders import ALICE, BOB, charges_csv, inputs, rulebook

REQUIRED = ("customer_id", "customer_name", "email", "service_name", "charges")
OPTIONAL = ("currency", "quantity", "unit", "unit_price", "description", "locale", "junk")
RECEIPT = ["customer_id", "customer_name", "address", "currency", "locale", "total", "line_count"]
IDS = ("C1", "C2", "C3", "C4")


def mostly(usual, *others):
    return st.sampled_from([usual] * 6 + list(others))


def padded(cells):
    return st.tuples(cells, mostly("{}", " {}", "{}\u00a0", "\t{} ")).map(
        lambda drawn: drawn[1].format(drawn[0])
    )


def cells_of(customer):
    name = f"Name of {customer}"
    address = f"{customer.lower()}@example.com"
    return {
        "customer_id": padded(mostly(customer, customer, customer.lower(), "", "C\x01")),
        "customer_name": padded(mostly(name, name, "Other", "", "Oct-26")),
        "email": padded(mostly(address, address.title(), address.upper(), "x", "")),
        "service_name": padded(mostly("Hosting", "Backup", "", "S\x07", "1E+17", "x" * 201)),
        "charges": padded(mostly("10.00", "-0.5", "0.000000000001", "ten", "", '"5,0"', "1e3")),
        "currency": padded(mostly("", "USD", "usd", "EUR", "XXX")),
        "quantity": padded(mostly("2", "", "0.5", "two")),
        "unit": padded(mostly("h", "", "u\x7f")),
        "unit_price": padded(mostly("5", "", "5.", "0.000000000000000001")),
        "description": padded(mostly("d", "", "#REF!", '"a, b"', '"a\nb"')),
        "locale": padded(mostly("en", "", "de", "?", "EN", "zh")),
        "billing_period": padded(mostly("2024-09", "2024-09", "2024-10", "soon", "")),
        "junk": mostly("", "x", "C1"),
    }


CUSTOMERS = {customer: cells_of(customer) for customer in IDS}
ACCIDENTS = mostly("{}", "{},x", "C2", '{}"', '"{}', "", "{}\n")


@st.composite
def files(draw):
    optional = draw(st.lists(st.sampled_from(OPTIONAL), unique=True))
    period = draw(st.sampled_from([[], ["billing_period"]]))
    columns = draw(st.permutations([*REQUIRED, *optional, *period]))
    tidy = draw(st.booleans())
    rows = []
    for _ in range(draw(st.integers(1, 12))):
        customer = draw(st.sampled_from(IDS))
        row = ",".join(draw(CUSTOMERS[customer][column]) for column in columns)
        rows.append(row if tidy else draw(ACCIDENTS).format(row))
    key = "charges.csv" if period else "2024-09/charges.csv"
    return charges_csv(*rows, header=",".join(columns)), key


def outcome(data, key):
    """All that comes out of a file, in an order of its own."""
    runs = evaluate(inputs(data, key=key, rulebook=rulebook(max_held_share=1)))
    return [
        (
            run.billing_period,
            run.status,
            sorted(run.receipts.select(RECEIPT).iter_rows()),
            part_tables(run.billed, written_run(run)).lines.to_pylist() if run.bills else [],
            sorted(run.held.iter_rows(), key=repr),
            sorted(run.problems, key=repr),
        )
        for run in runs
    ]


def leave_all(rows, terms):
    return Screened(nobody(), rows)


@settings(deadline=None, max_examples=60)
@given(files())
def test_what_comes_out_is_what_a_closer_look_at_everybody_finds(file):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(validate, "screen", leave_all)
        closely = outcome(*file)

    screened = outcome(*file)

    assert screened == closely


def screened(*lines, **changes):
    raw = read(charges_csv(*lines), built_in()["plain"])
    terms = Terms(
        profile=built_in()["plain"],
        currency="USD",
        locale="en",
        billing_period="2024-09",
        **changes,
    )
    return screen(raw.rows, terms)


def test_a_clean_file_is_settled_at_once():
    found = screened(ALICE, BOB, ALICE)

    assert found.rest.is_empty()
    assert found.billed.customers.select("customer_id", "line_count").sort(
        "customer_id"
    ).rows() == [
        ("C1", 2),
        ("C2", 1),
    ]


def test_an_id_with_and_without_white_space_is_one_customer():
    data = charges_csv(ALICE, f" {ALICE}", BOB)

    ((_, _, receipts, _, held, problems),) = outcome(data, "2024-09/charges.csv")

    assert [(receipt[0], receipt[-1]) for receipt in receipts] == [("C1", 2), ("C2", 1)]
    assert (held, problems) == ([], [])


def test_white_space_around_every_id_of_a_customer_is_settled_at_once():
    found = screened(f" {ALICE}", f" {ALICE}", BOB)

    assert found.rest.is_empty()
    assert sorted(found.billed.customers["customer_id"]) == ["C1", "C2"]


@pytest.mark.parametrize(
    "bad",
    [
        ALICE.replace("10.00", "ten"),
        ALICE.replace("10.00", " 10.00"),
        ALICE.replace("Alice", "Alicia"),
        ALICE.replace("Alice", "Alice "),
        ALICE.replace("example.com", "EXAMPLE.com"),
        ALICE.replace("Hosting", ""),
        ALICE.replace("Hosting", "Oct-26"),
        ALICE.replace("Hosting", "S\x07"),
        ALICE + ",more",
        ALICE.replace("10.00", '10"'),
        f" {ALICE}",
    ],
)
def test_one_odd_line_sends_its_customer_and_no_other_to_the_closer_look(bad):
    found = screened(ALICE, BOB, bad, BOB.replace("C2", "C3"))

    assert found.rest["line"].to_list() == [2, 4]
    assert sorted(found.billed.customers["customer_id"]) == ["C2", "C3"]
    assert sorted(found.billed.lines["line"]) == [3, 5]


@pytest.mark.parametrize("flag", ["month_unclear", "line_unclear"])
def test_a_customer_who_may_have_more_lines_gets_the_closer_look(flag):
    found = screened(ALICE, BOB, ALICE, **{flag: pl.Series(["C1"])})

    assert found.rest["line"].to_list() == [2, 4]
    assert found.billed.customers["customer_id"].to_list() == ["C2"]


@pytest.mark.parametrize("profile", ["focus"])
def test_where_cells_are_translated_everybody_gets_the_closer_look(profile):
    rows = read(charges_csv(ALICE), built_in()["plain"]).rows
    terms = Terms(profile=built_in()[profile], currency="USD", locale="en", billing_period=None)

    found = screen(rows, terms)

    assert found.rest.equals(rows)
    assert found.billed.customers.is_empty()


def test_an_empty_month_has_nobody():
    rows = read(charges_csv(ALICE), built_in()["plain"]).rows.clear()
    terms = Terms(
        profile=built_in()["plain"], currency="USD", locale="en", billing_period="2024-09"
    )

    found = screen(rows, terms)

    assert found.rest.is_empty()
    assert found.billed.customers.is_empty()


@pytest.mark.parametrize("column", ["charges", "", "service_name", "customer_id"])
def test_a_new_rule_is_asked_of_everybody_whatever_its_column(monkeypatch, column):
    rule = Rule("new", column, pl.lit(value=True), "Mend it.")
    for module in (screening, validate):
        monkeypatch.setattr(module, "RULES", (*RULES, rule))

    (run,) = evaluate(inputs(charges_csv(ALICE, BOB)))

    assert {problem.code for problem in run.problems} == {"new"}
    assert run.receipts.is_empty()
