"""The page that a person signs."""

import html
import re
from dataclasses import replace

import pytest

from receipts import keys
from receipts.config import Reporting
from receipts.errors import MissingObjectError
from receipts.reconciliation.fate import Fate
from receipts.reconciliation.words import CLASSES
from receipts.report.service import reissue, report_of, write_reports
from receipts.support import records
from receipts.support.runs import history_of_run
from tests.builders import REPORTING, charges_csv
from tests.fakes import FakeWorld
from tests.unit.report.months import (
    BEFORE,
    MONTH,
    RECONCILED,
    billed,
    receipt_ids,
    reconciled,
    rows,
)
from tests.working import drop

HEADER = "customer_id,customer_name,email,service_name,charges"
HOSTILE = "<script>alert(1)</script>&\"'<img src=x onerror=alert(2)>"


def page(world: FakeWorld, run, asked: Reporting | None = None) -> str:
    return report_of(run.billing_period, run.run_id, world.audit, asked or REPORTING).decode()


def test_the_page_asks_for_nothing_and_runs_nothing():
    world = FakeWorld()

    shown = page(world, billed(world, rows("C1 A 1 USD", "C2 A x USD")))

    assert "default-src 'none'" in shown
    assert not re.search(r"<script|https?://|url\(|@import|javascript:| on\w+=", shown)


def test_hostile_ids_and_services_are_only_text():
    quoted = HOSTILE.replace('"', '""')
    good, bad = (f'"{quoted}{n}",Name,a@shop.example,"{quoted}",{n}' for n in ("1", "x"))
    world = FakeWorld()
    (run,) = drop(world, charges_csv(good, bad, header=HEADER))

    shown = page(world, run)

    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("&lt;script&gt;al") == 3


def test_there_are_no_names_and_addresses_but_where_names_are_asked_for():
    world = FakeWorld()
    billed(world, rows("C1 A 1 USD", "C3 A 1 USD"), BEFORE)
    run = billed(world, rows("C1 A 2 USD", "C2 A x USD"))

    plain, named = page(world, run), page(world, run, replace(REPORTING, names=True))

    assert "C1" in plain
    assert "Name of" not in plain
    assert "shop.example" not in plain + named
    assert "Name of C1" in named


def test_a_rejected_run_says_so_and_why():
    world = FakeWorld()
    (run,) = drop(world, b"customer_id\nC1\n")

    shown = page(world, run)

    assert "Rejected: nobody gets a receipt." in shown
    assert "column customer_name is missing" in shown
    assert "What you sign" in shown


def test_a_run_that_is_not_written_to_its_end_says_so():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    del world.audit.objects[run_key(run, ".json")]

    shown = page(world, run)

    assert "Not written to its end" in shown
    assert "you sign" not in shown


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("receipts", "The record says 2 receipts, the tables have 0."),
        ("lines", "USD on the receipts&#39; lines: the record says 3, the tables have 0."),
        ("held", "USD held back: the record says 5, the tables have 0."),
    ],
)
def test_a_table_that_is_gone_leaves_nothing_to_sign(folder, words):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD", "C2 A 2 USD", "C3 A x USD", "C3 A 5 USD"))
    assert "Do not sign" not in page(world, run)
    (key,) = world.audit.keys(f"{folder}/")
    del world.audit.objects[key]

    shown = page(world, run)

    assert "Do not sign" in shown
    assert words in shown
    assert "What you sign" not in shown


@pytest.mark.parametrize("content", ["not Parquet", "another table"])
def test_a_foreign_table_is_named_and_never_guessed_at(content):
    world = FakeWorld()
    earlier = billed(world, rows("C1 A 2 USD"), BEFORE)
    run = billed(world, rows("C1 A 1 USD"))
    key = keys.receipts_key(billing_period=BEFORE, run_id=earlier.run_id)
    (lines,) = world.audit.keys(f"lines/billing_period={MONTH}/")
    foreign = b"PAR1" if content == "not Parquet" else world.audit.objects[lines]
    world.audit.objects[key] = foreign

    shown = page(world, run)

    assert f"{key} cannot be read" in shown
    assert "Do not sign" in shown


def test_a_half_written_month_before_is_left_out_and_told():
    world = FakeWorld()
    earlier = billed(world, rows("C1 A 2 USD"), BEFORE)
    del world.audit.objects[run_key(earlier, ".json")]

    shown = page(world, billed(world, rows("C1 A 1 USD")))

    assert f"Run {earlier.run_id} of {BEFORE} is not written to its end" in shown


