"""Who may use the key, for what: each service that must can, for this account's things alone."""

from collections.abc import Mapping

from tests.unit.cloudformation.evidence import Call
from tests.unit.cloudformation.resolving import ACCOUNT, PSEUDO
from tests.unit.cloudformation.stack import ROLES
from tests.unit.cloudformation.trying import EVERY_ADMIN, PARSERS, RETENTION, Attempt

_KEEPERS = {
    "s3": {*PARSERS, "WorkerRole", "FeedbackRole", "ReconcileRole"},
    "sqs": {*PARSERS, "WorkerRole", "FeedbackRole"},
    "dynamodb": set(ROLES),
    "logs": set(ROLES),
}
_USE = ("kms:Decrypt", "kms:GenerateDataKey")
_ELSEWHERE = "444455556666"
_REGION = PSEUDO["AWS::Region"]
#: SES documents no condition for its use, so it may always.
_ALWAYS = EVERY_ADMIN | {"ses"}


def _key(*actions: str, keys: Mapping[str, str] | None = None) -> Call:
    return Call(on="Key", actions=actions, keys=keys or {})


def _from(service: str, account: str, path: str) -> dict[str, str]:
    """What a service says of the thing it acts for."""
    return {
        "aws:SourceAccount": account,
        "aws:SourceArn": f"arn:aws:{service}:{_REGION}:{account}:{path}",
    }


def _group(name: str, account: str = ACCOUNT) -> dict[str, str]:
    """What CloudWatch Logs says of the log group it encrypts."""
    group = f"arn:aws:logs:{_REGION}:{account}:log-group:{name}"
    return {"kms:EncryptionContext:aws:logs:arn": group}


_OURS = "receipts-ParserLogGroup-1A2B3C"
_SOURCES = [
    Attempt("use the key directly", _key(*_USE), _ALWAYS),
    Attempt(
        "use the key for this account",
        _key(*_USE, keys={"aws:SourceAccount": ACCOUNT}),
        _ALWAYS | {"events"},
    ),
    Attempt(
        "use the key for another account",
        _key(*_USE, keys={"aws:SourceAccount": _ELSEWHERE}),
        _ALWAYS,
    ),
    Attempt(
        "use the key for a rule",
        _key(*_USE, keys=_from("events", ACCOUNT, "rule/r")),
        _ALWAYS | {"events"},
    ),
    Attempt(
        "use the key for a topic",
        _key(*_USE, keys=_from("sns", ACCOUNT, "t")),
        _ALWAYS | {"events", "sns"},
    ),
    Attempt(
        "use the key for another account's topic",
        _key(*_USE, keys=_from("sns", _ELSEWHERE, "t")),
        _ALWAYS,
    ),
    Attempt(
        "use the key for an alarm",
        _key(*_USE, keys=_from("cloudwatch", ACCOUNT, "alarm:a")),
        _ALWAYS | {"events", "cloudwatch"},
    ),
    Attempt(
        "use the key for another account's alarm",
        _key(*_USE, keys=_from("cloudwatch", _ELSEWHERE, "alarm:a")),
        _ALWAYS,
    ),
    Attempt(
        "use the key for an alarm of whom nobody knows",
        _key(
            *_USE,
            keys=_from("cloudwatch", ACCOUNT, "alarm:a") | {"aws:SourceAccount": _ELSEWHERE},
        ),
        _ALWAYS,
    ),
]
_LOGS = [
    *(
        Attempt(
            f"use the key by {action} for a log group",
            _key(action, keys=_group(_OURS)),
            who | {"logs"},
        )
        for action, who in {
            "kms:Encrypt": EVERY_ADMIN,
            "kms:Decrypt": _ALWAYS,
            "kms:ReEncryptFrom": EVERY_ADMIN,
            "kms:GenerateDataKey": _ALWAYS,
            "kms:DescribeKey": EVERY_ADMIN,
        }.items()
    ),
    Attempt(
        "use the key for a job's log group",
        _key(*_USE, keys=_group("/aws-glue/receipts-reconcile/output")),
        _ALWAYS | {"logs"},
    ),
    Attempt("use the key for a foreign log group", _key(*_USE, keys=_group("other")), _ALWAYS),
    Attempt(
        "use the key for another account's log group",
        _key(*_USE, keys=_group(_OURS, _ELSEWHERE)),
        _ALWAYS,
    ),
]

KEY_ATTEMPTS = [
    *(
        Attempt(
            f"use the key by way of {service}",
            _key(*_USE, keys={"kms:ViaService": f"{service}.{_REGION}.amazonaws.com"}),
            _ALWAYS | roles,
        )
        for service, roles in _KEEPERS.items()
    ),
    *_SOURCES,
    *_LOGS,
    Attempt("disable the key", _key("kms:DisableKey"), RETENTION),
    Attempt("delete the key", _key("kms:ScheduleKeyDeletion"), RETENTION),
    Attempt("replace the key's policy", _key("kms:PutKeyPolicy"), EVERY_ADMIN),
]
