"""Key, buckets, ledger: what must not be lost, and who may not touch it."""

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import BUCKETS, FUNCTIONS, WRITE_ONCE
from tests.unit.cloudformation.template import TEMPLATE, arn, properties


@pytest.mark.parametrize(
    "name",
    [
        "Key",
        "LandingBucket",
        "LandingBucketPolicy",
        "AuditBucket",
        "AuditBucketPolicy",
        "LedgerTable",
    ],
)
def test_evidence_and_what_protects_it_outlive_the_stack(name):
    resource = TEMPLATE["Resources"][name]

    assert resource["DeletionPolicy"] == "Retain"
    assert resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize(
    ("name", "naming"),
    [
        (name, naming)
        for name in ("LandingBucket", "AuditBucket", "LedgerTable", *FUNCTIONS)
        for naming in ("BucketName", "TableName", "FunctionName")
    ],
)
def test_no_fixed_name_keeps_a_second_stack_out(name, naming):
    assert naming not in properties(name)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("ChargesQueue", "charges.fifo"),
        ("ChargesDeadLetterQueue", "charges-dead.fifo"),
        ("ReceiptQueue", "receipts"),
        ("FeedbackQueue", "feedback"),
    ],
)
def test_a_named_queue_carries_the_name_of_its_stack(name, suffix):
    assert properties(name)["QueueName"] == {"Fn::Sub": f"${{AWS::StackName}}-{suffix}"}


@pytest.mark.parametrize(
    "name", ["UndeliveredEventsQueue", "ReceiptDeadLetterQueue", "FeedbackDeadLetterQueue"]
)
def test_other_queues_have_no_name_of_their_own(name):
    assert "QueueName" not in properties(name)


def test_key_rotates():
    assert properties("Key")["EnableKeyRotation"] is True


@pytest.mark.parametrize("name", BUCKETS)
def test_what_people_drop_and_what_is_kept_of_it_is_versioned(name):
    assert properties(name)["VersioningConfiguration"] == {"Status": "Enabled"}


@pytest.mark.parametrize("name", template.resources("AWS::S3::Bucket"))
def test_a_bucket_asks_kms_once_for_many_objects(name):
    (rule,) = properties(name)["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert rule["BucketKeyEnabled"] is True


@pytest.mark.parametrize("name", BUCKETS)
def test_unfinished_uploads_are_cleared_away(name):
    rules = properties(name)["LifecycleConfiguration"]["Rules"]

    days = rules[0]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]

    assert rules[0]["Status"] == "Enabled"
    assert "Prefix" not in rules[0]
    assert days == 7


def test_landing_bucket_tells_eventbridge():
    notification = properties("LandingBucket")["NotificationConfiguration"]

    assert notification == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_landing_bucket_forgets_replaced_versions_and_expires_files_only_under_a_prefix():
    old, dropped = properties("LandingBucket")["LifecycleConfiguration"]["Rules"]

    condition, expiry, otherwise = dropped["Fn::If"]

    assert old["NoncurrentVersionExpiration"] == {"NoncurrentDays": {"Ref": "LandingRetentionDays"}}
    assert old["ExpiredObjectDeleteMarker"] is True
    assert "ExpirationInDays" not in old
    assert TEMPLATE["Conditions"][condition] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "LandingExpiryPrefix"}, ""]}]
    }
    assert expiry["Status"] == "Enabled"
    assert expiry["Prefix"] == {"Ref": "LandingExpiryPrefix"}
    assert expiry["ExpirationInDays"] == {"Ref": "LandingRetentionDays"}
    assert otherwise == {"Ref": "AWS::NoValue"}


def test_audit_bucket_locks_every_object_unless_the_mode_is_off():
    bucket = properties("AuditBucket")

    lock = bucket["ObjectLockConfiguration"]
    condition, rule, otherwise = lock["Rule"]["Fn::If"]

    assert bucket["ObjectLockEnabled"] is True
    assert lock["ObjectLockEnabled"] == "Enabled"
    assert condition == "Locked"
    assert rule["DefaultRetention"] == {
        "Mode": {"Fn::If": ["Compliance", "COMPLIANCE", "GOVERNANCE"]},
        "Years": {"Ref": "ObjectLockYears"},
    }
    assert TEMPLATE["Conditions"]["Compliance"] == {
        "Fn::Equals": [{"Ref": "ObjectLockMode"}, "COMPLIANCE"]
    }
    assert otherwise == {"Ref": "AWS::NoValue"}


def test_audit_bucket_keeps_small_objects_where_they_are_cheapest():
    rules = properties("AuditBucket")["LifecycleConfiguration"]["Rules"]

    moving = [rule for rule in rules if "Transitions" in rule or "Transition" in rule]

    assert moving == []


def test_audit_bucket_refuses_to_overwrite():
    deny = template.statements("AuditBucketPolicy")["WriteOnce"]

    prefixes = [arn(resource) for resource in deny["Resource"]]

    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "s3:PutObject")
    assert prefixes == [f"AuditBucket.Arn/{folder}/*" for folder in WRITE_ONCE]
    assert deny["Condition"] == {
        "Null": {"s3:if-none-match": "true"},
        "Bool": {"s3:ObjectCreationOperation": "true"},
    }


def test_audit_bucket_lets_the_pipeline_read_and_add_and_no_more():
    deny = template.statements("AuditBucketPolicy")["PipelineReadsAndAdds"]

    roles = [arn(role) for role in deny["Condition"]["ArnEquals"]["aws:PrincipalArn"]]

    assert (deny["Effect"], deny["Principal"]) == ("Deny", "*")
    assert [arn(each) for each in deny["Resource"]] == ["AuditBucket.Arn", "AuditBucket.Arn/*"]
    assert roles == [f"{role}.Arn" for role in template.resources("AWS::IAM::Role")]
    assert set(deny["NotAction"]) == {"s3:GetObject", "s3:ListBucket", "s3:PutObject"}


def test_ledger_cannot_be_lost():
    table = properties("LedgerTable")

    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert "TimeToLiveSpecification" not in table


def test_ledger_key_is_pk_and_sk():
    table = properties("LedgerTable")

    key = {part["KeyType"]: part["AttributeName"] for part in table["KeySchema"]}
    types = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}

    assert key == {"HASH": "pk", "RANGE": "sk"}
    assert types == {"pk": "S", "sk": "S", "doubt": "S", "changed_at": "S"}


def test_rows_in_doubt_are_found_by_when_their_doubt_began():
    (index,) = properties("LedgerTable")["GlobalSecondaryIndexes"]

    key = {part["KeyType"]: part["AttributeName"] for part in index["KeySchema"]}

    assert index["IndexName"] == "doubts"
    assert key == {"HASH": "doubt", "RANGE": "changed_at"}
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_mail_goes_out_with_reputation_and_suppression():
    assert properties("ConfigurationSet") == {
        "SendingOptions": {"SendingEnabled": True},
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        "DeliveryOptions": {"TlsPolicy": {"Ref": "TlsPolicy"}},
    }
