"""A month whose every mail arrives, through the real functions in the embedded AWS."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from receipts.aws.logs import lines_of
from receipts.cost.calls import Call, Work
from receipts.keys import customer_key
from receipts.local.moto_ses_events import events_of
from tests.builders import charges_csv
from tests.faults import functions, scenarios
from tests.faults.drive import drive
from tests.faults.faults import QUEUE
from tests.faults.functions import CHARGES
from tests.faults.world import World

#: What the harness hands a function at a time.
BATCH = 10
#: It is called by the clock, whatever there is to do.
_BY_THE_CLOCK = "watch"
#: Bytes that DynamoDB adds to each row, and those of a small number or an empty list.
_OVERHEAD, _NO_TEXT = 100, 3
#: Bytes that Lambda adds to a line, its request's id, and CloudWatch to each.
_REQUEST, _EVENT = len(f',"aws_request_id":"{UUID(int=0)}"'), 26
#: As long as one that CloudFormation makes.
_FUNCTION = "receipts-FeedbackFunction-ABCDEFGHIJKL"


@dataclass(frozen=True)
class Done:
    """What a month came to."""

    calls: Counter[Call]
    #: Bytes below each folder of the audit bucket.
    stored: Counter[str]
    #: Bytes of each row of the ledger.
    rows: list[int]
    #: Bytes of each line that the functions logged.
    logged: list[int]


def work(customers: int, lines: int = 1, *, keep_mails: bool = True) -> Work:
    """The same month, for the model."""
    return Work(
        receipts=customers,
        lines=customers * lines,
        keep_mails=keep_mails,
        events_a_mail=2,
        worker_batch=BATCH,
        feedback_batch=BATCH,
    )


def send(world: World, customers: int, lines: int = 1) -> Done:
    """Drop a file, and deliver until it is quiet."""
    world.begin()
    world.accept = lambda mail, ses: _accept(world, mail, ses)
    world.calls.begin()
    world.send(CHARGES, scenarios._dropped(world, charges_csv(*_rows(customers, lines))))
    with _logged() as logged:
        quiet = drive(world)
    assert (quiet, world.errors, len(world.mails)) == (True, [], customers)
    stored: Counter[str] = Counter()
    for key, versions in world.audited().items():
        stored[key.partition("/")[0]] += sum(map(len, versions))
    return Done(_calls(world), stored, list(_row_sizes(world)), logged)


def _accept(world: World, mail, ses) -> None:
    """SES tells of each mail what the embedded one does, and nothing of unknown kinds."""
    world.mails.append(mail)
    world._untold += [event for _, event in events_of(mail, ses)]


def _rows(customers: int, lines: int) -> Iterator[str]:
    for name in _names(customers):
        for line in range(lines):
            who = f"{name},{name} Trading Company,{name}@example.com"
            yield f"{who},Service number {line},{line * 7}.{line:02d}"


def _names(count: int) -> list[str]:
    """The first sixteen are one of each part, should a run have so many."""
    names = [f"customer-{number:05d}" for number in range(count + 200)]
    one_each = list({customer_key(name)[0]: name for name in reversed(names)}.values())
    return [*one_each, *(name for name in names if name not in one_each)][:count]


def _calls(world: World) -> Counter[Call]:
    counted = {Call(*key): times for key, times in world.calls.counted.items()}
    ours = {c: n for c, n in counted.items() if c.service != QUEUE and c.function != _BY_THE_CLOCK}
    return Counter(ours)


def _row_sizes(world: World) -> Iterator[int]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html"""
    rows = world.client("dynamodb").scan(TableName=functions.LEDGER_TABLE)["Items"]
    for row in rows:
        if "state" in row:
            values = [next(iter(value.items())) for value in row.values()]
            sizes = [len(text) if kind == "S" else _NO_TEXT for kind, text in values]
            yield _OVERHEAD + sum(map(len, row)) + sum(sizes)


@contextmanager
def _logged() -> Iterator[list[int]]:
    """While open, the length of each line as JSON, and CloudWatch's 26 bytes."""
    lengths: list[int] = []
    handler, ours, as_json = logging.Handler(), logging.getLogger("receipts"), lines_of(_FUNCTION)
    handler.emit = lambda record: lengths.append(len(as_json.format(record)) + _REQUEST + _EVENT)
    before, level = logging.root.manager.disable, ours.level
    logging.disable(logging.NOTSET)
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield lengths
    finally:
        ours.removeHandler(handler)
        ours.setLevel(level)
        logging.disable(before)
