"""Parser and worker together, on ports in memory: what a month looks like from outside."""

import json
import logging
from decimal import Decimal

import pytest

from receipts.errors import NotSentError, RefusedError
from receipts.ledger import State
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.working import drop, work


def recipients(world: FakeWorld) -> list[str]:
    return sorted(mail.recipient for mail in world.mailer.sent)


def test_every_customer_of_a_file_gets_one_mail():
    world = FakeWorld()

    drop(world, charges_csv(ALICE, BOB, ALICE.replace("10.00", "2.50")))
    failed = work(world)

    assert failed == []
    assert recipients(world) == ["alice@example.com", "bob@example.com"]
    assert {row.state for row in world.ledger.rows.values()} == {State.SENT}


def test_the_mail_says_what_was_audited():
    world = FakeWorld()

    drop(world, charges_csv(ALICE, ALICE.replace("10.00", "2.505")))
    work(world)

    text = world.mailer.sent[0].mime.decode()
    assert "Hosting: $12.51\r\n- Charge: $10.00\r\n- Charge: $2.51\r\n" in text
    assert "Total: $12.51\r\n" in text


@pytest.mark.parametrize(
    ("key", "version"),
    [
        pytest.param("2024-09/charges.csv", "v1", id="the same event again"),
        pytest.param("2024-09/charges.csv", "v2", id="the same file again"),
        pytest.param("2024-09/other name.csv", "v1", id="the same file under a new name"),
    ],
)
def test_nobody_gets_a_second_mail(key, version):
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB))
    work(world)

    drop(world, charges_csv(ALICE, BOB), key, version)
    work(world)

    assert recipients(world) == ["alice@example.com", "bob@example.com"]
    assert world.dead_letters.kept == []


def test_a_message_twice_is_one_mail():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    world.queue.sent *= 2

    failed = work(world)

    assert failed == []
    assert recipients(world) == ["alice@example.com"]


def test_the_order_of_the_lines_does_not_make_a_new_receipt():
    world = FakeWorld()
    more = ALICE.replace("10.00", "2.50")
    drop(world, charges_csv(ALICE, more))
    work(world)

    drop(world, charges_csv(more, ALICE))
    work(world)

    assert len(world.mailer.sent) == 1


def test_a_mended_file_sends_only_what_is_new():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB.replace("5.50", "five")))
    work(world)

    drop(world, charges_csv(ALICE, BOB))
    work(world)

    assert recipients(world) == ["alice@example.com", "bob@example.com"]


def test_other_charges_for_a_billed_customer_are_held_as_a_conflict():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)

    (run,) = drop(world, charges_csv(ALICE.replace("10.00", "11.00")))
    work(world)

    (note,) = (
        k
        for k in world.audit.objects
        if k.startswith(f"runs/billing_period=2024-09/{run.run_id}.2")
    )
    assert json.loads(world.audit.objects[note])["verdicts"] == {"conflict": 1}
    assert len(world.mailer.sent) == 1


def test_a_correction_is_sent_as_the_second_receipt_of_the_month():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)

    drop(world, charges_csv(ALICE.replace("10.00", "11.00")), "corrections/2024-09.csv")
    work(world)

    assert "Corrected receipt no. 2" in world.mailer.sent[1].mime.decode()
    assert world.ledger.only().revision == 2


def test_the_same_bytes_are_not_billed_under_a_second_month():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))

    (run,) = drop(world, charges_csv(ALICE), "2024-10/charges.csv")

    assert run.status == "rejected"
    assert [p.code for p in run.problems] == ["same_file_other_month"]


def test_a_file_that_billed_nobody_may_move_to_another_month():
    world = FakeWorld()
    data = charges_csv(ALICE.replace("10.00", "ten"))
    drop(world, data)

    (run,) = drop(world, data, "2024-10/charges.csv")

    assert [p.code for p in run.problems] == ["charges_not_a_number"]


def test_no_name_address_or_amount_is_logged_or_queued(caplog):
    caplog.set_level(logging.DEBUG)
    world = FakeWorld()
    world.mailer.answers = [NotSentError("throttled"), RefusedError("MessageRejected")]
    canary = "K1,Canary Name,canary@example.com,Canary Service,777.77"
    held = "K2,Held Canary,held-canary@example.com,Canary Service,77x"

    drop(world, charges_csv(canary, held))
    bodies = world.queue.take()
    for _ in range(3):
        work(world, bodies)

    said = " ".join(str(vars(record)) for record in caplog.records)
    assert "receipt_dead_lettered" in said
    for secret in ("canary", "Canary", "777.77", "77x", "K1", "K2"):
        assert secret not in said + str(bodies) + str(world.dead_letters.kept)


