"""Dead letters -> the receipt queue, if the ledger lets them: judge, send, then delete."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from receipts import keys, snapshots
from receipts.errors import AlteredSnapshotError, MissingObjectError, RetryableError
from receipts.lifecycle import judge
from receipts.model import DeadLetter, ReceiptMessage
from receipts.port_bundles import RedrivePorts
from receipts.ports import AuditStore
from receipts.redrive.decide import (
    GONE,
    REMOVED,
    Decision,
    Handled,
    Request,
    decided,
    message_of,
    refusal,
)
from receipts.redrive.holding import Holding, holding

_MOST_AT_ONCE = 10
_NO_BILL = ""


def survey(ports: RedrivePorts, request: Request) -> Iterator[Handled]:
    """What a redrive would do with each letter; touches nothing."""
    with holding(ports.letters) as held:
        for batch in _judged(held, ports, request):
            yield from batch


def redrive(ports: RedrivePorts, request: Request) -> Iterator[Handled]:
    """Do it, and say of each letter what became of it. Stops when the receipt queue fails."""
    with holding(ports.letters) as held:
        for batch in _judged(held, ports, request):
            done = list(_applied(batch, held, ports, request))
            yield from done
            if any(each.decision is Decision.NOT_QUEUED for each in done):
                return


def _judged(held: Holding, ports: RedrivePorts, request: Request) -> Iterator[list[Handled]]:
    # What fails again at once is put back as a new letter: it must not go round and round.
    moved: set[ReceiptMessage] = set()
    for letters in held.batches():
        batch = []
        for letter in letters:
            handled = _judge(letter, ports, request)
            if handled.decision is Decision.MOVE and handled.message:
                if handled.message in moved:
                    handled = replace(handled, decision=Decision.MOVED_BEFORE)
                moved |= {handled.message} if handled.message else set()
            batch.append(handled)
        yield batch


def _judge(letter: DeadLetter, ports: RedrivePorts, request: Request) -> Handled:
    message, refused = message_of(letter), refusal(letter, request)
    if refused or message is None:
        return Handled(letter, message, refused or Decision.MALFORMED)
    entry = ports.ledger.find(message.billing_period, message.customer_key)
    asked = functools.partial(judge, entry, message, now=ports.clock.now(), lease=request.lease)
    verdict = asked(bill_id=_NO_BILL)
    # A snapshot holds personal data: it is read only where the verdict depends on what it bills.
    if entry and verdict is not asked(bill_id=entry.bill_id):
        try:
            verdict = asked(bill_id=_bill_id(message, ports.audit))
        except AlteredSnapshotError:
            return Handled(letter, message, Decision.REFUSED)
    return Handled(letter, message, decided(verdict))


def _bill_id(message: ReceiptMessage, audit: AuditStore) -> str:
    key = keys.snapshot_key(
        billing_period=message.billing_period,
        customer_key=message.customer_key,
        receipt_id=message.receipt_id,
    )
    try:
        return keys.bill_id(snapshots.decode(audit.get(key)))
    except MissingObjectError as error:
        raise AlteredSnapshotError("there is no such snapshot") from error


def _applied(
    batch: Sequence[Handled], held: Holding, ports: RedrivePorts, request: Request
) -> Iterator[Handled]:
    yield from (each for each in batch if each.decision not in GONE)
    yield from _deleted([each for each in batch if each.decision in REMOVED], held)
    moves = [each for each in batch if each.decision is Decision.MOVE]
    size = min(request.max_rate or _MOST_AT_ONCE, _MOST_AT_ONCE)
    for start in range(0, len(moves), size):
        began = ports.clock.now()
        chunk = moves[start : start + size]
        if not _queued(chunk, ports):
            rest = moves[start:]
            yield from (replace(each, decision=Decision.NOT_QUEUED) for each in rest)
            return
        yield from _deleted(chunk, held)
        if request.max_rate:
            passed = (ports.clock.now() - began).total_seconds()
            ports.clock.sleep(max(0.0, len(chunk) / request.max_rate - passed))


def _queued(chunk: Iterable[Handled], ports: RedrivePorts) -> bool:
    """Sent before it is deleted: a crash between leaves a message twice, which the ledger minds.

    A batch may arrive in part: then all of its letters stay, for the same reason.
    """
    try:
        ports.queue.send(each.message for each in chunk if each.message)
    except RetryableError:
        return False
    return True


def _deleted(chunk: Sequence[Handled], held: Holding) -> Iterator[Handled]:
    left = held.delete(each.letter for each in chunk) if chunk else set()
    for each in chunk:
        kept = each.letter.id in left
        yield replace(each, decision=Decision.NOT_DELETED) if kept else each
