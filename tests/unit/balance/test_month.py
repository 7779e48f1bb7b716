"""Each receipt of a month is in exactly one class, and each amount in exactly one line."""

import io
from datetime import timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from receipts import keys
from receipts.approval import Approval, keep_approval
from receipts.config import Release
from receipts.errors import AnswerLostError, RefusedError
from receipts.ledger import State
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from schemas.audit import DELIVERIES
from tests.builders import ALICE, BOB, NOW, charges_csv, entry
from tests.fakes import FakeWorld
from tests.unit.balance.months import DAY, MONTH, classes, fates, kept, move, reconciled
from tests.working import drop, work

ALICES = keys.customer_key("C1")


def sent(*lines: str, **rules: object) -> FakeWorld:
    world = FakeWorld()
    drop(world, charges_csv(*lines or (ALICE, BOB)), **rules)
    work(world)
    return world


@pytest.mark.parametrize(
    ("state", "fate", "is_whole"),
    [
        (State.SENT, "sent", True),
        (State.DELIVERED, "delivered", True),
        (State.BOUNCED, "bounced", False),
        (State.COMPLAINED, "complained", True),
        (State.REJECTED, "rejected", False),
        (State.IN_DOUBT, "in_doubt", False),
        (State.FAILED, "failed", False),
        (State.SENDING, "waiting", False),
    ],
)
def test_what_the_ledger_says_is_the_class(state, fate, is_whole):
    world = sent()
    move(world, ALICES, state)

    result = reconciled(world)

    assert fates(result) == {"C1": fate, "C2": "sent"}
    assert result.is_whole is is_whole


def test_a_month_is_kept_with_what_the_ledger_says():
    world = sent(ALICE)
    move(world, ALICES, State.BOUNCED, cause="Permanent/NoEmail")

    reconciled(world)

    (key,) = kept(world)
    found = pq.read_table(io.BytesIO(world.audit.objects[key]))
    (row,) = found.to_pylist()
    assert found.schema == DELIVERIES
    assert (row["fate"], row["state"], row["cause"], row["revision"]) == (
        *("bounced", "BOUNCED", "Permanent/NoEmail"),
        1,
    )
    assert (row["as_of"], row["total"]) == (NOW + timedelta(hours=1), Decimal(10))


def test_where_nothing_changed_nothing_is_written():
    world = sent()
    reconciled(world)

    reconciled(world, after=2 * DAY)

    assert len(kept(world)) == 1


def test_a_receipt_that_two_runs_wrote_counts_once():
    world = sent()
    drop(world, charges_csv(ALICE, BOB, "C3,Cem,cem@example.com,Hosting,1"), version="v2")
    work(world)

    result = reconciled(world)

    assert classes(result) == {"sent": Decimal("16.5")}
    assert result.statement.in_files == {"USD": Decimal(32)}
    assert result.statement.repeated == {"USD": Decimal("15.5")}


def test_held_rows_are_a_class_with_their_value():
    world = sent(ALICE, BOB, BOB.replace("5.50", "five"))

    result = reconciled(world)

    assert classes(result) == {"sent": 10, "held": Decimal("5.5")}
    assert [each.unreadable_amounts for each in result.statement.sums] == [0, 1]
    assert not result.is_whole


def test_held_rows_that_a_later_file_bills_are_mended():
    world = sent(ALICE, BOB.replace("5.50", "5.5O"), BOB)
    drop(world, charges_csv(ALICE, BOB), version="v2", at=NOW + DAY)
    work(world)

    result = reconciled(world, after=DAY)

    assert classes(result) == {"sent": Decimal("15.5")}
    assert result.statement.mended == {"USD": Decimal("5.5")}
    assert result.is_whole


def test_held_rows_whose_customer_an_earlier_file_billed_stay_held():
    world = sent(ALICE)
    drop(world, charges_csv(ALICE.replace("10.00", "1,0"), BOB), version="v2", at=NOW + DAY)
    work(world)

    result = reconciled(world, after=DAY)

    assert sorted(result.deliveries.select("customer_id", "fate").rows()) == [
        ("C1", "held"),
        ("C1", "sent"),
        ("C2", "sent"),
    ]


def test_of_rows_without_an_id_nobody_knows_whether_they_are_mended():
    world = sent(ALICE, BOB.replace("C2", ""))
    drop(world, charges_csv(ALICE, BOB), version="v2", at=NOW + DAY)
    work(world)

    result = reconciled(world, after=DAY)

    assert classes(result) == {"sent": Decimal("15.5"), "held": Decimal("5.5")}


def test_a_person_who_ends_a_run_settles_what_it_held():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB.replace("C2", "")))
    work(world)
    world.runs.end(run.run_id, by="kim", at=NOW)

    result = reconciled(world)

    assert classes(result) == {"sent": 10, "ended": Decimal("5.5")}
    assert result.is_whole


