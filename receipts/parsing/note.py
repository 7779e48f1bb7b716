"""The note that each drop of a file leaves beside its run."""

import json
from typing import Any

from receipts import keys
from receipts.model import DroppedFile
from receipts.pace import Forecast
from receipts.parsing.emit import Emission
from receipts.parsing.run import Run
from receipts.ports import AuditStore


def note_evaluation(
    file: DroppedFile,
    run: Run,
    emission: Emission,
    last_out: Forecast | None,
    audit: AuditStore,
) -> None:
    """Every drop is evaluated and leaves a note, also when the run was known already."""
    key = keys.evaluation_key(file, billing_period=run.billing_period, run_id=run.run_id)
    told = _evaluation(file, run, emission, last_out)
    audit.put_new(key, json.dumps(told, indent=2).encode())


def _evaluation(
    file: DroppedFile, run: Run, emission: Emission, last_out: Forecast | None
) -> dict[str, Any]:
    return {
        "version": 1,
        "run_id": run.run_id,
        "billing_period": run.billing_period,
        "status": run.status,
        "source": {"bucket": file.bucket, "key": file.key, "version_id": file.version_id},
        "dropped_at": file.dropped_at.isoformat(),
        "queued": emission.queued,
        "not_mailed": emission.not_mailed,
        "awaits_approval": emission.awaits_approval,
        "last_out_at": last_out and last_out.last_out_at.isoformat(),
        "is_too_long": last_out is not None and last_out.is_too_long,
        "verdicts": emission.verdicts,
    }
