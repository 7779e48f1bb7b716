"""What is proven, and that each check notices what it is there for, and nothing else does."""

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from receipts import keys
from receipts.balance.service import reconcile_month
from receipts.cli.verify import told
from receipts.errors import AnswerLostError
from receipts.support.decide import What
from receipts.support.proof.evidence import Evidence, gather
from receipts.support.proof.verdicts import Level, Said
from receipts.support.proof.verify import CHECKS, verify_month, verify_receipt
from tests.builders import ALICE, BOB, RECEIPT_B, charges_csv
from tests.fakes import FakeWorld
from tests.unit.support.test_service import decide
from tests.working import drop, work

MONTH, ALICES = "2024-09", keys.customer_key("C1")


def lived() -> FakeWorld:
    """Alice's first mail was in doubt; a person sent it again, and the month was reconciled."""
    world = FakeWorld()
    world.mailer.answers = [AnswerLostError("timeout")]
    drop(world, charges_csv(ALICE, BOB, ALICE.replace("10.00", "2.505")))
    work(world)
    decide(world, What.RESOLVE_SEND_AGAIN)
    work(world)
    reconcile_month(MONTH, ports=world.reconcile, grace=timedelta(days=1))
    return world


def evidence(world: FakeWorld, customer: str = "C1") -> Evidence:
    return gather(customer, MONTH, ports=world.support, mailbox=None)


def said(world: FakeWorld) -> list[Said]:
    found = evidence(world)
    each = [one for receipt in found.receipts for one in verify_receipt(receipt, found)]
    return [*verify_month(found), *each]


def printed(world: FakeWorld, customer: str = "C1") -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=500)
    return told(evidence(world, customer), console), console.file.getvalue()


def key_of(world: FakeWorld, beginning: str, end: str = "") -> str:
    return next(key for key in world.audit.keys(beginning) if key.endswith(end))


def change_column(world: FakeWorld, key: str, name: str, value: object) -> None:
    table = pq.read_table(io.BytesIO(world.audit.objects[key]))
    position, kind = table.schema.get_field_index(name), table.schema.field(name)
    column = pa.array([value] * table.num_rows, kind.type)
    sink = io.BytesIO()
    pq.write_table(table.set_column(position, kind, column), sink)
    world.audit.objects[key] = sink.getvalue()


def change_json(world: FakeWorld, key: str, **changes: object) -> None:
    told = json.loads(world.audit.objects[key]) | changes
    world.audit.objects[key] = json.dumps(told).encode()


def append_to_input(world: FakeWorld) -> None:
    world.audit.objects[key_of(world, "inputs/")] += b"\n"


def move_lines(world: FakeWorld) -> None:
    """Provenance is no part of the content, so only the lookup can notice."""
    change_column(world, key_of(world, f"snapshots/billing_period={MONTH}/customer_key={ALICES}"),
                  "source_line", 3)  # fmt: skip


def change_rules(world: FakeWorld) -> None:
    key = next(k for k in world.audit.keys("runs/") if not keys.is_evaluation(k))
    decided_by = json.loads(world.audit.objects[key])["decided_by"]
    change_json(world, key, decided_by=decided_by | {"rules_version": 0})


def break_snapshot(world: FakeWorld) -> None:
    key = key_of(world, f"snapshots/billing_period={MONTH}/customer_key={ALICES}")
    world.audit.objects[key] = world.audit.objects[key][:-1]


def raise_total(world: FakeWorld) -> None:
    change_column(world, key_of(world, "receipts/"), "total", Decimal(99))


def lose_letterhead(world: FakeWorld) -> None:
    del world.audit.objects[key_of(world, "letterheads/")]


def change_seller(world: FakeWorld) -> None:
    change_json(world, key_of(world, "letterheads/"), seller_name="Somebody Else")


def _mail_key(world: FakeWorld) -> str:
    return key_of(world, f"mails/billing_period={MONTH}/{evidence(world).entry.receipt_id}-2")


def readdress_mail(world: FakeWorld) -> None:
    mime = gzip.decompress(world.audit.objects[_mail_key(world)])
    changed = mime.replace(b"alice@example.com", b"mallory@example.com")
    world.audit.objects[_mail_key(world)] = gzip.compress(changed)


def renumber_mail(world: FakeWorld) -> None:
    mime = gzip.decompress(world.audit.objects[_mail_key(world)])
    number = keys.receipt_number(billing_period=MONTH, customer_key=ALICES).encode()
    world.audit.objects[_mail_key(world)] = gzip.compress(mime.replace(number, b"2024-09-X-X"))


def break_mail(world: FakeWorld) -> None:
    world.audit.objects[_mail_key(world)] = b"no gzip"


def change_row(world: FakeWorld, **changes: object) -> None:
    row = world.ledger.rows[(MONTH, ALICES)]
    world.ledger.rows[(MONTH, ALICES)] = replace(row, **changes)


