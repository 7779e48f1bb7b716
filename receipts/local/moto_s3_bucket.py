"""Properties of AWS::S3::Bucket that moto.cloudformation drops, and AWS::S3::BucketPolicy."""

import json
from collections.abc import Callable
from typing import Any

from moto.s3.models import FakeBucket, S3Backend, s3_backends

from receipts.local.moto_new_type import Resource


def complete_bucket(bucket: FakeBucket, properties: dict[str, Any]) -> None:
    """Finish moto.s3.models.FakeBucket.create_from_cloudformation_json."""
    s3 = s3_backends[bucket.account_id][bucket.partition]
    for name, apply in _PROPERTIES.items():
        if name in properties:
            apply(s3, bucket.name, properties[name])


def _versioning(s3: S3Backend, bucket: str, value: dict[str, str]) -> None:
    s3.put_bucket_versioning(bucket, value["Status"])


def _object_lock_enabled(s3: S3Backend, bucket: str, value: bool | str) -> None:
    if _is_true(value):
        # Object Lock switches versioning on, too.
        s3.put_bucket_versioning(bucket, "Enabled")
        s3.put_object_lock_configuration(bucket, lock_enabled=True)


def _object_lock(s3: S3Backend, bucket: str, value: dict[str, Any]) -> None:
    default = value.get("Rule", {}).get("DefaultRetention", {})
    s3.put_object_lock_configuration(
        bucket,
        lock_enabled=value.get("ObjectLockEnabled") == "Enabled",
        mode=default.get("Mode"),
        days=int(default.get("Days", 0)),
        years=int(default.get("Years", 0)),
    )


def _notifications(s3: S3Backend, bucket: str, value: dict[str, Any]) -> None:
    event_bridge = value.get("EventBridgeConfiguration", {})
    if _is_true(event_bridge.get("EventBridgeEnabled", False)):
        s3.put_bucket_notification_configuration(bucket, {"EventBridgeConfiguration": {}})


def _public_access(s3: S3Backend, bucket: str, value: dict[str, Any]) -> None:
    as_text = {name: str(flag).lower() for name, flag in value.items()}
    s3.put_public_access_block(bucket, as_text)


def _ownership(s3: S3Backend, bucket: str, value: dict[str, Any]) -> None:
    s3.put_bucket_ownership_controls(bucket, value["Rules"][0]["ObjectOwnership"])


def _encryption(s3: S3Backend, bucket: str, value: dict[str, Any]) -> None:
    # moto.s3.cloud_formation.cfn_to_api_encryption forgets the bucket key.
    encryption = s3.get_bucket_encryption(bucket) or {}
    (rule,) = value["ServerSideEncryptionConfiguration"]
    encryption["Rule"]["BucketKeyEnabled"] = _is_true(rule.get("BucketKeyEnabled", False))


def _lifecycle(s3: S3Backend, bucket: str, value: dict[str, Any]) -> None:
    # moto leaves None where a list has AWS::NoValue.
    rules = [_lifecycle_rule(rule) for rule in value["Rules"] if rule]
    s3.put_bucket_lifecycle_configuration(bucket, rules)


def _lifecycle_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """From CloudFormation's names to those of the S3 API, which moto's backend takes."""
    expiration = {
        name: rule[f"Expiration{suffix}"]
        for name, suffix in (("Days", "InDays"), ("Date", "Date"))
        if f"Expiration{suffix}" in rule
    }
    if "ExpiredObjectDeleteMarker" in rule:
        expiration["ExpiredObjectDeleteMarker"] = rule["ExpiredObjectDeleteMarker"]
    transitions = [
        {"Days": step.get("TransitionInDays"), "StorageClass": step["StorageClass"]}
        for step in rule.get("Transitions", [])
    ]
    same = ("Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload")
    return {
        "ID": rule.get("Id"),
        "Filter": {"Prefix": rule.get("Prefix", "")},
        "Transition": transitions,
        **({"Expiration": expiration} if expiration else {}),
        **{name: rule[name] for name in same if name in rule},
    }


def _is_true(value: bool | str) -> bool:
    """CloudFormation takes "true" for true."""
    return str(value).lower() == "true"


_PROPERTIES: dict[str, Callable[[S3Backend, str, Any], None]] = {
    "VersioningConfiguration": _versioning,
    "ObjectLockEnabled": _object_lock_enabled,
    "ObjectLockConfiguration": _object_lock,
    "NotificationConfiguration": _notifications,
    "PublicAccessBlockConfiguration": _public_access,
    "OwnershipControls": _ownership,
    "BucketEncryption": _encryption,
    "LifecycleConfiguration": _lifecycle,
}


def put_bucket_policy(resource: Resource) -> str:
    """AWS::S3::BucketPolicy."""
    bucket: str = resource.properties["Bucket"]
    policy = json.dumps(resource.properties["PolicyDocument"]).encode()
    s3_backends[resource.account_id]["aws"].put_bucket_policy(bucket, policy)
    return bucket
