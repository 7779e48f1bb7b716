"""The table of what is tried with the evidence, and who succeeds."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tests.unit.cloudformation.evidence import LOCKS, Call, Kept
from tests.unit.cloudformation.resolving import ACCOUNT
from tests.unit.cloudformation.stack import ROLES, WRITE_ONCE

ADMINS = frozenset({"admin", "root", "retention admin"})
#: Somebody attached far too much to a role of the pipeline.
WIDENED = frozenset(f"{role} with AdministratorAccess" for role in ROLES)
EVERY_ADMIN = ADMINS | WIDENED
RETENTION = frozenset({"retention admin"})
NOBODY: frozenset[str] = frozenset()

_WRITERS = {
    "mails": {"WorkerRole"},
    "events": {"FeedbackRole"},
    "deliveries": {"ReconcileRole"},
    "decisions": set(),
}
#: Whoever reads a file and bills it.
_PARSERS = {"ParserRole", "LargeFileRole"}
_KEEPERS = {
    "s3": {*_PARSERS, "WorkerRole", "FeedbackRole", "ReconcileRole"},
    "sqs": {*_PARSERS, "WorkerRole", "FeedbackRole"},
    "dynamodb": set(ROLES),
}
_CREATES = {"s3:ObjectCreationOperation": "true"}
_ONCE = {"s3:if-none-match": "*", **_CREATES}
_SNAPSHOT = "/snapshots/billing_period=2024-10/customer_key=0/1.parquet"
_USE = ("kms:Decrypt", "kms:GenerateDataKey")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row: what is tried, and who succeeds under which locks."""

    what: str
    call: Call
    who: Collection[str]
    locks: Collection[str] = LOCKS

    def succeeds(self, *, lock: str, names_somebody: bool) -> set[str]:
        """Who is expected to. Where nobody is named, the retention admin is any admin."""
        who = set(self.who) if lock in self.locks else set()
        if not names_somebody:
            who.discard("retention admin")
            who |= RETENTION if "admin" in who else NOBODY
        return who


def _audit(path: str, *actions: str, **more: Any) -> Call:
    return Call(on="AuditBucket", path=path, actions=actions, **more)


def _writing(folder: str) -> list[Attempt]:
    path, writers = f"/{folder}/x", EVERY_ADMIN | _WRITERS.get(folder, _PARSERS)
    put = "s3:PutObject"
    part = {"s3:ObjectCreationOperation": "false"}
    return [
        Attempt(f"add to {folder}/", _audit(path, put, keys=_ONCE), writers),
        Attempt(f"upload a part to {folder}/", _audit(path, put, keys=part), writers),
        # A put, a copy or the end of an upload: each is s3:PutObject without the header.
        Attempt(f"overwrite in {folder}/", _audit(path, put, keys=_CREATES), NOBODY),
        Attempt(
            f"add to {folder}/ without TLS",
            _audit(path, put, keys=_ONCE, is_over_tls=False),
            NOBODY,
        ),
    ]


_ERASE, _BYPASS = "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"
_RETAIN = "s3:PutObjectRetention"
_OBJECTS = [
    Attempt("read", _audit(_SNAPSHOT, "s3:GetObject"), EVERY_ADMIN | _PARSERS | {"WorkerRole"}),
    Attempt("hide behind a marker", _audit(_SNAPSHOT, "s3:DeleteObject"), RETENTION),
    Attempt("erase", _audit(_SNAPSHOT, _ERASE, kept=Kept.LOCKED), RETENTION, ["OFF"]),
    Attempt(
        "erase, bypassing the lock",
        _audit(_SNAPSHOT, _ERASE, _BYPASS, kept=Kept.LOCKED_FAST),
        RETENTION,
        ["OFF", "GOVERNANCE"],
    ),
    Attempt("shorten a lock", _audit(_SNAPSHOT, _RETAIN, kept=Kept.LOCKED), RETENTION, ["OFF"]),
    Attempt(
        "shorten a lock, bypassing it",
        _audit(_SNAPSHOT, _RETAIN, _BYPASS, kept=Kept.LOCKED_FAST),
        RETENTION,
        ["OFF", "GOVERNANCE"],
    ),
    Attempt("lock for a century", _audit(_SNAPSHOT, _RETAIN), RETENTION),
    Attempt(
        "add under a shorter lock",
        _audit(_SNAPSHOT, "s3:PutObject", _RETAIN, keys=_ONCE),
        RETENTION,
    ),
    # By which a lifecycle rule may choose what expires.
    Attempt("tag", _audit(_SNAPSHOT, "s3:PutObjectTagging"), ADMINS),
    Attempt("lift a legal hold", _audit(_SNAPSHOT, "s3:PutObjectLegalHold"), RETENTION),
]
_SETTINGS = [
    Attempt(
        "list",
        _audit("", "s3:ListBucket"),
        EVERY_ADMIN | _PARSERS | {"WorkerRole", "ReconcileRole"},
    ),
    Attempt("list without TLS", _audit("", "s3:ListBucket", is_over_tls=False), NOBODY),
    Attempt("suspend versioning", _audit("", "s3:PutBucketVersioning", kept=Kept.VERSIONS), NOBODY),
    # The next three are also how a stack is updated. None takes away what is locked already.
    Attempt("change the default lock", _audit("", "s3:PutBucketObjectLockConfiguration"), ADMINS),
    Attempt("let objects expire", _audit("", "s3:PutLifecycleConfiguration"), ADMINS),
    Attempt("replace the bucket's policy", _audit("", "s3:PutBucketPolicy"), ADMINS),
    Attempt(
        "delete the bucket's policy", _audit("", "s3:DeleteBucketPolicy"), {"root", *RETENTION}
    ),
]