@pytest.mark.parametrize(
    "step",
    [
        *("inputs/", "letterheads/", "snapshots/", "lines/", "receipts/", "runs/"),
        *("rejects/", "mend/", "held/"),
    ],
)
def test_a_run_that_crashed_while_writing_is_completed_by_the_same_event(step):
    world = FakeWorld()
    world.audit.fails_at = step
    data = charges_csv(ALICE, BOB.replace("5.50", "five"))
    with pytest.raises(ConnectionError):
        drop(world, data)

    drop(world, data)
    work(world)

    undisturbed = FakeWorld()
    drop(undisturbed, data)
    work(undisturbed)
    assert world.audit.objects == undisturbed.audit.objects
    assert recipients(world) == ["alice@example.com"]


NOTHING = ALICE.replace("10.00", "0.004")


def test_a_receipt_over_nothing_is_mailed_unless_the_stack_says_no():
    mailed, silent = FakeWorld(), FakeWorld()

    drop(mailed, charges_csv(NOTHING, BOB))
    drop(silent, charges_csv(NOTHING, BOB), send_zero_totals=False)

    work(mailed)
    work(silent)
    assert recipients(mailed) == ["alice@example.com", "bob@example.com"]
    assert recipients(silent) == ["bob@example.com"]
    assert len([key for key in silent.audit.objects if key.startswith("snapshots/")]) == 2


def test_a_correction_to_nothing_is_mailed_to_whom_was_billed():
    world = FakeWorld()
    drop(world, charges_csv(ALICE), send_zero_totals=False)
    work(world)

    drop(world, charges_csv(NOTHING), key="corrections/2024-09.csv", send_zero_totals=False)

    work(world)
    assert recipients(world) == ["alice@example.com", "alice@example.com"]


def test_control_totals_that_differ_reject_the_file_before_anything_is_billed():
    world = FakeWorld()
    world.landing.user_metadata["2024-09/charges.csv"] = {"control-rows": "2"}

    (run,) = drop(world, charges_csv(ALICE, BOB, ALICE))

    assert (run.status, [p.code for p in run.problems if p.code.startswith("control")]) == (
        "rejected",
        ["control_rows_differ"],
    )
    assert world.queue.sent == []
    written = {key.partition("/")[0] for key in world.audit.objects}
    assert written == {"inputs", "rejects", "mend", "held", "control_totals", "runs"}


def test_a_sidecar_is_compared_and_kept():
    world = FakeWorld()
    world.landing.files["2024-09/charges.csv.control.json"] = b'{"sums": {"USD": "15.50"}}'

    (right,) = drop(world, charges_csv(ALICE, BOB))
    (wrong,) = drop(world, charges_csv(ALICE), version="v2")

    assert [right.status, wrong.status] == ["accepted", "rejected"]
    assert b'{"sums": {"USD": "15.50"}}' in world.audit.objects.values()


ACME = b"""delimiter = ";"
encoding = "cp1252"
decimal = ","
[columns]
customer_id = "Kundennummer"
customer_name = "Kunde"
email = "E-Mail"
service_name = "Leistung"
charges = "Betrag"
"""
GERMAN = "Kundennummer;Kunde;E-Mail;Leistung;Betrag\n7;J\u00fcrgen;j@example.com;Strom;12,50\n"


@pytest.mark.parametrize(
    ("key", "metadata"),
    [("acme/2024-09/x.csv", {}), ("2024-09/x.csv", {"profile": "acme"})],
    ids=["by its folder", "by its metadata"],
)
def test_a_users_own_profile_reads_its_files(key, metadata):
    world = FakeWorld()
    world.landing.files["config/profiles/acme.toml"] = ACME
    world.landing.user_metadata[key] = metadata

    (run,) = drop(world, GERMAN.encode("cp1252"), key=key)

    assert run.receipts.select("customer_name", "total").rows() == [
        ("J\u00fcrgen", Decimal("12.5"))
    ]
    assert ACME in world.audit.objects.values()


def test_a_profile_with_mistakes_rejects_the_file_with_words():
    world = FakeWorld()
    world.landing.files["config/profiles/acme.toml"] = ACME.replace(b"decimal", b"decimals")

    (run,) = drop(world, GERMAN.encode("cp1252"), key="acme/2024-09/x.csv")

    assert [problem.code for problem in run.problems] == ["profile_invalid"]
