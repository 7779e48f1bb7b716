"""Gather what happened to a receipt; carry out what a person decided about it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from receipts import keys
from receipts.port_bundles import SupportPorts
from receipts.reconciliation.fate import fate_of
from receipts.support import records
from receipts.support.decide import Decision, Refused, What, decide, note
from receipts.support.history import (
    CustomerMonth,
    Held,
    Made,
    Month,
    Row,
    Run,
    corrects_since,
    month_of,
)


def consider(
    what: What, customer_id: str, billing_period: str, *, ports: SupportPorts, lease: timedelta
) -> Decision | Refused:
    """What a person's wish comes to. Changes nothing."""
    entry = ports.ledger.find(billing_period, keys.customer_key(customer_id))
    is_ended = entry is not None and ports.runs.find(entry.run_id).is_ended
    return decide(what, entry, now=ports.clock.now(), lease=lease, is_ended=is_ended)


def carry_out(decision: Decision, *, ports: SupportPorts) -> bool:
    """Note it, move the row, queue the message; False when the row moved since it was seen.

    Whoever cannot leave a note cannot decide, so the note comes first. A crash after it leaves
    nothing that the same command would not finish.
    """
    _write_note(decision, ports, applied=True)
    if decision.new and ports.ledger.swap(decision.new, seen=decision.seen):
        _write_note(decision, ports, applied=False)
        return False
    if decision.message:
        ports.queue.send([decision.message])
    return True


def _write_note(decision: Decision, ports: SupportPorts, *, applied: bool) -> None:
    now = ports.clock.now()
    key = keys.decision_key(
        billing_period=decision.seen.billing_period,
        receipt_id=decision.seen.receipt_id,
        at=now,
    )
    told = note(decision, who=ports.identity.who(), when=now, applied=applied)
    ports.audit.put_new(key, json.dumps(told, indent=2).encode())


def months_of_customer(
    customer_id: str, *, billing_period: str | None, ports: SupportPorts
) -> list[CustomerMonth]:
    """Everything that happened to a customer, by month; empty: nobody knows this id."""
    months = [billing_period] if billing_period else records.periods(ports.audit)
    found = (_customer_month(customer_id, month, ports) for month in months)
    return [month for month in found if month.entry or month.made or month.held]


def _customer_month(customer_id: str, billing_period: str, ports: SupportPorts) -> CustomerMonth:
    customer_key = keys.customer_key(customer_id)
    runs = records.runs_of_month(billing_period, ports.audit)
    return CustomerMonth(
        billing_period,
        customer_key,
        ports.ledger.find(billing_period, customer_key),
        tuple(_made(customer_key, billing_period, runs, ports)),
        tuple(_held(customer_id, billing_period, runs, ports)),
    )


def _made(
    customer_key: str, billing_period: str, runs: list[Run], ports: SupportPorts
) -> Iterator[Made]:
    if not records.has_snapshots(customer_key, billing_period, ports.audit):
        return
    entry = ports.ledger.find(billing_period, customer_key)
    by_id: dict[str, list[tuple[Run, Row]]] = {}
    for run in runs:
        run_id = run.record["run_id"]
        for row in records.receipts_of(customer_key, billing_period, run_id, ports.audit):
            by_id.setdefault(row["receipt_id"], []).append((run, row))
    for receipt_id, made in by_id.items():
        content = made[0][1]
        yield Made(
            content,
            fate_of(content, entry, corrects_since=corrects_since(run for run, _ in made)),
            tuple(run for run, _ in made),
            tuple(records.mails(receipt_id, billing_period, ports.audit)),
            tuple(records.decisions(receipt_id, billing_period, ports.audit)),
        )


def _held(
    customer_id: str, billing_period: str, runs: list[Run], ports: SupportPorts
) -> Iterator[Held]:
    for run in runs:
        problems = records.problems_of(
            customer_id, billing_period, run.record["run_id"], ports.audit
        )
        if problems:
            yield Held(run, tuple(problems))


def history_of_month(billing_period: str, *, ports: SupportPorts) -> Month | None:
    """A month as a whole; None when no run was about it."""
    runs = records.runs_of_month(billing_period, ports.audit)
    receipts = (
        row
        for run in runs
        for row in records.receipts(billing_period, run.record["run_id"], ports.audit)
    )
    month = month_of(
        billing_period, runs=runs, receipts=receipts, ledger=ports.ledger.month(billing_period)
    )
    if not (month.runs or month.states):
        return None
    return replace(month, reconciled=records.reconciled(billing_period, ports.audit))