def _landing(path: str, action: str, *, is_over_tls: bool = True) -> Call:
    return Call(on="LandingBucket", path=path, actions=(action,), is_over_tls=is_over_tls)


_LANDING = [
    Attempt("read a drop", _landing("/x", "s3:GetObject"), EVERY_ADMIN | _PARSERS),
    Attempt("read a drop without TLS", _landing("/x", "s3:GetObject", is_over_tls=False), NOBODY),
    Attempt("list drops without TLS", _landing("", "s3:ListBucket", is_over_tls=False), NOBODY),
    Attempt("delete a drop", _landing("/x", "s3:DeleteObjectVersion"), EVERY_ADMIN),
]


def _ledger(action: str, kept: Kept = Kept.NOTHING) -> Call:
    return Call(on="LedgerTable", actions=(f"dynamodb:{action}",), kept=kept)


_LEDGER = [
    Attempt("write a row", _ledger("PutItem"), EVERY_ADMIN | set(ROLES) - {"ReconcileRole"}),
    Attempt("delete a row", _ledger("DeleteItem"), RETENTION),
    Attempt("delete rows at once", _ledger("BatchWriteItem"), RETENTION),
    Attempt("delete rows by SQL", _ledger("PartiQLDelete"), RETENTION),
    Attempt("let rows expire", _ledger("UpdateTimeToLive"), RETENTION),
    Attempt("delete the ledger", _ledger("DeleteTable", Kept.TABLE), NOBODY),
    Attempt("unprotect the ledger", _ledger("UpdateTable"), EVERY_ADMIN),
]


def _key(*actions: str, **keys: str) -> Call:
    named = {name.replace("_", ":", 1): value for name, value in keys.items()}
    return Call(on="Key", actions=actions, keys=named)


_KEY = [
    *(
        Attempt(
            f"use the key by way of {service}",
            _key(*_USE, kms_ViaService=f"{service}.eu-west-1.amazonaws.com"),
            EVERY_ADMIN | roles | {"ses", "sns", "cloudwatch"},
        )
        for service, roles in _KEEPERS.items()
    ),
    Attempt("use the key directly", _key(*_USE), EVERY_ADMIN | {"ses", "sns", "cloudwatch"}),
    Attempt(
        "use the key for this account",
        _key(*_USE, aws_SourceAccount=ACCOUNT),
        EVERY_ADMIN | {"events", "ses", "sns", "cloudwatch"},
    ),
    Attempt(
        "use the key for another account",
        _key(*_USE, aws_SourceAccount="444455556666"),
        EVERY_ADMIN | {"ses", "sns", "cloudwatch"},
    ),
    Attempt("disable the key", _key("kms:DisableKey"), RETENTION),
    Attempt("delete the key", _key("kms:ScheduleKeyDeletion"), RETENTION),
    Attempt("replace the key's policy", _key("kms:PutKeyPolicy"), EVERY_ADMIN),
]

ATTEMPTS = [
    *(attempt for folder in WRITE_ONCE for attempt in _writing(folder)),
    *(*_OBJECTS, *_SETTINGS, *_LANDING, *_LEDGER, *_KEY),
]
