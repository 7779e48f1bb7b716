"""Each role may do exactly what its function does."""

from typing import Any

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import ROLES, WRITE_ONCE
from tests.unit.cloudformation.template import arn, listed, properties

#: Why a resource may end in a wildcard.
WILDCARDS = {
    "LandingBucket.Arn/*": "people choose the keys of what they drop",
    **{
        f"AuditBucket.Arn/{folder}/*": "keys are made of digests nobody knows beforehand"
        for folder in WRITE_ONCE
    },
}
#: Why an action has no resource at all.
WITHOUT_RESOURCE = {
    "ses:GetAccount": "SES knows no resource for its account",
    "cloudwatch:PutMetricData": "CloudWatch knows no resource for metrics, only their namespace",
}
IDENTITY = "arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/SesIdentity"
MAPPING = "arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:event-source-mapping"

_WRITTEN_BY_THE_PARSER = (
    *("inputs", "snapshots", "letterheads", "lines", "receipts"),
    *("rejects", "mend", "held", "control_totals", "runs"),
)

_JOB = "arn:AWS::Partition:glue:AWS::Region:AWS::AccountId:job/LargeFileJob"
#: Of whoever reads a file and bills it.
_TO_PARSE = {
    ("s3:GetObject", "LandingBucket.Arn/*"),
    ("s3:GetObjectVersion", "LandingBucket.Arn/*"),
    ("s3:ListBucket", "LandingBucket.Arn"),
    ("s3:ListBucket", "AuditBucket.Arn"),
    *(("s3:PutObject", f"AuditBucket.Arn/{folder}/*") for folder in _WRITTEN_BY_THE_PARSER),
    *(
        ("s3:GetObject", f"AuditBucket.Arn/{folder}/*")
        for folder in ("lines", "receipts", "rejects", "held", "runs", "decisions")
    ),
    ("dynamodb:Query", "LedgerTable.Arn"),
    ("dynamodb:PutItem", "LedgerTable.Arn"),
    ("ses:GetAccount", "*"),
    ("ses:GetEmailIdentity", IDENTITY),
    ("sqs:SendMessage", "ReceiptQueue.Arn"),
    ("sqs:GetQueueAttributes", "ReceiptQueue.Arn"),
    ("kms:Decrypt", "Key.Arn"),
    ("kms:GenerateDataKey", "Key.Arn"),
}

ALLOWED: dict[str, set[tuple[str, str]]] = {
    "ParserRole": {
        *_TO_PARSE,
        ("sqs:ReceiveMessage", "ChargesQueue.Arn"),
        ("sqs:DeleteMessage", "ChargesQueue.Arn"),
        ("sqs:GetQueueAttributes", "ChargesQueue.Arn"),
        ("glue:StartJobRun", _JOB),
        ("glue:GetJobRuns", _JOB),
        ("logs:CreateLogStream", "ParserLogGroup.Arn"),
        ("logs:PutLogEvents", "ParserLogGroup.Arn"),
    },
    "LargeFileRole": {
        *_TO_PARSE,
        ("s3:GetObject", "AuditBucket.Arn/inputs/*"),
        ("cloudwatch:PutMetricData", "*"),
        ("s3:GetObject", "arn:AWS::Partition:s3:::CodeBucket/LargeFileCodeKey"),
        ("s3:GetObject", "arn:AWS::Partition:s3:::CodeBucket/PackageCodeKey"),
        *(
            (f"logs:{action}", f"{group}.Arn")
            for action in ("CreateLogStream", "PutLogEvents")
            for group in ("LargeFileLogGroup", "LargeFileSystemLogGroup")
        ),
    },
    "WorkerRole": {
        ("s3:GetObject", "AuditBucket.Arn/snapshots/*"),
        ("s3:GetObject", "AuditBucket.Arn/letterheads/*"),
        ("s3:ListBucket", "AuditBucket.Arn"),
        ("s3:PutObject", "AuditBucket.Arn/mails/*"),
        ("dynamodb:GetItem", "LedgerTable.Arn"),
        ("dynamodb:PutItem", "LedgerTable.Arn"),
        ("sqs:ReceiveMessage", "ReceiptQueue.Arn"),
        ("sqs:DeleteMessage", "ReceiptQueue.Arn"),
        ("sqs:GetQueueAttributes", "ReceiptQueue.Arn"),
        ("sqs:SendMessage", "ReceiptDeadLetterQueue.Arn"),
        *(
            (action, f"arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:{sender}")
            for action in ("ses:SendEmail", "ses:SendRawEmail")
            for sender in (
                "identity/SesIdentity",
                "identity/RedirectAllMailTo",
                "configuration-set/ConfigurationSet",
            )
        ),
        ("kms:Decrypt", "Key.Arn"),
        ("kms:GenerateDataKey", "Key.Arn"),
        ("logs:CreateLogStream", "WorkerLogGroup.Arn"),
        ("logs:PutLogEvents", "WorkerLogGroup.Arn"),
    },
    "FeedbackRole": {
        ("s3:PutObject", "AuditBucket.Arn/events/*"),
        ("dynamodb:GetItem", "LedgerTable.Arn"),
        ("dynamodb:PutItem", "LedgerTable.Arn"),
        ("dynamodb:UpdateItem", "LedgerTable.Arn"),
        ("sqs:ReceiveMessage", "FeedbackQueue.Arn"),
        ("sqs:DeleteMessage", "FeedbackQueue.Arn"),
        ("sqs:GetQueueAttributes", "FeedbackQueue.Arn"),
        ("kms:Decrypt", "Key.Arn"),
        ("kms:GenerateDataKey", "Key.Arn"),
        ("logs:CreateLogStream", "FeedbackLogGroup.Arn"),
        ("logs:PutLogEvents", "FeedbackLogGroup.Arn"),
    },
    "ReconcileRole": {
        ("s3:GetObject", "arn:AWS::Partition:s3:::CodeBucket/ReconcileCodeKey"),
        ("s3:GetObject", "arn:AWS::Partition:s3:::CodeBucket/PackageCodeKey"),
        ("s3:ListBucket", "AuditBucket.Arn"),
        *(
            ("s3:GetObject", f"AuditBucket.Arn/{folder}/*")
            for folder in ("receipts", "held", "runs", "decisions", "deliveries")
        ),
        ("s3:PutObject", "AuditBucket.Arn/deliveries/*"),
        ("dynamodb:GetItem", "LedgerTable.Arn"),
        ("dynamodb:Query", "LedgerTable.Arn"),
        ("cloudwatch:PutMetricData", "*"),
        ("kms:Decrypt", "Key.Arn"),
        ("kms:GenerateDataKey", "Key.Arn"),
        *(
            (f"logs:{action}", f"{group}.Arn")
            for action in ("CreateLogStream", "PutLogEvents")
            for group in ("ReconcileLogGroup", "ReconcileSystemLogGroup")
        ),
    },
    "WatchRole": {
        ("dynamodb:GetItem", "LedgerTable.Arn"),
        ("dynamodb:PutItem", "LedgerTable.Arn"),
        ("dynamodb:Query", "LedgerTable.Arn/index/doubts"),
        ("lambda:GetEventSourceMapping", f"{MAPPING}:WorkerEventSourceMapping"),
        ("lambda:UpdateEventSourceMapping", f"{MAPPING}:WorkerEventSourceMapping"),
        ("ses:GetAccount", "*"),
        ("ses:GetEmailIdentity", IDENTITY),
        ("kms:Decrypt", "Key.Arn"),
        ("kms:GenerateDataKey", "Key.Arn"),
        ("logs:CreateLogStream", "WatchLogGroup.Arn"),
        ("logs:PutLogEvents", "WatchLogGroup.Arn"),
    },
}


