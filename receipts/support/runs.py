"""Gather what is known of a run; carry out what a person decided about it."""

import json

from receipts import keys
from receipts.approval import Approval, find_approval, keep_approval
from receipts.errors import MissingObjectError
from receipts.model import Mode
from receipts.parsing.emit import Emission, emit_run
from receipts.port_bundles import SupportPorts
from receipts.ports import AuditStore
from receipts.support import records
from receipts.support.history import Ambiguous, RunHistory, fates_of
from receipts.support.run_decisions import RunDecision, RunWhat, run_note


def history_of_run(prefix: str, *, ports: SupportPorts) -> RunHistory | Ambiguous | None:
    """The one run whose id begins so; None when there is none."""
    found = records.runs_like(prefix, ports.audit)
    if len(found) > 1:
        return Ambiguous(tuple(run_id for _, run_id in found))
    return next((_history(period, run_id, ports) for period, run_id in found), None)


def _history(billing_period: str, run_id: str, ports: SupportPorts) -> RunHistory:
    receipts = records.receipts(billing_period, run_id, ports.audit)
    run = records.run(billing_period, run_id, ports.audit)
    return RunHistory(
        run=run,
        receipts_sha256=_sha256(billing_period, run_id, ports.audit),
        fates=fates_of(run, receipts, ports.ledger.month(billing_period)),
        marks=ports.runs.find(run_id),
        approval=find_approval(billing_period, run_id, ports.audit),
    )


def _sha256(billing_period: str, run_id: str, audit: AuditStore) -> str | None:
    key = keys.receipts_key(billing_period=billing_period, run_id=run_id)
    try:
        return keys.sha256(audit.get(key))
    except MissingObjectError:
        return None


def carry_out_run(
    decision: RunDecision, *, ports: SupportPorts, require_approval: bool
) -> Emission | None:
    """Note it, then do it; what was queued. The same command finishes what a crash left."""
    seen, now, who = decision.seen, ports.clock.now(), ports.identity.who()
    period, run_id = seen.run.record["billing_period"], seen.run.record["run_id"]
    note = json.dumps(run_note(decision, who=who, when=now), indent=2).encode()
    ports.audit.put_new(keys.run_decision_key(billing_period=period, run_id=run_id, at=now), note)
    if decision.what is RunWhat.END:
        ports.runs.end(run_id, by=who, at=now)
        return None
    if decision.what is RunWhat.APPROVE and seen.receipts_sha256:
        approval = Approval(
            billing_period=period,
            run_id=run_id,
            receipts_sha256=seen.receipts_sha256,
            who=who,
            when=now,
        )
        keep_approval(approval, ports.audit)
    if seen.marks.is_ended:
        ports.runs.reopen(run_id)
    return emit_run(
        run_id=run_id,
        billing_period=period,
        mode=Mode(seen.run.record["mode"]),
        require_approval=require_approval,
        now=now,
        audit=ports.audit,
        ledger=ports.ledger,
        queue=ports.queue,
    )
