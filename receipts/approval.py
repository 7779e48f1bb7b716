"""A person's word that a run may go out, bound to what it bills. Kept in the audit bucket."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from receipts import keys
from receipts.errors import MissingObjectError, PermanentError
from receipts.ports import AuditStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved what, and when."""

    billing_period: str
    run_id: str
    #: Of the run's `receipts` table: of every receipt's customer, total and content.
    receipts_sha256: str
    #: An ARN.
    who: str
    #: Aware UTC.
    when: datetime


def find_approval(billing_period: str, run_id: str, audit: AuditStore) -> Approval | None:
    """The approval of a run, if there is one."""
    key = keys.approval_key(billing_period=billing_period, run_id=run_id)
    try:
        told = json.loads(audit.get(key))
    except MissingObjectError:
        return None
    del told["version"]
    return Approval(**told | {"when": datetime.fromisoformat(told["when"])})


def keep_approval(approval: Approval, audit: AuditStore) -> bool:
    """Write it once; False when the run was approved before, which stands."""
    key = keys.approval_key(billing_period=approval.billing_period, run_id=approval.run_id)
    told = {"version": 1, **asdict(approval), "when": approval.when.isoformat()}
    return audit.put_new(key, json.dumps(told, indent=2).encode())


def is_approved(receipts: bytes, *, billing_period: str, run_id: str, audit: AuditStore) -> bool:
    """Whether these very receipts may go out; PermanentError when others were approved."""
    approval = find_approval(billing_period, run_id, audit)
    if approval is None:
        return False
    if approval.receipts_sha256 != keys.sha256(receipts):
        raise PermanentError(f"the receipts of run {run_id} are not those that were approved")
    return True
