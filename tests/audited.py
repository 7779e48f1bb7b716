"""Three months as the pipeline left them: dropped again, corrected, in conflict, held, bounced."""

import functools
from collections.abc import Iterable
from datetime import timedelta

from receipts.balance.service import reconcile_month
from receipts.keys import customer_key
from tests.builders import NOW, charges_csv
from tests.fakes import FakeWorld
from tests.unit.feedback.events import TAGS, body
from tests.working import drop, hear, work

HEADER = "customer_id,customer_name,email,service_name,charges,currency"
SEPTEMBER = [
    "A,Ann,ann@one.example,Hosting,10.005,USD",
    "A,Ann,ann@one.example,Backup,2.5,USD",
    "B,Bob,bob@two.example,Hosting,7,USD",
    "B,Bob,bob@two.example,Hosting,7,USD",
    "D,Dee,dee@TWO.example,Hosting,100,JPY",
    "E,Eve,eve@one.example,Backup,-3.333,EUR",
    "F,Fay,fay@one.example,Backup,0.001,EUR",
]
HELD = ["C,Cy,cy@one.example,Hosting,x,USD", "C,Cy,cy@one.example,Backup,4.25,USD"]
IN_CONFLICT = ["B,Bob,bob@two.example,Hosting,6,USD"]
CORRECTED = ["A,Ann,ann@one.example,Hosting,11,USD"]
OCTOBER = [
    "A,Ann,ann@one.example,Hosting,31,USD",
    "D,Dee,dee@TWO.example,Hosting,90,JPY",
    "G,Gus,gus@one.example,Hosting,1000.10,USD",
]
NOVEMBER = ["A,Ann,ann@one.example,Hosting,1,USD"]
PROMISED = {"control-rows": "9", "control-sum-usd": "30.755", "control-sum-jpy": "100"}


def lines(rows: Iterable[str]) -> bytes:
    return charges_csv(*rows, header=HEADER)


@functools.cache
def three_months() -> FakeWorld:
    """September with all that can happen, October plain, November not reconciled. Only to read."""
    world = FakeWorld()
    world.landing.user_metadata["2024-09/promised.csv"] = {
        **PROMISED,
        "control-sum-eur": "-3.332",
    }
    _september(world)
    drop(world, lines(OCTOBER), "2024-10/charges.csv")
    work(world)
    _reconcile(world, "2024-10", hours=3)
    drop(world, lines(NOVEMBER), "2024-11/charges.csv")
    return world


def _september(world: FakeWorld) -> None:
    drop(world, lines(SEPTEMBER + HELD), send_zero_totals=False)
    # Nothing is out yet: what this one says must not count any more.
    _reconcile(world, "2024-09", hours=1)
    work(world)
    drop(world, lines(SEPTEMBER + HELD), "2024-09/promised.csv", send_zero_totals=False)
    drop(world, lines(IN_CONFLICT), "2024-09/conflict.csv")
    drop(world, lines(CORRECTED), "corrections/2024-09.csv")
    work(world)
    _bounce(world, "D")
    _reconcile(world, "2024-09", hours=2)


def _reconcile(world: FakeWorld, period: str, *, hours: int) -> None:
    world.clock.time = NOW + timedelta(hours=hours)
    reconcile_month(period, ports=world.reconcile, grace=timedelta(days=1))


def _bounce(world: FakeWorld, customer: str) -> None:
    row = world.ledger.find("2024-09", customer_key(customer))
    tags = TAGS | {
        "customer_key": row.customer_key,
        "receipt_id": row.receipt_id,
        "bill_id": row.bill_id,
        "run_id": row.run_id,
        "attempt": str(row.attempt),
    }
    hear(world, body("bounce", tags))