@pytest.mark.parametrize("role", ROLES)
def test_roles_may_do_exactly_this(role):
    granted = set(template.grants(role))

    assert granted == ALLOWED[role]
    assert "ManagedPolicyArns" not in properties(role)
    assert {s["Effect"] for s in template.statements(role).values()} == {"Allow"}


@pytest.mark.parametrize("role", ROLES)
def test_roles_hold_no_wildcard_without_a_reason(role):
    wild = [
        (action, resource)
        for action, resource in template.grants(role)
        if "*" in action
        or ("*" in resource and resource not in WILDCARDS and action not in WITHOUT_RESOURCE)
    ]

    assert wild == []


@pytest.mark.parametrize("role", ROLES)
def test_roles_delete_no_object_and_no_row(role):
    deletes = [
        action
        for action, _ in template.grants(role)
        if action.startswith(("s3:Delete", "dynamodb:Delete", "s3:Bypass", "s3:PutObjectRet"))
    ]

    assert deletes == []


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_assumed_by_the_service_that_runs_their_code(role):
    service = "glue" if role in ("ReconcileRole", "LargeFileRole") else "lambda"

    (trust,) = properties(role)["AssumeRolePolicyDocument"]["Statement"]

    assert trust == {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }


@pytest.mark.parametrize(
    ("role", "keepers"),
    [
        ("WatchRole", ["dynamodb", "logs"]),
        ("ReconcileRole", ["s3", "dynamodb", "logs"]),
        ("ParserRole", ["s3", "sqs", "dynamodb", "logs"]),
        ("LargeFileRole", ["s3", "sqs", "dynamodb", "logs"]),
        ("WorkerRole", ["s3", "sqs", "dynamodb", "logs"]),
        ("FeedbackRole", ["s3", "sqs", "dynamodb", "logs"]),
    ],
)
def test_roles_use_the_key_only_by_way_of_the_services_that_keep_the_data(role, keepers):
    condition = template.statements(role)["UseTheKey"]["Condition"]

    services = [arn(name) for name in condition["StringEquals"]["kms:ViaService"]]

    assert services == [f"{s}.AWS::Region.AWS::URLSuffix" for s in keepers]


def test_worker_sends_from_one_address():
    condition: dict[str, Any] = template.statements("WorkerRole")["SendFromOneAddress"]["Condition"]

    assert condition == {"StringEquals": {"ses:FromAddress": {"Ref": "FromAddress"}}}


def test_worker_is_allowed_the_mailbox_of_a_trial_only_where_there_is_one():
    allowed = template.statements("WorkerRole")["SendFromOneAddress"]["Resource"]

    (conditional,) = [each["Fn::If"] for each in allowed if "Fn::If" in each]

    assert conditional[0] == "Redirected"
    assert conditional[2] == {"Ref": "AWS::NoValue"}
    assert template.TEMPLATE["Conditions"]["Redirected"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "RedirectAllMailTo"}, ""]}]
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_statement_in_a_role_says_what_it_is_for(role):
    documents = [policy["PolicyDocument"] for policy in properties(role)["Policies"]]

    sids = [s["Sid"] for document in documents for s in listed(document["Statement"])]

    assert len(sids) == len(set(sids))


def test_the_reconciliation_publishes_numbers_in_our_namespace_alone():
    condition = template.statements("ReconcileRole")["PublishNumbers"]["Condition"]

    assert condition == {"StringEquals": {"cloudwatch:namespace": "Receipts"}}
