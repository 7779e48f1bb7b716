"""Counts times prices."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.cost.assumptions import assumptions
from receipts.cost.bill import bill_of
from receipts.cost.items import Group
from receipts.cost.month import Month
from receipts.cost.prices import price_list
from tests.unit.cost.months import bill

#: Of everything but SES and what is fixed, for 100,000 receipts.
GOAL = Decimal("2.50")
#: What a trial in SES's sandbox has: two workers that wait for each other's second.
SANDBOX = 1


def names(told):
    return {charge.name for charge in told.charges if charge.usd}


@pytest.mark.parametrize("customers", [1_000, 100_000, 1_000_000, 10_000_000])
@pytest.mark.parametrize("rate", sorted(assumptions().workers.keys() - {SANDBOX}))
def test_everything_but_ses_and_what_is_fixed_is_below_the_goal(customers, rate):
    told = bill(customers, rate=rate)

    assert told.per_100_000 <= GOAL


def test_at_the_sandboxs_rate_it_is_not_since_workers_wait():
    told = bill(rate=SANDBOX)

    assert told.per_100_000 > GOAL
    assert told.per_100_000 - told.charge(Group.RECEIPTS, "Lambda: worker") < GOAL


def test_amounts_are_counts_times_prices():
    told = bill(lines=1_000_000)

    assert told.charge(Group.RECEIPTS, "S3: snapshots, one PUT each") == Decimal("0.5")
    assert told.charge(Group.RECEIPTS, "S3: kept mails, one PUT each") == Decimal("0.5")
    # Claimed, sent and delivered, the outcomes of 40,000 batches, and the file.
    assert told.charge(Group.RECEIPTS, "DynamoDB: writes") == Decimal("0.212500625")
    assert told.charge(Group.RECEIPTS, "SNS: what SES tells") == Decimal("0.1")
    assert told.charge(Group.SES, "SES: mails") == 10


def test_sums_are_those_of_the_items():
    told = bill()

    assert told.sum_of() == sum(charge.usd for charge in told.charges)
    assert sum(told.sum_of(group) for group in Group) == told.sum_of()


def test_what_is_fixed_does_not_grow():
    assert bill(1).sum_of(Group.FIXED) == bill(1_000_000).sum_of(Group.FIXED) > 0


def test_without_kept_mails_their_puts_and_bytes_are_saved():
    kept, not_kept = bill(), bill(keep_mails=False)

    assert kept.sum_of(Group.RECEIPTS) - not_kept.sum_of(Group.RECEIPTS) > Decimal("0.5")
    assert "S3: kept mails, one PUT each" not in names(not_kept)


def test_attachments_are_billed_as_sent_and_kept_as_they_are():
    gib = 1024**3

    told = bill(3, lines=3, attachment_bytes=gib)

    assert told.charge(Group.SES, "SES: attachments") == pytest.approx(Decimal("0.12") * 4)
    more = told.charge(Group.RECEIPTS, "S3: storage") - bill(3, lines=3).charge(
        Group.RECEIPTS, "S3: storage"
    )
    assert more == pytest.approx(Decimal("0.023") * 3)


def test_the_newer_plan_of_ses_is_dearer():
    assert bill(essentials=True).sum_of(Group.SES) == 16


def test_only_what_is_kept_grows_with_the_months():
    one, ten_years = bill(), bill(months_kept=120)

    grown = {
        then.name
        for now, then in zip(one.charges, ten_years.charges, strict=True)
        if now.usd != then.usd
    }

    assert grown == {"S3: storage", "DynamoDB: storage, backup"}


def test_a_large_file_is_judged_by_the_parser_and_written_by_glue():
    most = int(assumptions()["lambda_receipts"])

    here, handed_over = bill(most, lines=most), bill(most + 1, lines=most + 1)

    assert "Glue: large file" not in names(here)
    assert "Glue: large file" in names(handed_over)
    parser = "Lambda: parser"
    assert handed_over.charge(Group.RECEIPTS, parser) < here.charge(Group.RECEIPTS, parser)


@pytest.mark.parametrize("name", price_list().prices)
def test_every_price_is_part_of_some_bill(name):
    prices = price_list().prices
    free = {**prices, name: replace(prices[name], usd=Decimal(0))}
    months = [
        Month(customers=400_000, lines=400_000, attachment_bytes=9, essentials=essentials)
        for essentials in (False, True)
    ]

    dearer = [
        bill_of(month, assumptions(), prices).sum_of()
        > bill_of(month, assumptions(), free).sum_of()
        for month in months
    ]

    assert any(dearer)
