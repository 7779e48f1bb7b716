"""Months that are tried: who is billed, and what goes wrong by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.builders import NOW, charges_csv
from tests.faults import functions
from tests.faults.functions import CHARGES, ENOUGH_RECEIPTS, FEEDBACK, RECEIPTS, dead
from tests.faults.world import World

PERIOD = "2024-09"
_KEY = f"{PERIOD}/charges.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A month."""

    name: str
    #: Addresses by customer.
    customers: Mapping[str, str]
    #: Whom SES refuses; their receipts end in the dead-letter queue.
    refused: frozenset[str] = frozenset()
    #: Mails that SES takes before its daily quota is used up for a while.
    quota: int | None = None
    #: What has no business there waits on the queues as well.
    strays: bool = False
    #: The file's event is in the dead-letter queue already.
    file_is_dead: bool = False
    #: The parser hands the file over to the Glue job.
    file_is_large: bool = False
    #: Each point of the worker is tried once more without SES's events.
    silent_too: bool = False
    #: Functions whose calls another scenario spoils in the same place.
    spared: frozenset[str] = frozenset()

    def begin(self, world: World, *, silent: bool) -> None:
        """Drop the month's file."""
        refused = frozenset(self.customers[each] for each in self.refused)
        receipts = 0 if self.file_is_large else ENOUGH_RECEIPTS
        world.begin(refused=refused, silent=silent, quota=self.quota, receipts=receipts)
        event = _dropped(world, charges_csv(*map(_line, self.customers.items())))
        world.send(dead(CHARGES) if self.file_is_dead else CHARGES, event)
        if self.strays:
            world.send(RECEIPTS, "no pointer")
            world.send(FEEDBACK, "Successfully validated SNS topic")


def _line(customer: tuple[str, str]) -> str:
    return f"{customer[0]},Name,{customer[1]},Hosting,10.00"


def _dropped(world: World, body: bytes) -> str:
    made = world.client("s3").put_object(Bucket=functions.LANDING_BUCKET, Key=_KEY, Body=body)
    return json.dumps(
        {
            "detail-type": "Object Created",
            "source": "aws.s3",
            "time": NOW.isoformat(),
            "detail": {
                "bucket": {"name": functions.LANDING_BUCKET},
                "object": {"key": _KEY, "size": len(body), "version-id": made["VersionId"]},
                "reason": "PutObject",
            },
        }
    )


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            name="a plain month",
            customers={"C1": "one@example.com", "C2": "two@example.com"},
            silent_too=True,
        ),
        Scenario(
            name="trouble",
            customers={"C1": "refused@example.com", "C2": "bounce@simulator.amazonses.com"},
            refused=frozenset({"C1"}),
            strays=True,
            spared=frozenset({"parser", "watch"}),
        ),
        Scenario(
            name="no quota",
            customers={"C1": "one@example.com", "C2": "two@example.com"},
            quota=1,
            spared=frozenset({"parser", "feedback"}),
        ),
        Scenario(
            name="a dead file",
            customers={"C1": "one@example.com"},
            file_is_dead=True,
            spared=frozenset({"parser", "worker", "feedback", "watch"}),
        ),
        Scenario(
            name="a large file",
            customers={"C1": "one@example.com", "C2": "two@example.com"},
            file_is_large=True,
            spared=frozenset({"worker", "feedback", "watch"}),
        ),
    )
}
