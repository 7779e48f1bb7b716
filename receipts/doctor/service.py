"""Gather everything about a live stack once; what cannot be asked is no reason to stop."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from receipts.checkup import Findings, FunctionState, LastMonth, Unknown
from receipts.deployment_names import CODE_KEYS
from receipts.doctor.evidence import last_month
from receipts.errors import ConfigError, ReceiptsError
from receipts.stack_ports import DoctorPorts, Stacks
from receipts.stacks import Standing

_T = TypeVar("_T")
#: These are at work; every other queue of the stack's outputs waits for a person.
_AT_WORK = {"ChargesQueueUrl", "ReceiptQueueUrl", "FeedbackQueueUrl"}


def examine(standing: Standing, *, version: str, ports: DoctorPorts) -> Findings:
    """All that can be found."""
    now, told = ports.clock.now(), standing.outputs
    return Findings(
        now=now,
        version=version,
        standing=standing,
        sending=_asked(ports.examiner.sending),
        identity=_asked(lambda: ports.identities.find(standing.parameters["SesIdentity"])),
        listeners=_asked(lambda: ports.examiner.listeners(told["AlarmTopic"])),
        dead_letters=_asked(lambda: _dead_letters(standing, ports)),
        switch=_asked(ports.switch.read),
        functions=_asked(lambda: _functions(standing, ports)),
        lock=_asked(lambda: ports.examiner.lock(told["AuditBucket"])),
        key=_asked(lambda: ports.examiner.key(told["KeyArn"])),
        reconciliation=_asked(lambda: ports.examiner.newest_run(told["ReconcileJob"])),
        last_month=_asked(lambda: _month(last_month(now), ports)),
    )


def _asked(ask: Callable[[], _T]) -> _T | Unknown:
    try:
        return ask()
    except ReceiptsError as error:
        return Unknown(str(error))


def _dead_letters(standing: Standing, ports: DoctorPorts) -> Mapping[str, int]:
    names = {name for name in standing.outputs if name.endswith("QueueUrl")} - _AT_WORK
    return {name: ports.examiner.waiting(standing.outputs[name]) for name in names}


def _functions(standing: Standing, ports: DoctorPorts) -> Mapping[str, FunctionState]:
    return {name: ports.examiner.function(standing.outputs[name]) for name in CODE_KEYS}


def _month(billing_period: str, ports: DoctorPorts) -> LastMonth:
    runs = ports.audit.keys(f"runs/billing_period={billing_period}/")
    return LastMonth(billing_period=billing_period, has_runs=next(iter(runs), None) is not None)


def standing_of(name: str, *, stacks: Stacks) -> Standing:
    """The stack; ConfigError where there is none of ours."""
    found = stacks.standing(name)
    if found is None or "AuditBucket" not in found.outputs:
        raise ConfigError(
            f"there is no stack of receipts called {name} in this account and Region: name it with"
            " --stack"
        )
    return found
