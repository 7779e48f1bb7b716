"""A dropped file becomes runs: gather, evaluate, write, emit."""

import functools
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from receipts import keys
from receipts.config import Release, Rulebook
from receipts.errors import ReceiptsError
from receipts.forecasting import foresee
from receipts.model import DroppedFile, Mode
from receipts.pace import Forecast
from receipts.parsing.branding import branding_of
from receipts.parsing.contacts import contacts_key
from receipts.parsing.control import control_key
from receipts.parsing.emit import Emission, emit_run
from receipts.parsing.evaluate import evaluate
from receipts.parsing.inputs import Inputs
from receipts.parsing.note import note_evaluation
from receipts.parsing.profiles import BUILT_IN, Profile, is_profile_name, profile_key, resolve
from receipts.parsing.run import Run
from receipts.parsing.write import write_run
from receipts.port_bundles import ParserPorts
from receipts.ports import AuditStore, FileIndex

_log = logging.getLogger(__name__)
_NOTHING = Emission(0, {})
#: Of a run's record: counts and ids, no amounts.
_LOGGED = ("run_id", "billing_period", "status", "rows", "receipts", "held", "problems")


def is_charges_file(key: str) -> bool:
    """Whether a drop is charges: not configuration, a sidecar, or a folder made in the console."""
    return not (key.startswith("config/") or key.endswith((".control.json", "/")))


def parse_file(
    file: DroppedFile, *, ports: ParserPorts, rulebook: Rulebook, release: Release
) -> list[Run]:
    """Judge a file, write its runs and queue its receipts. Safe to begin again at any point."""
    inputs = _gather(file, ports, rulebook)
    _keep_inputs(inputs, ports.audit)
    runs = list(_judged(inputs, ports.files))
    for run in runs:
        told = write_run(run, ports.audit)
        emission = _emit(run, ports, release) if run.bills else _NOTHING
        last_out = _foresee(ports, release) if emission.queued else None
        note_evaluation(file, run, emission, last_out, ports.audit)
        _log_evaluation(told, emission, last_out)
    return runs


def _gather(file: DroppedFile, ports: ParserPorts, rulebook: Rulebook) -> Inputs:
    metadata = ports.landing.metadata(file)
    config = functools.partial(ports.landing.fetch_config, file.bucket)
    profile, profile_file = chosen_profile(file.key, metadata, config)
    too_large = file.size > rulebook.max_input_bytes
    data = b"" if too_large else ports.landing.fetch(file)
    return Inputs(
        key=file.key,
        data=data,
        sha256=keys.sha256(data),
        mode=Mode.CORRECTION if file.key.startswith("corrections/") else Mode.CHARGES,
        profile=profile,
        profile_file=profile_file,
        contacts=contacts_of(profile, profile_file, config),
        control={name: text for name, text in metadata.items() if name.startswith("control-")},
        sidecar=config(control_key(file.key)),
        branding=branding_of(config),
        rulebook=rulebook,
        too_large=file.version_id if too_large else None,
    )


def _keep_inputs(inputs: Inputs, audit: AuditStore) -> None:
    """The exact bytes; what is too large to be read stays in the landing bucket alone."""
    if not inputs.too_large:
        audit.put_new(keys.input_key(inputs.sha256), inputs.data)
    for data in inputs.beside:
        audit.put_new(keys.input_key(keys.sha256(data)), data)


def chosen_profile(
    key: str, metadata: Mapping[str, str], config: Callable[[str], bytes | None]
) -> tuple[str, bytes | None]:
    """The metadata's profile, else the first folder that names one, else `plain`; its TOML."""
    asked = metadata.get("profile")
    folders = [asked] if asked else key.split("/")[:-1]
    for name in filter(is_profile_name, folders):
        own = None if name in BUILT_IN else config(profile_key(name))
        if name in BUILT_IN or own is not None:
            return name, own
    return asked or "plain", None


def contacts_of(
    name: str, profile_file: bytes | None, config: Callable[[str], bytes | None]
) -> bytes | None:
    """The contacts file of a profile that has one."""
    profile = resolve(name, profile_file)
    wanted = isinstance(profile, Profile) and profile.contacts
    return config(contacts_key(name)) if wanted else None


def _judged(inputs: Inputs, files: FileIndex) -> Iterator[Run]:
    """Evaluate; the same bytes may not be billed under a second month."""
    for run in evaluate(inputs):
        if run.period_in_column or not run.bills:
            yield run
            continue
        standing = files.claim(run.source_sha256, run.billing_period)
        if standing == run.billing_period:
            yield run
        else:
            yield from evaluate(replace(inputs, billed_under=standing))


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


def _log_evaluation(told: dict[str, Any], emission: Emission, last_out: Forecast | None) -> None:
    extra = {name: told[name] for name in _LOGGED} | {
        "queued": emission.queued,
        "awaits_approval": emission.awaits_approval,
        "last_out_at": last_out and last_out.last_out_at.isoformat(),
    }
    late = last_out is not None and last_out.is_too_long
    _log.log(logging.WARNING if late else logging.INFO, "run_evaluated", extra=extra)
