"""Months in which every function does all it ever does, and what it asks of AWS for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from jobs import parse_large_file
from jobs.reconcile import main as reconcile
from tests.builders import ALICE, BOB, NOW, charges_csv
from tests.faults import functions
from tests.faults.calls import Made
from tests.faults.drive import drive
from tests.faults.functions import CHARGES
from tests.faults.large_files import LargeFiles
from tests.faults.scenarios import SCENARIOS
from tests.faults.world import World
from tests.pictures import png
from tests.shuffling import OneThread

RECONCILE, LARGE_FILE = "reconcile", "large-file"
_LONG_SECONDS = 100 * 86400
#: Any file is too large for the parser.
_LARGE = {"large_file_bytes": "1"}
_STOCK = [f"S{n:02},Sol {n},sol{n}@example.com,Hosting,1.00" for n in range(3)]
_FOCUS = (
    "SubAccountId,SubAccountName,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart,"
    "ChargePeriodStart,PricingQuantity\n"
    "F1,Fay,Hosting,2.50,USD,2024-10-01T00:00:00Z,2024-10-01T00:00:00Z,1\n"
)


def all_calls(world: World) -> list[Made]:
    """Of all months, by all functions and jobs."""
    with _listening(world) as made:
        for scenario in SCENARIOS.values():
            scenario.begin(world, silent=False)
            _finish(world)
        for month in _MONTHS:
            month(world)
            _finish(world)
    return made


@contextmanager
def _listening(world: World) -> Iterator[list[Made]]:
    """While open, every call is kept; the job's by its own name."""
    made: list[Made] = []

    def run_all(jobs: LargeFiles) -> None:
        while jobs.started:
            run = jobs.started.pop()
            with world.calls.by(LARGE_FILE):
                parse_large_file.main(_arguments(run.arguments))
            run.end("SUCCEEDED", None)

    with (
        patch.object(LargeFiles, "run_all", run_all),
        # Spark's executors are processes that nobody listens to.
        patch.object(parse_large_file, "_session", nullcontext),
        patch.object(parse_large_file, "SparkCluster", lambda _: OneThread()),
        patch.object(world.calls, "listen", made.append),
    ):
        yield made


def _arguments(of_the_run: dict[str, str]) -> list[str]:
    """With what the stack tells the job each time."""
    (parser,) = (each for each in functions.FUNCTIONS if each.name == "parser")
    settings = [f"{name}={value}" for name, value in parser.environment.items()]
    told = [word for pair in of_the_run.items() for word in pair]
    return [*told, *(word for setting in settings for word in ("--setting", setting))]


def _finish(world: World) -> None:
    """Deliver until it is quiet, and reconcile as every day."""
    drive(world)
    _reconcile(world)


def _reconcile(world: World) -> None:
    told = {
        "--audit-bucket": functions.AUDIT_BUCKET,
        "--ledger-table": functions.LEDGER_TABLE,
        "--stack-name": "receipts",
    }
    with world.calls.by(RECONCILE):
        reconcile([word for pair in told.items() for word in pair])


def put(world: World, key: str, body: bytes) -> str:
    """An object of the landing bucket, and the event of it."""
    s3 = world.client("s3")
    made = s3.put_object(Bucket=functions.LANDING_BUCKET, Key=key, Body=body)
    detail = {
        "bucket": {"name": functions.LANDING_BUCKET},
        "object": {"key": key, "size": len(body), "version-id": made["VersionId"]},
        "reason": "PutObject",
    }
    event = {"detail-type": "Object Created", "source": "aws.s3", "detail": detail}
    return json.dumps(event | {"time": NOW.isoformat()})


def drop(world: World, key: str, body: bytes) -> None:
    """A file that somebody drops."""
    world.send(CHARGES, put(world, key, body))


def _held_and_branded(world: World) -> None:
    world.begin()
    put(world, "config/branding/branding.toml", b'colour = "#0b6e4f"\nlogo = "logo.png"\n')
    put(world, "config/branding/logo.png", png())
    put(world, "config/contacts/focus.csv", b"customer_id,email\nF1,fay@example.com\n")
    control = json.dumps({"rows": 5, "sums": {"USD": "19.00"}}).encode()
    put(world, "2024-09/charges.csv.control.json", control)
    bad = "C9,Bad,not-an-address,Hosting,1.00"
    drop(world, "2024-09/charges.csv", charges_csv(ALICE, BOB, bad, *_STOCK))
    drop(world, "focus/2024-10/charges.csv", _FOCUS.encode())
    drop(world, "nameless.csv", charges_csv(ALICE))
    drop(world, "2024-10/charges.csv", charges_csv(ALICE, BOB, *_STOCK))
    drop(world, "corrections/2024-09/charges.csv", charges_csv(ALICE.replace("10.00", "9.00")))


def _waits_for_approval(world: World) -> None:
    world.begin()
    with patch.dict(functions.SETTINGS, {"require_approval": "true"}):
        for version in ("10.00", "11.00"):
            drop(world, f"2024-09/{version}.csv", charges_csv(ALICE.replace("10.00", version)))
        drive(world)


def _handed_over(world: World) -> None:
    """As the first month, and too large for the parser."""
    _held_and_branded(world)
    with patch.dict(functions.SETTINGS, _LARGE):
        drive(world)


def _handed_over_and_waits(world: World) -> None:
    with patch.dict(functions.SETTINGS, _LARGE):
        _waits_for_approval(world)


def _never_settled(world: World) -> None:
    """SES tells nothing, and the month stays open for longer than others."""
    world.begin(silent=True)
    drop(world, "2024-09/charges.csv", charges_csv(ALICE, BOB))
    _finish(world)
    world.clock.sleep(_LONG_SECONDS)


_MONTHS = (
    _held_and_branded,
    _waits_for_approval,
    _handed_over,
    _handed_over_and_waits,
    _never_settled,
)
