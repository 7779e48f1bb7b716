from decimal import Decimal

import pytest

from receipts.model import RunStatus
from receipts.parsing.billed import with_customers
from receipts.parsing.evaluate import evaluate
from tests.builders import charges_csv, inputs


def codes(run):
    return [problem.code for problem in run.problems]


FOCUS = (
    "SubAccountId,SubAccountName,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart,"
    "PricingQuantity,PricingUnit,ChargeDescription,BilledCostNote"
)


def focus(*rows, contacts=b"customer_id,customer_name,email\nS1,Alice,alice@example.com\n"):
    data = charges_csv(*rows, header=FOCUS)
    return evaluate(inputs(data, key="focus.csv", profile="focus", contacts=contacts))


def test_focus_reads_exponents_exactly_and_takes_names_from_the_contacts():
    row = "S1,NULL,EC2,8E-7,USD,2024-09-01 00:00:00,1.5e2,Hours,NULL,x"

    (run,) = focus(row)

    assert with_customers(run.billed).select(
        "amount", "quantity_number", "customer_name", "description"
    ).row(0) == (
        Decimal("0.000000800000"),
        Decimal("150.000000000000000000"),
        "Alice",
        None,
    )


def test_a_customer_without_a_contact_is_held():
    row = "S2,Bob,EC2,1,USD,2024-09-01T00:00:00Z,1,Hours,d,x"

    (run,) = focus(row)

    assert [c for c in codes(run) if c != "columns_ignored"] == ["contact_missing"]


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        (b"S1,Alice,alice", "email_invalid"),
        (b"S1,Alice,", "contact_missing"),
        (b"S1,,alice@example.com", "customer_name_missing"),
    ],
)
def test_a_contact_is_held_to_the_same_rules_as_a_line(contact, code):
    contacts = b"customer_id,customer_name,email\n" + contact + b"\n"

    (run,) = focus("S1,,EC2,1,USD,2024-09-01,1,Hours,d,x", contacts=contacts)

    assert run.status is RunStatus.HELD
    assert [c for c in codes(run) if c != "columns_ignored"] == [code]


@pytest.mark.parametrize(
    ("contacts", "code"),
    [
        (None, "contacts_missing"),
        (b"customer_id,email\nS1,a@x.com\n", "contacts_unreadable"),
        (b"\xff\xfe", "contacts_unreadable"),
        (
            b"customer_id,customer_name,email\nS1,A,a@x.com\nS1,B,b@x.com\n",
            "contacts_unreadable",
        ),
    ],
)
def test_contacts_that_cannot_be_used_reject_the_run(contacts, code):
    (run,) = focus("S1,A,EC2,1,USD,2024-09-01,1,Hours,d,x", contacts=contacts)

    assert run.status is RunStatus.REJECTED
    assert [c for c in codes(run) if c != "columns_ignored"] == [code]