def test_every_hash_is_that_of_the_bytes_that_are_kept():
    world = FakeWorld()
    billed(world, rows("C1 A 1 USD"), BEFORE)
    run = billed(world, rows("C1 A 1 USD", "C2 A x USD"))

    shown = page(world, run)

    listed = re.findall(r"<code>([0-9a-f]{64})</code></td><td.*?><code>(.+?)</code>", shown)
    folders = [key.partition("/")[0] for _, key in listed]
    assert folders == ["inputs", "runs", "receipts", "lines", "held", "rejects", "receipts"]
    assert all(keys.sha256(world.audit.objects[key]) == sha256 for sha256, key in listed)
    lines = "".join(f"{sha256}  {key}\n" for sha256, key in listed)
    assert keys.sha256(lines.encode()) in shown


def test_the_same_run_is_the_same_page_and_stands_once():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD", "C2 A 3 JPY"))
    write_reports([(MONTH, run.run_id)], world.audit, REPORTING)
    first = world.audit.objects[run_key(run, ".html")]

    again = billed(world, rows("C1 A 1 USD", "C2 A 3 JPY"))
    write_reports([(MONTH, again.run_id)], world.audit, REPORTING)

    assert again.run_id == run.run_id
    assert page(world, again).encode() == first
    assert world.audit.objects[run_key(run, ".html")] == first


def test_whatever_lists_runs_takes_a_report_for_no_run_and_no_drop():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    seen = [records.periods(world.audit), records.runs_of_month(MONTH, world.audit)]
    reconciled(world, *((each, "sent") for each in receipt_ids(world, run).values()))

    write_reports([(MONTH, run.run_id)], world.audit, REPORTING)
    reissue(MONTH, run.run_id, world.audit, REPORTING, until=RECONCILED)

    assert sum(key.endswith(".html") for key in world.audit.objects) == 2
    assert [records.periods(world.audit), records.runs_of_month(MONTH, world.audit)] == seen
    assert history_of_run(run.run_id, ports=world.support).run == seen[1][0]


def test_the_page_is_issued_again_with_what_became_of_the_receipts():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD", "C2 A 2 USD", "C3 A 4 USD", "C4 A 8 USD"))
    ids = receipt_ids(world, run)
    reconciled(world, (ids["C1"], "delivered"), (ids["C2"], "bounced"), (ids["C3"], "delivered"))

    shown = reissue(MONTH, run.run_id, world.audit, REPORTING, until=RECONCILED).decode()

    told = html.unescape(" ".join(re.sub("<[^>]+>", " ", shown).split()))
    assert "As of 2026-11-24 05:00 UTC." in told
    assert "delivered USD 2 5 5.00 the customer's mail server took it" in told
    assert "bounced USD 1 2 2.00 the address refused it" in told
    assert "unknown USD 1 8 8.00 written after that reconciliation" in told
    assert "C2 bounced USD 2.00 Mend the address and drop the file again" in told
    assert world.audit.objects[run_key(run, ".20261124T050000Z.html")].decode() == shown


def test_the_newest_reconciliation_up_to_a_time_is_told():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    (receipt_id,) = receipt_ids(world, run).values()
    reconciled(world, (receipt_id, "sent"))
    reconciled(world, (receipt_id, "delivered"), at=RECONCILED.replace(day=26))

    def fate(day: int) -> str:
        until = RECONCILED.replace(day=day)
        shown = reissue(MONTH, run.run_id, world.audit, REPORTING, until=until).decode()
        return re.search(r'<th scope="row">(sent|delivered)</th>', shown)[1]

    assert [fate(24), fate(25), fate(26), fate(30)] == ["sent", "sent", "delivered", "delivered"]


def test_before_any_reconciliation_nothing_is_issued_again():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    reconciled(world)

    before = RECONCILED.replace(day=23)

    assert reissue(MONTH, run.run_id, world.audit, REPORTING, until=before) is None
    with pytest.raises(MissingObjectError):
        world.audit.get(run_key(run, ".20261124T050000Z.html"))


@pytest.mark.parametrize("fate", sorted(set(Fate) - {Fate.HELD, Fate.UNEXPECTED}))
def test_what_the_real_reconciliation_says_is_told_in_the_same_words(fate):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    reconciled(world, (receipt_ids(world, run)["C1"], str(fate)))

    shown = reissue(MONTH, run.run_id, world.audit, REPORTING, until=RECONCILED).decode()

    meaning, to_do = CLASSES[fate]
    told = html.unescape(shown)
    assert meaning in told
    assert (to_do in told) is (fate is not Fate.WAITING)
    assert ("These need a person" in told) is (bool(to_do) and fate is not Fate.WAITING)


def test_a_foreign_file_is_not_taken_for_the_newest_reconciliation():
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    reconciled(world, (receipt_ids(world, run)["C1"], "delivered"))
    world.audit.objects[f"deliveries/billing_period={MONTH}/20261124 (1).parquet"] = b"no table"

    shown = reissue(MONTH, run.run_id, world.audit, REPORTING, until=RECONCILED).decode()

    assert '<th scope="row">delivered</th>' in shown


def run_key(run, suffix: str) -> str:
    return keys.run_key("runs", billing_period=run.billing_period, run_id=run.run_id, suffix=suffix)
