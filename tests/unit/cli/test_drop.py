import io
import json
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from rich.console import Console

from receipts import keys
from receipts.cli.accompany import accompany, control_of
from receipts.cli.judging import Asked, judge
from receipts.cli.telling import telling
from receipts.cli.waiting import Watch, pauses
from receipts.config import Reach
from receipts.errors import RetryableError
from receipts.money import CURRENCIES
from receipts.parsing.control import Control, read_control
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from tests.builders import ALICE, BOB, NOW, charges_csv, dropped, rulebook
from tests.fakes import FakeAudit, FakeClock, FakeWorld
from tests.working import drop

WIDE = "customer_id,customer_name,email,service_name,charges,currency"


def judged(tmp_path: Path, *rows: str, header: str = WIDE):
    path = tmp_path / "charges-2024-09.csv"
    path.write_bytes(charges_csv(*rows, header=header))
    with telling(Console(file=io.StringIO())) as tell:
        return judge(Asked(path=path, key=path.name, rulebook=rulebook()), tell)


def test_the_control_totals_are_of_all_rows_that_can_be_read(tmp_path):
    found = judged(tmp_path, f"{ALICE},USD", f"{BOB},EUR", "C3,Al,nowhere,Hosting,1,EUR")

    control = control_of(found)

    assert control.rows == 3
    assert control.sums == {"USD": Decimal(10), "EUR": Decimal("6.5")}
    assert control.sha256 == found.inputs.sha256


def test_sums_are_left_out_when_a_row_has_no_known_currency(tmp_path):
    control = control_of(judged(tmp_path, f"{ALICE},USD", f"{BOB},dollars"))

    assert (control.rows, control.sums) == (2, {})


@pytest.mark.parametrize(
    ("file_bytes", "receipts", "beyond"), [(1000, 2, False), (10, 2, True), (1000, 1, True)]
)
def test_a_file_is_called_large_where_the_parser_would_hand_it_over(
    tmp_path, file_bytes, receipts, beyond
):
    found = judged(tmp_path, f"{ALICE},USD", f"{BOB},EUR")

    assert found.is_beyond(Reach(file_bytes=file_bytes, receipts=receipts)) is beyond


@pytest.mark.parametrize(("is_large", "who"), [(False, "parser"), (True, "Glue job")])
def test_one_is_told_whom_one_waits_for(is_large, who):
    watch, out = Watch(dropped(), ["2024-09"], file="x.csv", is_large=is_large), io.StringIO()

    with telling(Console(file=out)) as tell:
        over = watch.follow(FakeWorld().operator, tell, patience=timedelta(seconds=1))

    assert not over
    assert f"Waiting for the {who} …" in out.getvalue()


def test_metadata_says_the_profile_only_when_it_was_given():
    control = Control(rows=1)

    assert accompany(control, profile=None, sidecar=None) == ({"control-rows": "1"}, None)
    assert accompany(control, profile="acme", sidecar=b"own") == (
        {"profile": "acme", "control-rows": "1"},
        b"own",
    )


def test_what_does_not_fit_into_metadata_travels_in_a_sidecar():
    sums = {currency: Decimal("12345678.123456789012") for currency in CURRENCIES}
    control = Control(rows=1, sums=sums, sha256="a" * 64)

    metadata, sidecar = accompany(control, profile="acme", sidecar=None)

    assert set(metadata) == {"profile", "control-rows", "control-sha256"}
    assert read_control(metadata, sidecar) == control
    assert accompany(control, profile="acme", sidecar=b"own")[1] == b"own"


def test_looking_again_slows_down_from_one_second_to_five():
    found = list(islice(pauses(), 20))

    assert (found[0], found[-1]) == (1, 5)
    assert found == sorted(found)


class Evaluating(FakeAudit):
    """Has no run until the third look; the second look fails."""

    looks = 0

    def keys(self, prefix):
        self.looks += 1
        if self.looks == 2:
            raise RetryableError("list runs/: SlowDown")
        return super().keys(prefix) if self.looks > 2 else iter(())


def note_of(file, audit: FakeAudit, *, rejected: bool = False) -> None:
    source = {"bucket": file.bucket, "key": file.key, "version_id": file.version_id}
    expected = {"awaits_approval": False, "last_out_at": None, "is_too_long": False}
    note = {"run_id": "r", "billing_period": "2024-09", "source": source, **expected}
    key = keys.evaluation_key(file, billing_period="2024-09", run_id="r")
    audit.objects[key] = json.dumps(note).encode()
    counts = dict.fromkeys(("rows", "customers", "receipts", "held", "problems", "warnings"), 0)
    record = {
        **counts,
        "run_id": "r",
        "status": "rejected" if rejected else "accepted",
        "billing_period": "2024-09",
        "mode": "charges",
        "unreadable_amounts": 0,
        "file_errors": [],
        "file_warnings": [],
        **{name: {} for name in ("charges_total", "held_total", "held_because")},
    }
    audit.objects["runs/billing_period=2024-09/r.json"] = json.dumps(record).encode()


def follow(audit: FakeAudit, months: list[str], clock: FakeClock) -> Watch:
    file = dropped()
    ports = FakeWorld(audit=audit, clock=clock).operator
    watch = Watch(file, months, file="charges.csv")
    with telling(Console(file=io.StringIO())) as tell:
        watch.follow(ports, tell, patience=timedelta(minutes=1))
    return watch


def test_a_drop_is_followed_until_it_is_evaluated_and_a_failed_look_is_repeated():
    audit = Evaluating()
    note_of(dropped(), audit)

    watch = follow(audit, ["2024-09"], FakeClock())

    assert watch.over
    assert audit.looks == 3


def test_another_month_that_is_not_evaluated_yet_is_waited_for():
    audit = FakeAudit()
    note_of(dropped(), audit)

    watch = follow(audit, ["2024-09", "2024-10"], FakeClock())

    assert not watch.over
    assert len(watch.outcomes) == 1


def test_a_rejected_file_is_not_waited_for():
    audit = FakeAudit()
    note_of(dropped(), audit, rejected=True)

    assert follow(audit, ["2024-10"], FakeClock()).over


def test_notes_of_other_drops_are_not_even_read():
    audit = FakeAudit()
    note_of(dropped(version_id="v2"), audit)
    audit.objects = dict.fromkeys(audit.objects, b"not read")

    assert follow(audit, ["2024-09"], FakeClock()).outcomes == []


def waiting(world: FakeWorld) -> str:
    """What is said while Alice's receipt is on the queue."""
    drop(world, charges_csv(ALICE))
    out = io.StringIO()
    watch = Watch(dropped(), ["2024-09"], file="charges.csv")
    with telling(Console(file=out, width=200)) as tell:
        watch.follow(world.operator, tell, patience=timedelta(minutes=1))
    return out.getvalue()


def test_who_waits_is_told_when_the_last_receipt_will_be_out(monkeypatch):
    monkeypatch.setattr("receipts.cli.telling._SPEAK_EVERY_SECONDS", -1)

    said = waiting(FakeWorld())

    assert "0 of 1 receipts are out, the last one about 2026-11-23 03:00 UTC …" in said


def test_who_waits_is_told_that_sending_is_paused(monkeypatch):
    monkeypatch.setattr("receipts.cli.telling._SPEAK_EVERY_SECONDS", -1)
    world = FakeWorld()
    world.switch.stands = Switch(Pause(reason=Reason.QUOTA, since=NOW), version=1)

    said = waiting(world)

    assert "0 of 1 receipts are out; sending is paused (daily_quota)" in said
