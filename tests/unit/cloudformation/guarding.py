"""What every bucket, queue, topic, table, log and function of a template has to have."""

from collections.abc import Iterator
from typing import Any

from tests.unit.cloudformation.policies import Guarded, Request, administrator, is_allowed
from tests.unit.cloudformation.resolving import ACCOUNT, Deployed, Template

ADMIN = administrator(f"arn:aws:iam::{ACCOUNT}:role/admin", ACCOUNT)
PRIVATE = {
    "BlockPublicAcls": "True",
    "BlockPublicPolicy": "True",
    "IgnorePublicAcls": "True",
    "RestrictPublicBuckets": "True",
}
#: What speaks to clients: where its policy is, how it names what it guards, and what is tried.
_SPEAKING = {
    "AWS::S3::Bucket": ("AWS::S3::BucketPolicy", "Bucket", ("s3:ListBucket",)),
    "AWS::SQS::Queue": (
        "AWS::SQS::QueuePolicy",
        "Queues",
        ("sqs:SendMessage", "sqs:ReceiveMessage"),
    ),
    "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics", ("sns:Publish",)),
}
#: Where a resource says which key encrypts what it keeps.
_KEYS: dict[str, tuple[str | int, ...]] = {
    "AWS::S3::Bucket": (
        *("BucketEncryption", "ServerSideEncryptionConfiguration", 0),
        *("ServerSideEncryptionByDefault", "KMSMasterKeyID"),
    ),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::Lambda::Function": ("KmsKeyArn",),
    "AWS::Glue::SecurityConfiguration": (
        *("EncryptionConfiguration", "S3Encryptions", 0, "KmsKeyArn"),
    ),
    "AWS::Athena::WorkGroup": (
        *("WorkGroupConfiguration", "ResultConfiguration", "EncryptionConfiguration", "KmsKey"),
    ),
}
#: Of the same service, what keeps nothing of its own.
KEEPS_NOTHING = {
    *("AWS::KMS::Key", "AWS::KMS::Alias", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"),
    *("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"),
    *("AWS::SNS::Subscription", "AWS::Events::Rule"),
    *("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"),
    *("AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission"),
    *("AWS::SES::ConfigurationSet", "AWS::SES::ConfigurationSetEventDestination"),
    *("AWS::Glue::Database", "AWS::Glue::Table", "AWS::Glue::Trigger", "AWS::Glue::Job"),
    *("AWS::Athena::NamedQuery",),
}


def unguarded(template: Template) -> Iterator[str]:
    """Everything that lacks its encryption, its privacy, its TLS or its log's end."""
    stack = Deployed(template, {"Environment": "prod"})
    for name, resource in template["Resources"].items():
        kind = resource["Type"]
        if kind not in KEEPS_NOTHING and kind not in _KEYS:
            yield f"{name}: nobody said how {kind} is encrypted"
        if kind in _KEYS and not _is_encrypted(stack, name, kind):
            yield f"{name}: not encrypted with the key"
        if kind in _SPEAKING and not _is_tls_only(stack, name, kind):
            yield f"{name}: speaks without TLS"
        if kind == "AWS::S3::Bucket" and not _is_private(stack.properties(name)):
            yield f"{name}: public"
        if kind in _LOGGING and not _logs_to_the_stack(stack, resource, kind):
            yield f"{name}: its logs are not the stack's, or stay for good"


def _is_encrypted(stack: Deployed, name: str, kind: str) -> bool:
    found: Any = stack.properties(name)
    for step in _KEYS[kind]:
        try:
            found = found[step]
        except (KeyError, IndexError):
            return False
    return found in ("Key", stack.arn("Key"))


def _is_private(bucket: dict[str, Any]) -> bool:
    block = bucket.get("PublicAccessBlockConfiguration", {})
    blocked = {name: str(on) for name, on in block.items()}
    rules = bucket.get("OwnershipControls", {}).get("Rules")
    return blocked == PRIVATE and rules == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def _is_tls_only(stack: Deployed, name: str, kind: str) -> bool:
    policy, names, actions = _SPEAKING[kind]
    statements = [
        statement
        for owner, resource in stack.template["Resources"].items()
        if resource["Type"] == policy and name in stack.properties(owner)[names]
        for statement in stack.properties(owner)["PolicyDocument"]["Statement"]
    ]
    guarded = Guarded(account=ACCOUNT, statements=tuple(statements))
    tried = [(action, _named(stack, name, kind)) for action in actions]
    if kind == "AWS::S3::Bucket":
        tried += [(action, f"{tried[0][1]}/x") for action in ("s3:GetObject", "s3:PutObject")]
    return not any(
        is_allowed(ADMIN, Request(action=action, resource=on, keys=_NO_TLS), guarded)
        for action, on in tried
    )


_NO_TLS = {"aws:SecureTransport": "false", "s3:if-none-match": "*"}


def _named(stack: Deployed, name: str, kind: str) -> str:
    """A topic's policy names it by reference, which is its ARN."""
    return name if kind == "AWS::SNS::Topic" else stack.arn(name)


_LOGGING = {"AWS::Lambda::Function", "AWS::Glue::Job", "AWS::Logs::LogGroup"}


def _logs_to_the_stack(stack: Deployed, resource: dict[str, Any], kind: str) -> bool:
    found = resource["Properties"]
    if kind == "AWS::Logs::LogGroup":
        return "RetentionInDays" in found and resource.get("DeletionPolicy") == "Delete"
    kept = {
        stack.properties(name).get("LogGroupName", name)
        for name, each in stack.template["Resources"].items()
        if each["Type"] == "AWS::Logs::LogGroup"
    }
    if kind == "AWS::Lambda::Function":
        return stack.value(found.get("LoggingConfig", {})).get("LogGroup") in kept
    prefix = stack.value(found.get("DefaultArguments", {}).get("--custom-logGroup-prefix"))
    return {f"{prefix}/output", f"{prefix}/error"} <= kept