def move_decision(world: FakeWorld) -> None:
    change_json(world, key_of(world, "decisions/"), customer_key="f" * 32)


def forget_reported(world: FakeWorld) -> None:
    """The month was reconciled days after the drop, and without this customer."""
    world.clock.time += timedelta(days=3)
    data = world.audit.objects.pop(key_of(world, "deliveries/"))
    table = pq.read_table(io.BytesIO(data))
    sink = io.BytesIO()
    pq.write_table(table.filter(pc.field("customer_key") != ALICES), sink)
    key = keys.deliveries_key(billing_period=MONTH, as_of=world.clock.time)
    world.audit.objects[key] = sink.getvalue()


def raise_reported(world: FakeWorld) -> None:
    change_column(world, key_of(world, "deliveries/"), "billed", Decimal(99))


TAMPERED: list[tuple[str, Callable[[FakeWorld], None]]] = [
    ("input", append_to_input),
    ("lines", move_lines),
    ("record", change_rules),
    ("snapshot", break_snapshot),
    ("table", raise_total),
    ("letterhead", lose_letterhead),
    ("letterhead", change_seller),
    ("mails", readdress_mail),
    ("mails", renumber_mail),
    ("mails", break_mail),
    ("ledger", lambda world: change_row(world, bill_id="0" * 32)),
    ("decisions", move_decision),
    ("reconciliation", raise_reported),
    ("reconciliation", forget_reported),
    ("origin", lambda world: change_row(world, receipt_id=RECEIPT_B)),
]


@pytest.mark.parametrize(
    ("code", "tamper"), TAMPERED, ids=lambda each: getattr(each, "__name__", each)
)
def test_what_is_altered_makes_exactly_its_own_check_fail(code, tamper):
    world = lived()
    tamper(world)

    failed = {each.code for each in said(world) if each.level is Level.FAILED}

    assert failed == {code}
    assert printed(world)[0] == 2


def test_every_check_has_something_that_makes_it_fail():
    assert {code for code, _ in TAMPERED} == {*CHECKS, "origin"}


def test_what_was_never_touched_is_proven_from_the_file_to_the_mail():
    world = lived()
    entry = world.ledger.rows[(MONTH, ALICES)]

    code, text = printed(world)

    assert code == 0
    levels = {each.code: each.level for each in said(world)}
    proven = {"input", "lines", "record", "snapshot", "table", "mails"}
    assert {code for code, level in levels.items() if level is Level.PROVEN} == proven
    assert "Its charges are in lines 2, 4 of that file." in text
    assert "bills USD 12.51, the sum of its charges rounded once." in text
    sent_at = f"{entry.sent_at:%Y-%m-%d %H:%M:%S} UTC"
    assert f"handed to SES on {sent_at} (message id {entry.message_id})" in text
    assert "the exact mail of attempt 1" in text
    assert "The ledger says SENT since" in text
    assert "Support/kim decided resolve_send_again" in text
    reconciled_at = f"{world.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    assert f"The reconciliation of {reconciled_at} has it as sent." in text
    assert "Not provable:" in text


def test_a_corrected_receipt_is_proven_beside_the_one_it_replaced():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)
    drop(world, charges_csv(ALICE.replace("10.00", "11")), "corrections/2024-09.csv")
    work(world)

    code, text = printed(world)

    assert (code, text.count("The receipt's content is unchanged")) == (0, 2)
    assert "This receipt was replaced by another receipt." in text
    assert "The month was never reconciled" in text


def test_a_held_customer_is_told_without_a_receipt():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB.replace("5.50", "five")))

    code, text = printed(world, "C2")

    assert code == 0
    assert "held rows of this customer back" in text


def test_who_is_nobody_is_said():
    code, text = printed(lived(), "C9")

    assert code == 1
    assert "Nothing is known of a customer C9 in 2024-09" in text


def test_what_was_dropped_since_the_last_reconciliation_is_not_called_lost():
    world = lived()
    drop(world, charges_csv(ALICE.replace("10.00", "11")), "corrections/2024-09.csv")
    work(world)

    code, text = printed(world)

    assert code == 0
    assert "It was not reconciled yet: `receipts reconcile`." in text


def test_a_foreign_file_beside_the_reconciliations_is_none_of_them():
    world = lived()
    world.audit.objects[f"deliveries/billing_period={MONTH}/copy.parquet"] = b"no table"

    code, text = printed(world)

    assert code == 0
    assert "has it as sent." in text


def test_rows_of_a_file_that_is_not_plain_text_are_not_looked_up():
    world = FakeWorld()
    drop(world, gzip.compress(charges_csv(ALICE)), "2024-09/charges.csv.gz")

    levels = [each.level for each in said(world) if each.code == "lines"]

    assert levels == [Level.NOT_CHECKED]