def test_a_correction_takes_the_place_of_what_was_sent():
    world = sent(ALICE)
    drop(world, charges_csv(ALICE.replace("10.00", "11")), "corrections/2024-09.csv")
    work(world)

    result = reconciled(world)

    assert classes(result) == {"sent": 11, "superseded": 10}
    assert result.is_whole


def test_a_correction_that_is_not_out_yet_is_no_conflict():
    world = sent(ALICE)
    late = NOW + timedelta(minutes=5)
    drop(world, charges_csv(ALICE.replace("10.00", "11")), "corrections/2024-09.csv", at=late)

    assert classes(reconciled(world)) == {"sent": 10, "waiting": 11}


def test_other_content_without_a_correction_is_a_conflict():
    world = sent(ALICE)
    drop(world, charges_csv(ALICE.replace("10.00", "11")), version="v2")
    work(world)

    assert classes(reconciled(world)) == {"sent": 10, "conflict": 11}


def test_a_receipt_over_nothing_may_stay_without_a_mail():
    world = sent(ALICE.replace("10.00", "0"), BOB, send_zero_totals=False)

    result = reconciled(world)

    assert fates(result) == {"C1": "not_mailed", "C2": "sent"}
    assert result.is_whole


@pytest.mark.parametrize(("after", "fate"), [(DAY, "waiting"), (DAY * 1.01, "missing")])
def test_what_the_ledger_does_not_know_is_missing_after_a_while(after, fate):
    world = FakeWorld()
    drop(world, charges_csv(ALICE))

    # The forecast says when its mail would be out: less than a second after the drop.
    assert fates(reconciled(world, after=after)) == {"C1": fate}


def test_while_sending_is_paused_nothing_is_missing():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    world.switch.stands = Switch(pause=Pause(reason=Reason.PERSON, since=NOW))

    assert fates(reconciled(world, after=9 * DAY)) == {"C1": "waiting"}


def test_a_run_that_awaits_approval_is_not_missing_until_it_is_approved():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE), release=Release(require_approval=True, per_second=1))
    approval = Approval(
        billing_period=MONTH, run_id=run.run_id, receipts_sha256="", who="kim", when=NOW + DAY
    )

    before = fates(reconciled(world, after=9 * DAY))
    keep_approval(approval, world.audit)
    soon, late = (fates(reconciled(world, after=days * DAY)) for days in (1.5, 2.5))

    assert (before["C1"], soon["C1"], late["C1"]) == ("waiting", "waiting", "missing")


def test_a_run_that_was_ended_before_it_began_is_ended():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE))
    world.runs.end(run.run_id, by="kim", at=NOW)

    result = reconciled(world, after=9 * DAY)

    assert fates(result) == {"C1": "ended"}
    assert result.is_whole


def test_a_worker_that_died_with_its_message_leaves_a_doubt():
    world = sent(ALICE)
    move(world, ALICES, State.SENDING)

    fate = [fates(reconciled(world, after=after))["C1"] for after in (DAY / 2, 2 * DAY)]

    assert fate == ["waiting", "in_doubt"]


def test_a_row_of_a_customer_no_run_bills_is_unexpected_and_has_no_amount():
    world = sent(ALICE)
    stranger = entry(State.SENT)
    world.ledger.rows[(MONTH, stranger.customer_key)] = stranger

    result = reconciled(world)

    (row,) = (row for row in result.deliveries.to_dicts() if row["fate"] == "unexpected")
    assert (row["customer_key"], row["receipt_id"]) == (stranger.customer_key, stranger.receipt_id)
    assert (row["customer_id"], row["currency"], row["total"]) == (None, None, None)
    assert result.statement.difference("USD") == 0
    assert not result.is_whole


def test_a_row_that_names_a_receipt_no_run_wrote_is_unexpected_also_for_a_known_customer():
    world = sent(ALICE)
    move(world, ALICES, State.SENT, receipt_id="e" * 32)

    result = reconciled(world)

    assert sorted(result.counts.elements()) == ["conflict", "unexpected"]


def test_a_rejected_file_is_held_until_its_mended_copy_is_dropped():
    world = FakeWorld()
    world.landing.user_metadata["2024-09/charges.csv"] = {"control-rows": "3"}
    drop(world, charges_csv(ALICE, BOB))
    first = classes(reconciled(world))
    world.landing.user_metadata.clear()

    drop(world, charges_csv(ALICE, BOB), version="v2", at=NOW + DAY)
    work(world)
    second = classes(reconciled(world, after=DAY))

    assert (first, second) == ({"held": Decimal("15.5")}, {"sent": Decimal("15.5")})


def test_doubts_and_refusals_of_the_worker_are_told():
    world = FakeWorld()
    world.mailer.answers = [AnswerLostError("timeout"), RefusedError("no")]
    drop(world, charges_csv(ALICE, BOB))
    work(world)

    assert fates(reconciled(world)) == {"C1": "in_doubt", "C2": "failed"}
