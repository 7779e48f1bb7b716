"""After it is quiet: what each customer has, and what else is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum

from receipts import bootstrap, keys
from receipts.config import Stack
from receipts.ledger import ACCEPTED, State
from receipts.support.service import history_of_month
from tests.faults.functions import OUTPUTS, PARAMETERS, RECEIPTS, dead
from tests.faults.scenarios import PERIOD, Scenario
from tests.faults.world import World

#: Names and bytes here follow from the file alone, whatever happened on the way.
_CERTAIN = ("inputs/", "letterheads/", "lines/", "receipts/", "snapshots/")


class Fate(StrEnum):
    """What one customer has."""

    #: Exactly one mail, and the ledger says so.
    SENT = "sent"
    #: Refused by SES: waits in the dead-letter queue, as the ledger says.
    WAITS = "waits"
    IN_DOUBT = "in doubt"
    #: All below are failures.
    LOST = "lost"
    DOUBLED = "doubled"
    NOT_LISTED = "in doubt and not listed"
    MISTAKEN = "one mail, but the ledger does not say so"
    UNSETTLED = "in doubt although SES told of its mail"


def fates(scenario: Scenario, world: World) -> dict[str, Fate]:
    """Every customer's."""
    states = world.states()
    listed = _listed(world) if {State.IN_DOUBT, State.FAILED} & set(states.values()) else set()
    mails = Counter(address for mail in world.mails for address in mail.recipients)
    letters = " ".join(letter.body for letter in world.waiting(dead(RECEIPTS)))
    found = {}
    for customer, address in scenario.customers.items():
        key = keys.customer_key(customer)
        waits = customer in scenario.refused and key in letters
        found[customer] = _fate(mails[address], states.get(key), key in listed, waits)
        if found[customer] is Fate.IN_DOUBT and mails[address] and not world.silent:
            found[customer] = Fate.UNSETTLED
    return found


def _listed(world: World) -> set[str]:
    """Whom `receipts show` tells a person to look at."""
    ports = bootstrap.support(world.client, Stack(OUTPUTS, PARAMETERS))
    with world.calls.resting():
        month = history_of_month(PERIOD, ports=ports)
    return {each.customer_key for each in month.open} if month else set()


def _fate(mails: int, state: str | None, listed: bool, waits: bool) -> Fate:
    if mails > 1:
        return Fate.DOUBLED
    if state == State.IN_DOUBT:
        return Fate.IN_DOUBT if listed else Fate.NOT_LISTED
    if mails:
        return Fate.SENT if state in ACCEPTED else Fate.MISTAKEN
    return Fate.WAITS if state == State.FAILED and waits and listed else Fate.LOST


def evidence(world: World) -> dict[str, list[bytes]]:
    """What must be the same after every run."""
    objects = world.audited()
    return {key: bodies for key, bodies in objects.items() if key.startswith(_CERTAIN)}


def strays(scenario: Scenario, found: Mapping[str, Fate], world: World) -> Iterator[str]:
    """What is in the dead-letter queue and should not be, or the other way round."""
    letters = [letter.body for letter in world.waiting(dead(RECEIPTS))]
    for customer, fate in found.items():
        if fate is Fate.SENT and any(keys.customer_key(customer) in each for each in letters):
            yield f"a letter of {customer} is left, who has the mail"
    if scenario.strays and not any(each == "no pointer" for each in letters):
        yield "the malformed message is gone"


def altered(world: World, clean: Mapping[str, list[bytes]]) -> Iterator[str]:
    """Audit files that are not what the clean run wrote, or were written twice."""
    now = evidence(world)
    for key in sorted(clean.keys() | now.keys()):
        if clean.get(key) != now.get(key):
            yield f"the audit bucket's {key} is not what it was"
    yield from (f"{key} was written twice" for key, all_ in world.audited().items() if all_[1:])
