"""The table of what is tried with the evidence, and who succeeds."""

from typing import Any

from tests.unit.cloudformation.evidence import Call, Kept
from tests.unit.cloudformation.key_attempts import KEY_ATTEMPTS
from tests.unit.cloudformation.stack import ROLES, WRITE_ONCE
from tests.unit.cloudformation.trying import (
    ADMINS,
    EVERY_ADMIN,
    NOBODY,
    PARSERS,
    RETENTION,
    Attempt,
)

_WRITERS = {
    "mails": {"WorkerRole"},
    "events": {"FeedbackRole"},
    "deliveries": {"ReconcileRole"},
    "decisions": set(),
}
_CREATES = {"s3:ObjectCreationOperation": "true"}
_ONCE = {"s3:if-none-match": "*", **_CREATES}
_SNAPSHOT = "/snapshots/billing_period=2024-10/customer_key=0/1.parquet"


def _audit(path: str, *actions: str, **more: Any) -> Call:
    return Call(on="AuditBucket", path=path, actions=actions, **more)


def _writing(folder: str) -> list[Attempt]:
    path, writers = f"/{folder}/x", EVERY_ADMIN | _WRITERS.get(folder, PARSERS)
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
    Attempt("read", _audit(_SNAPSHOT, "s3:GetObject"), EVERY_ADMIN | {"WorkerRole"}),
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
        EVERY_ADMIN | PARSERS | {"WorkerRole", "ReconcileRole"},
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
    Attempt("read a drop", _landing("/x", "s3:GetObject"), EVERY_ADMIN | PARSERS),
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


ATTEMPTS = [
    *(attempt for folder in WRITE_ONCE for attempt in _writing(folder)),
    *(*_OBJECTS, *_SETTINGS, *_LANDING, *_LEDGER, *KEY_ATTEMPTS),
]
