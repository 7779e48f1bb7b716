"""A dropped file becomes runs: gather, evaluate, write, emit."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from receipts.config import UNLIMITED, Reach, Release, Rulebook
from receipts.errors import ReceiptsError
from receipts.forecasting import foresee
from receipts.model import DroppedFile, RunNumbers, RunStatus
from receipts.pace import Forecast
from receipts.parsing.emit import Emission, emit_run
from receipts.parsing.engine import IN_PROCESS, Engine
from receipts.parsing.gather import gather, keep
from receipts.parsing.inputs import Inputs
from receipts.parsing.note import note_evaluation
from receipts.parsing.reading.unpack import unpacks_to_more_than
from receipts.parsing.run import Run, to_write
from receipts.parsing.write import write_run
from receipts.port_bundles import ParserPorts
from receipts.ports import FileIndex, LargeFiles, RunGauges

_log = logging.getLogger(__name__)
_NOTHING = Emission(0, {})
#: Of a run's record: counts and ids, no amounts.
_LOGGED = ("run_id", "billing_period", "status", "rows", "receipts", "held", "problems")


def is_charges_file(key: str) -> bool:
    """Whether a drop is charges: not configuration, a sidecar, or a folder made in the console."""
    return not (key.startswith("config/") or key.endswith((".control.json", "/")))


def parse_file(
    file: DroppedFile,
    *,
    ports: ParserPorts,
    rulebook: Rulebook,
    release: Release,
    reach: Reach = UNLIMITED,
    engine: Engine = IN_PROCESS,
) -> list[Run]:
    """Judge a file, write its runs and queue its receipts. Safe to begin again at any point.

    What is beyond `reach` is handed over instead, if there is somebody to take it: then no runs.
    """
    runs = _judge(file, ports, rulebook, reach if ports.large else UNLIMITED, engine)
    if ports.large and runs is None:
        return _hand_over(file, ports.large)
    for run in runs or ():
        told = write_run(run, ports.audit, engine)
        emission = _emit(run, ports, release) if run.bills else _NOTHING
        last_out = _foresee(ports, release) if emission.queued else None
        note_evaluation(file, run, emission, last_out, ports.audit)
        _log_evaluation(told, emission, last_out)
        _show(told, ports.run_gauges)
    return runs or []


def _judge(
    file: DroppedFile, ports: ParserPorts, rulebook: Rulebook, reach: Reach, engine: Engine
) -> list[Run] | None:
    """The file's runs, none of them written; None as soon as it is known to be beyond reach."""
    if reach.file_bytes < file.size <= rulebook.max_input_bytes:
        return None
    inputs = gather(file, ports.landing, rulebook)
    if unpacks_to_more_than(reach.file_bytes, inputs.data):
        return None
    keep(inputs, ports.audit)
    runs = list(_judged(inputs, ports.files, engine))
    return None if to_write(runs) > reach.receipts else runs


def _hand_over(file: DroppedFile, large: LargeFiles) -> list[Run]:
    job_run_id = large.hand_over(file)
    # No key: whoever dropped the file chose it, and it may name a customer.
    extra = {"version_id": file.version_id, "size": file.size, "job_run_id": job_run_id}
    _log.info("handed_over", extra=extra)
    return []


def _judged(inputs: Inputs, files: FileIndex, engine: Engine) -> Iterator[Run]:
    """Evaluate; the same bytes may not be billed under a second month."""
    for run in engine.evaluate(inputs):
        if run.period_in_column or not run.bills:
            yield run
            continue
        standing = files.claim(run.source_sha256, run.billing_period)
        if standing == run.billing_period:
            yield run
        else:
            yield from engine.evaluate(replace(inputs, billed_under=standing))


def _emit(run: Run, ports: ParserPorts, release: Release) -> Emission:
    return emit_run(
        run_id=run.run_id,
        billing_period=run.billing_period,
        mode=run.mode,
        require_approval=release.require_approval,
        now=ports.clock.now(),
        audit=ports.audit,
        ledger=ports.ledger,
        queue=ports.queue,
    )


def _foresee(ports: ParserPorts, release: Release) -> Forecast | None:
    """None, and a line in the log, where nobody says: no run fails for want of a forecast."""
    try:
        return foresee(
            per_second=release.per_second, queue=ports.queue, desk=ports.desk, clock=ports.clock
        )
    except ReceiptsError as error:
        _log.warning("no_forecast", exc_info=error)
        return None


def _show(told: dict[str, Any], gauges: RunGauges) -> None:
    """A line in the log where they cannot be published: no run fails for want of its numbers."""
    numbers = RunNumbers(
        is_rejected=told["status"] == RunStatus.REJECTED,
        held_share=told["held"] / max(1, told["customers"]),
        receipts=told["receipts"],
    )
    try:
        gauges.show(numbers)
    except ReceiptsError as error:
        _log.warning("no_numbers", extra={"run_id": told["run_id"]}, exc_info=error)


def _log_evaluation(told: dict[str, Any], emission: Emission, last_out: Forecast | None) -> None:
    extra = {name: told[name] for name in _LOGGED} | {
        "queued": emission.queued,
        "awaits_approval": emission.awaits_approval,
        "last_out_at": last_out and last_out.last_out_at.isoformat(),
    }
    late = last_out is not None and last_out.is_too_long
    _log.log(logging.WARNING if late else logging.INFO, "run_evaluated", extra=extra)
