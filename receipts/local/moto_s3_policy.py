"""Bucket policies: which statements concern the request at hand, and what S3 calls its action.

moto.s3 ignores conditions, so "deny puts without If-None-Match" would deny all puts, and it takes
a statement about roles to be about everyone. Here nobody has a role: such statements do not apply.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any
from unittest.mock import patch

from flask import Request, request
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from receipts.local import account
from receipts.local.moto_s3_error import S3Error

_EVERYONE = ("*", {"AWS": "*"}, {"AWS": ["*"]})
_SUBRESOURCES = {
    "acl": "Acl",
    "legal-hold": "LegalHold",
    "retention": "Retention",
    "tagging": "Tagging",
}
#: AWS's words: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_DENIED = (
    f"User: arn:aws:iam::{account.ACCOUNT_ID}:root is not authorized to perform: {{action}} on"
    " resource: {resource} with an explicit deny in a resource-based policy"
)
_MATCHES = {
    "Bool": lambda actual, wanted: actual.lower() == wanted.lower(),
    "StringEquals": lambda actual, wanted: actual == wanted,
    "StringLike": fnmatchcase,
    "ArnEquals": fnmatchcase,
    "ArnLike": fnmatchcase,
}


@contextmanager
def completed() -> Iterator[None]:
    """While open, this stands in for moto.s3.models.FakeBucket.get_permission."""
    with patch.object(FakeBucket, "get_permission", _permission):
        yield


def _permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(bucket.policy)
    context = _context(request)
    concerning = [
        statement | {"Condition": {}}
        for statement in policy["Statement"]
        if statement["Principal"] in _EVERYONE and _holds(statement.get("Condition", {}), context)
    ]
    relevant = IAMPolicy(json.dumps({"Statement": concerning}))
    name = _action(action, request)
    result = relevant.is_action_permitted(name, resource)
    # Of several objects at once each has an answer of its own.
    if result is PermissionResult.DENIED and "delete" not in request.args:
        raise S3Error(403, "AccessDenied", _DENIED.format(action=name, resource=resource))
    return result


def _action(action: str, request: Request) -> str:
    """IAM's name of the action; moto knows the HTTP method only."""
    for name, suffix in _SUBRESOURCES.items():
        if name in request.args:
            return action + suffix
    if request.method == "DELETE" and "versionId" in request.args:
        return "s3:DeleteObjectVersion"
    return {"s3:PostObject": "s3:PutObject", "s3:HeadObject": "s3:GetObject"}.get(action, action)


def _context(request: Request) -> dict[str, str]:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
    in_parts = "uploads" in request.args or "partNumber" in request.args
    headers = {f"s3:{name.lower()}": value for name, value in request.headers.items()}
    return headers | {
        # Plain HTTP that never leaves the machine stands for TLS; else nobody could do anything.
        "aws:securetransport": "true",
        "aws:principalarn": f"arn:aws:iam::{account.ACCOUNT_ID}:root",
        "aws:principalaccount": account.ACCOUNT_ID,
        "s3:objectcreationoperation": str(not in_parts).lower(),
    }


def _holds(conditions: dict[str, dict[str, Any]], context: dict[str, str]) -> bool:
    return all(
        _one_holds(operator, context.get(key.lower()), wanted)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _one_holds(operator: str, actual: str | None, wanted: Any) -> bool:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    values = [str(value) for value in (wanted if isinstance(wanted, list) else [wanted])]
    if operator == "Null":
        return str(actual is None).lower() in map(str.lower, values)
    if actual is None:
        return operator.endswith("IfExists") or "Not" in operator
    name = operator.removesuffix("IfExists")
    matches = _MATCHES[name.replace("Not", "")]
    return any(matches(actual, value) for value in values) != ("Not" in name)
