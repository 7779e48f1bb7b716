import re
from dataclasses import fields
from typing import Any

import pytest
from cfnlint.api import ManualArgs, lint_file

from receipts.config import ParserSettings, WorkerSettings
from tests.unit.cloudformation import template
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE, arn, listed, properties

FUNCTIONS = {"ParserFunction": ParserSettings, "WorkerFunction": WorkerSettings}
ROLES = ("ParserRole", "WorkerRole")
BUCKETS = ("LandingBucket", "AuditBucket")
QUEUES = tuple(template.resources("AWS::SQS::Queue"))
DEAD_LETTERS = {
    "ChargesQueue": "ChargesDeadLetterQueue",
    "ReceiptQueue": "ReceiptDeadLetterQueue",
}
WRITE_ONCE = ("inputs", "snapshots", "lines", "receipts", "rejects", "mails", "runs", "deliveries")
MUST_BE_GIVEN = (
    "CodeBucket",
    "FromAddress",
    "ParserCodeKey",
    "SellerName",
    "SesIdentity",
    "WorkerCodeKey",
)
TLS_ONLY = {"Bool": {"aws:SecureTransport": "false"}}
FROM_THE_RULE = {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["ChargesRule", "Arn"]}}}


def test_cfn_lint_finds_nothing():
    thorough = ManualArgs(include_checks=["I"])

    findings = lint_file(template.PATH, config=thorough)

    assert findings == []


def test_nothing_is_kept_from_cfn_lint():
    everything = [TEMPLATE, *TEMPLATE["Resources"].values()]

    silenced = [part for part in everything if "cfn-lint" in part.get("Metadata", {})]

    assert silenced == []


# Parameters and outputs


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_says_what_it_is_and_what_it_accepts(name):
    parameter = PARAMETERS[name]

    limits = {"AllowedPattern", "AllowedValues", "MinValue"} & parameter.keys()

    assert parameter["Description"]
    assert limits
    assert "ConstraintDescription" in parameter or "AllowedValues" in parameter
    assert ("MinValue" in parameter) == ("MaxValue" in parameter)


def test_only_what_nobody_can_guess_must_be_given():
    required = [name for name, parameter in PARAMETERS.items() if "Default" not in parameter]

    assert sorted(required) == list(MUST_BE_GIVEN)


def test_every_parameter_is_in_one_group_of_the_console():
    groups = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]

    grouped = [name for group in groups for name in group["Parameters"]]

    assert sorted(grouped) == sorted(PARAMETERS)


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("TlsPolicy", "OPTIONAL"),
        ("KeepMails", "true"),
        ("DefaultCurrency", "USD"),
        ("DefaultLocale", "en"),
        ("MaxHeldShare", "0.2"),
        ("MaxInputBytes", "268435456"),
        ("SesMaxSendRate", 1),
        ("MaximumConcurrency", 2),
        ("WorkerBatchSize", 10),
        ("SendLeaseSeconds", 120),
        ("ObjectLockMode", "GOVERNANCE"),
        ("ObjectLockYears", 10),
        ("LandingExpiryPrefix", ""),
        ("ParserMemory", 4096),
        ("ParserTimeout", 900),
        ("WorkerMemory", 512),
        ("WorkerTimeout", "60"),
    ],
)
def test_defaults_are_the_safe_ones(name, default):
    assert PARAMETERS[name]["Default"] == default


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("TlsPolicy", {"OPTIONAL", "REQUIRE"}),
        ("KeepMails", {"true", "false"}),
        ("ObjectLockMode", {"OFF", "GOVERNANCE", "COMPLIANCE"}),
    ],
)
def test_choices_are_these(name, choices):
    assert set(PARAMETERS[name]["AllowedValues"]) == choices


@pytest.mark.parametrize(
    ("name", "length"), [("SellerName", 100), ("FromAddress", 254), ("SupportContact", 200)]
)
def test_texts_are_no_longer_than_a_mail_can_bear(name, length):
    assert PARAMETERS[name]["MaxLength"] == length


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("FromAddress", "receipts+eu@mail.example.com"),
        ("SesIdentity", "xn--bcher-kva.example"),
        ("SesIdentity", "receipts@example.com"),
        ("ReplyToAddress", ""),
        ("SupportContact", "Call +41 44 000 00 00"),
        ("SellerName", "Ærøskøbing A/S"),
        ("DefaultLocale", "de-CH"),
        ("LandingExpiryPrefix", "inbox/"),
        ("LandingExpiryPrefix", "configured/"),
        ("CodeBucket", "my-code.bucket"),
    ],
)
def test_sensible_values_are_accepted(name, accepted):
    assert re.fullmatch(PARAMETERS[name]["AllowedPattern"], accepted)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        # These two become part of a policy: a wildcard or variable would widen it.
        ("FromAddress", "*@example.com"),
        ("FromAddress", "${aws:username}@example.com"),
        ("SesIdentity", "*"),
        ("SesIdentity", "*.example.com"),
        ("FromAddress", "Receipts <receipts@example.com>"),
        ("ReplyToAddress", "nobody"),
        ("SellerName", "Acme\nBcc: all@example.com"),
        ("SellerName", ""),
        ("SupportContact", "line\nline"),
        ("DefaultCurrency", "usd"),
        ("LandingExpiryPrefix", "config/"),
        ("LandingExpiryPrefix", "config/contacts/"),
        ("LandingExpiryPrefix", "c"),
        ("LandingExpiryPrefix", "/"),
        ("CodeBucket", "s3://bucket"),
        ("ParserCodeKey", "parser.tar"),
    ],
)
def test_harmful_values_are_refused(name, refused):
    assert not re.fullmatch(PARAMETERS[name]["AllowedPattern"], refused)


def test_sandbox_pace_lets_a_whole_batch_out_before_the_timeout():
    rule = TEMPLATE["Rules"]["SandboxPace"]
    allowed = [a["Assert"]["Fn::Contains"] for a in rule["Assertions"]]

    limits = {ref["Ref"]: [int(value) for value in values] for values, ref in allowed}
    slowest = max(limits["WorkerBatchSize"]) / (0.9 / max(limits["MaximumConcurrency"]))

    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "SesMaxSendRate"}, "1"]}
    assert slowest < min(limits["WorkerTimeout"])


def test_a_worker_that_still_runs_is_never_taken_for_dead():
    longest = max(map(int, PARAMETERS["WorkerTimeout"]["AllowedValues"]))

    shortest_lease = PARAMETERS["SendLeaseSeconds"]["MinValue"]

    assert shortest_lease > longest


def test_outputs_name_everything_a_person_uses():
    expected = {
        "LandingBucket",
        "AuditBucket",
        "ChargesQueueUrl",
        "ChargesDeadLetterQueueUrl",
        "ChargesDeadLetterQueueArn",
        "ReceiptQueueUrl",
        "ReceiptQueueArn",
        "ReceiptDeadLetterQueueUrl",
        "ReceiptDeadLetterQueueArn",
        "UndeliveredEventsQueueUrl",
        "LedgerTable",
        "ParserFunction",
        "ParserLogGroup",
        "WorkerFunction",
        "WorkerLogGroup",
        "ConfigurationSet",
        "KeyArn",
    }

    outputs = TEMPLATE["Outputs"]

    assert outputs.keys() == expected
    assert all(output["Description"] for output in outputs.values())


# What outlives the stack


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
    ],
)
def test_a_named_queue_carries_the_name_of_its_stack(name, suffix):
    assert properties(name)["QueueName"] == {"Fn::Sub": f"${{AWS::StackName}}-{suffix}"}


@pytest.mark.parametrize("name", ["UndeliveredEventsQueue", "ReceiptDeadLetterQueue"])
def test_other_queues_have_no_name_of_their_own(name):
    assert "QueueName" not in properties(name)


# Key


def test_key_rotates():
    assert properties("Key")["EnableKeyRotation"] is True


def test_key_is_administered_by_the_account_and_used_by_eventbridge_for_the_account():
    policy = template.statements("Key")

    events = policy["EventBridgeSendsToEncryptedQueues"]

    assert len(policy) == 2
    assert arn(policy["AccountAdministersTheKey"]["Principal"]["AWS"]).endswith(":root")
    assert events["Principal"] == {"Service": "events.amazonaws.com"}
    assert sorted(events["Action"]) == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert events["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


@pytest.mark.parametrize("name", QUEUES)
def test_queues_are_encrypted_with_the_key(name):
    assert arn(properties(name)["KmsMasterKeyId"]) == "Key.Arn"


def test_ledger_is_encrypted_with_the_key():
    encryption = properties("LedgerTable")["SSESpecification"]

    assert encryption["SSEEnabled"] is True
    assert encryption["SSEType"] == "KMS"
    assert arn(encryption["KMSMasterKeyId"]) == "Key.Arn"


# Buckets


@pytest.mark.parametrize("name", BUCKETS)
def test_buckets_are_encrypted_with_the_key_at_the_price_of_a_bucket_key(name):
    (rule,) = properties(name)["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    default = rule["ServerSideEncryptionByDefault"]

    assert rule["BucketKeyEnabled"] is True
    assert default["SSEAlgorithm"] == "aws:kms"
    assert arn(default["KMSMasterKeyID"]) == "Key.Arn"


@pytest.mark.parametrize("name", BUCKETS)
def test_buckets_are_private_and_versioned(name):
    bucket = properties(name)

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }


@pytest.mark.parametrize("name", BUCKETS)
def test_buckets_speak_tls_only(name):
    policy = properties(f"{name}Policy")

    deny = template.statements(f"{name}Policy")["TlsOnly"]

    assert policy["Bucket"] == {"Ref": name}
    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "s3:*")
    assert [arn(resource) for resource in deny["Resource"]] == [f"{name}.Arn", f"{name}.Arn/*"]
    assert deny["Condition"] == TLS_ONLY


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
    assert TEMPLATE["Conditions"][condition] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "ObjectLockMode"}, "OFF"]}]
    }
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


def test_audit_bucket_refuses_deletes_and_unlocks_by_the_pipeline():
    deny = template.statements("AuditBucketPolicy")["PipelineNeverDeletesOrUnlocks"]

    roles = [arn(role) for role in deny["Condition"]["ArnEquals"]["aws:PrincipalArn"]]

    assert (deny["Effect"], deny["Principal"]) == ("Deny", "*")
    assert arn(deny["Resource"]) == "AuditBucket.Arn/*"
    assert roles == [f"{role}.Arn" for role in template.resources("AWS::IAM::Role")]
    assert set(deny["Action"]) == {
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutObjectRetention",
        "s3:PutObjectLegalHold",
        "s3:BypassGovernanceRetention",
    }


# Dropped file -> charges queue


def test_rule_sees_every_drop_but_those_under_config():
    pattern = properties("ChargesRule")["EventPattern"]

    assert properties("ChargesRule")["State"] == "ENABLED"
    assert pattern == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [{"Ref": "LandingBucket"}]},
            "object": {"key": [{"anything-but": {"prefix": "config/"}}]},
        },
    }


def test_rule_queues_drops_one_after_the_other_and_keeps_what_it_cannot_deliver():
    (target,) = properties("ChargesRule")["Targets"]

    undelivered = arn(target["DeadLetterConfig"]["Arn"])

    assert arn(target["Arn"]) == "ChargesQueue.Arn"
    assert target["SqsParameters"] == {"MessageGroupId": "charges"}
    assert target["RetryPolicy"] == {
        "MaximumRetryAttempts": 185,
        "MaximumEventAgeInSeconds": 86400,
    }
    assert undelivered == "UndeliveredEventsQueue.Arn"
    assert "FifoQueue" not in properties("UndeliveredEventsQueue")


@pytest.mark.parametrize("name", ["ChargesQueue", "UndeliveredEventsQueue"])
def test_only_the_rule_may_send_events(name):
    allow = template.statements(f"{name}Policy")["RuleSends"]

    assert allow["Effect"] == "Allow"
    assert allow["Principal"] == {"Service": "events.amazonaws.com"}
    assert allow["Action"] == "sqs:SendMessage"
    assert arn(allow["Resource"]) == f"{name}.Arn"
    assert allow["Condition"] == FROM_THE_RULE


# Queues


@pytest.mark.parametrize("name", QUEUES)
def test_every_queue_has_a_dead_letter_queue_or_is_one(name):
    final = {*DEAD_LETTERS.values(), "UndeliveredEventsQueue"}

    target = properties(name).get("RedrivePolicy", {}).get("deadLetterTargetArn")

    assert name in final or arn(target) == f"{DEAD_LETTERS[name]}.Arn"


@pytest.mark.parametrize(("name", "receives"), [("ChargesQueue", 3), ("ReceiptQueue", 20)])
def test_a_message_is_tried_often_enough(name, receives):
    assert properties(name)["RedrivePolicy"]["maxReceiveCount"] == receives


@pytest.mark.parametrize(("source", "dead"), DEAD_LETTERS.items())
def test_a_dead_letter_queue_is_its_source_s_alone_and_keeps_longer(source, dead):
    allow = properties(dead)["RedriveAllowPolicy"]
    source_name = properties(source)["QueueName"]["Fn::Sub"].replace("${", "").replace("}", "")

    (allowed,) = [arn(queue) for queue in allow["sourceQueueArns"]]

    assert allow["redrivePermission"] == "byQueue"
    assert allowed == f"arn:AWS::Partition:sqs:AWS::Region:AWS::AccountId:{source_name}"
    assert properties(source).get("FifoQueue") == properties(dead).get("FifoQueue")
    assert (
        properties(source)["MessageRetentionPeriod"]
        < properties(dead)["MessageRetentionPeriod"]
        == 14 * 86400
    )


def test_undelivered_events_are_kept_as_long_as_sqs_can():
    assert properties("UndeliveredEventsQueue")["MessageRetentionPeriod"] == 14 * 86400


def test_charges_queue_keeps_order_and_accepts_events_without_a_deduplication_id():
    queue = properties("ChargesQueue")

    assert queue["FifoQueue"] is True
    assert queue["ContentBasedDeduplication"] is True


def test_charges_stay_hidden_longer_than_any_parser_can_run():
    longest = PARAMETERS["ParserTimeout"]["MaxValue"]

    hidden = properties("ChargesQueue")["VisibilityTimeout"]

    assert properties("ParserFunction")["Timeout"] == {"Ref": "ParserTimeout"}
    assert hidden >= longest + 60


def test_receipts_stay_hidden_for_six_timeouts_and_the_batching_window():
    window = properties("WorkerEventSourceMapping")["MaximumBatchingWindowInSeconds"]
    mapping = TEMPLATE["Mappings"]["WorkerVisibility"]

    hidden = {int(timeout): entry["Seconds"] for timeout, entry in mapping.items()}

    assert properties("WorkerFunction")["Timeout"] == {"Ref": "WorkerTimeout"}
    assert properties("ReceiptQueue")["VisibilityTimeout"] == {
        "Fn::FindInMap": ["WorkerVisibility", {"Ref": "WorkerTimeout"}, "Seconds"]
    }
    assert sorted(hidden) == [int(v) for v in PARAMETERS["WorkerTimeout"]["AllowedValues"]]
    assert all(seconds >= 6 * timeout + window for timeout, seconds in hidden.items())


@pytest.mark.parametrize("name", QUEUES)
def test_queues_speak_tls_only(name):
    policy = properties(f"{name}Policy")

    deny = template.statements(f"{name}Policy")["TlsOnly"]

    assert policy["Queues"] == [{"Ref": name}]
    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "sqs:*")
    assert arn(deny["Resource"]) == f"{name}.Arn"
    assert deny["Condition"] == TLS_ONLY


# Ledger and mail


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
    assert types == {"pk": "S", "sk": "S"}


def test_mail_goes_out_with_reputation_and_suppression():
    assert properties("ConfigurationSet") == {
        "SendingOptions": {"SendingEnabled": True},
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        "DeliveryOptions": {"TlsPolicy": {"Ref": "TlsPolicy"}},
    }


# Functions


@pytest.mark.parametrize(("name", "settings"), FUNCTIONS.items())
def test_environment_is_what_the_settings_ask_for(name, settings):
    asked = {setting.name.upper() for setting in fields(settings)}

    given = properties(name)["Environment"]["Variables"]

    assert given.keys() == asked


@pytest.mark.parametrize(("name", "settings"), FUNCTIONS.items())
def test_settings_can_read_the_defaults(name, settings):
    given = properties(name)["Environment"]["Variables"]
    defaults = {v: {"Default": "given", **PARAMETERS.get(r["Ref"], {})} for v, r in given.items()}

    read = settings.from_env({v: str(parameter["Default"]) for v, parameter in defaults.items()})

    assert read.audit_bucket == "given"


@pytest.mark.parametrize(
    ("function", "variable", "resource"),
    [
        ("ParserFunction", "AUDIT_BUCKET", "AuditBucket"),
        ("ParserFunction", "LEDGER_TABLE", "LedgerTable"),
        ("ParserFunction", "RECEIPT_QUEUE_URL", "ReceiptQueue"),
        ("WorkerFunction", "AUDIT_BUCKET", "AuditBucket"),
        ("WorkerFunction", "LEDGER_TABLE", "LedgerTable"),
        ("WorkerFunction", "RECEIPT_DEAD_LETTER_QUEUE_URL", "ReceiptDeadLetterQueue"),
        ("WorkerFunction", "CONFIGURATION_SET", "ConfigurationSet"),
    ],
)
def test_environment_names_the_right_resource(function, variable, resource):
    variables = properties(function)["Environment"]["Variables"]

    assert variables[variable] == {"Ref": resource}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_environment_passes_each_parameter_under_its_own_name(name):
    variables = properties(name)["Environment"]["Variables"]

    parameters = {v: r["Ref"] for v, r in variables.items() if r["Ref"] in PARAMETERS}

    assert parameters == {v: "".join(map(str.title, v.split("_"))) for v in parameters}


@pytest.mark.parametrize(
    ("name", "step"), [("ParserFunction", "parser"), ("WorkerFunction", "worker")]
)
def test_functions_run_our_handlers(name, step):
    function = properties(name)

    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Handler"] == f"lambdas.{step}.handler"
    assert function["Code"] == {
        "S3Bucket": {"Ref": "CodeBucket"},
        "S3Key": {"Ref": f"{step.title()}CodeKey"},
    }
    assert arn(function["Role"]) == f"{step.title()}Role.Arn"
    assert function["MemorySize"] == {"Ref": f"{step.title()}Memory"}


def test_parser_has_room_on_disk():
    assert properties("ParserFunction")["EphemeralStorage"] == {
        "Size": {"Ref": "ParserEphemeralStorage"}
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_log_json_to_a_group_of_their_own_that_forgets(name):
    logging = properties(name)["LoggingConfig"]

    group = properties(logging["LogGroup"]["Ref"])

    assert logging["LogFormat"] == "JSON"
    assert logging["LogGroup"]["Ref"] == name.replace("Function", "LogGroup")
    assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize(
    ("name", "function", "queue", "batch", "concurrency"),
    [
        ("ParserEventSourceMapping", "ParserFunction", "ChargesQueue", 1, 2),
        ("WorkerEventSourceMapping", "WorkerFunction", "ReceiptQueue", 10, 2),
    ],
)
def test_functions_poll_their_queue_and_name_what_failed(name, function, queue, batch, concurrency):
    mapping = properties(name)

    assert mapping["FunctionName"] == {"Ref": function}
    assert arn(mapping["EventSourceArn"]) == f"{queue}.Arn"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert template.value(mapping["BatchSize"]) == batch
    assert template.value(mapping["ScalingConfig"]["MaximumConcurrency"]) == concurrency


def test_batch_size_and_concurrency_of_the_worker_are_the_parameters_the_pace_counts_on():
    mapping = properties("WorkerEventSourceMapping")

    assert mapping["BatchSize"] == {"Ref": "WorkerBatchSize"}
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "MaximumConcurrency"}}


# Roles

#: Why a resource may end in a wildcard.
WILDCARDS = {
    "LandingBucket.Arn/*": "people choose the keys of what they drop",
    **{
        f"AuditBucket.Arn/{folder}/*": "keys are made of digests nobody knows beforehand"
        for folder in WRITE_ONCE
    },
}

ALLOWED: dict[str, set[tuple[str, str]]] = {
    "ParserRole": {
        ("s3:GetObject", "LandingBucket.Arn/*"),
        ("s3:GetObjectVersion", "LandingBucket.Arn/*"),
        ("s3:ListBucket", "LandingBucket.Arn"),
        ("s3:ListBucket", "AuditBucket.Arn"),
        *(
            (f"s3:{action}", f"AuditBucket.Arn/{folder}/*")
            for action in ("GetObject", "PutObject")
            for folder in ("inputs", "snapshots", "lines", "receipts", "rejects", "runs")
        ),
        ("dynamodb:Query", "LedgerTable.Arn"),
        ("dynamodb:PutItem", "LedgerTable.Arn"),
        ("sqs:SendMessage", "ReceiptQueue.Arn"),
        ("sqs:ReceiveMessage", "ChargesQueue.Arn"),
        ("sqs:DeleteMessage", "ChargesQueue.Arn"),
        ("sqs:GetQueueAttributes", "ChargesQueue.Arn"),
        ("kms:Decrypt", "Key.Arn"),
        ("kms:GenerateDataKey", "Key.Arn"),
        ("logs:CreateLogStream", "ParserLogGroup.Arn"),
        ("logs:PutLogEvents", "ParserLogGroup.Arn"),
    },
    "WorkerRole": {
        ("s3:GetObject", "AuditBucket.Arn/snapshots/*"),
        ("s3:ListBucket", "AuditBucket.Arn"),
        ("s3:PutObject", "AuditBucket.Arn/mails/*"),
        ("dynamodb:PutItem", "LedgerTable.Arn"),
        ("sqs:ReceiveMessage", "ReceiptQueue.Arn"),
        ("sqs:DeleteMessage", "ReceiptQueue.Arn"),
        ("sqs:GetQueueAttributes", "ReceiptQueue.Arn"),
        ("sqs:SendMessage", "ReceiptDeadLetterQueue.Arn"),
        *(
            (action, f"arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:{sender}")
            for action in ("ses:SendEmail", "ses:SendRawEmail")
            for sender in ("identity/SesIdentity", "configuration-set/ConfigurationSet")
        ),
        ("kms:Decrypt", "Key.Arn"),
        ("kms:GenerateDataKey", "Key.Arn"),
        ("logs:CreateLogStream", "WorkerLogGroup.Arn"),
        ("logs:PutLogEvents", "WorkerLogGroup.Arn"),
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
        if "*" in action or ("*" in resource and resource not in WILDCARDS)
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
def test_roles_are_assumed_by_lambda_alone(role):
    (trust,) = properties(role)["AssumeRolePolicyDocument"]["Statement"]

    assert trust == {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }


@pytest.mark.parametrize("role", ROLES)
def test_roles_use_the_key_only_by_way_of_the_services_that_keep_the_data(role):
    condition = template.statements(role)["UseTheKey"]["Condition"]

    services = [arn(name) for name in condition["StringEquals"]["kms:ViaService"]]

    assert services == [f"{s}.AWS::Region.AWS::URLSuffix" for s in ("s3", "sqs", "dynamodb")]


def test_worker_sends_from_one_address():
    condition: dict[str, Any] = template.statements("WorkerRole")["SendFromOneAddress"]["Condition"]

    assert condition == {"StringEquals": {"ses:FromAddress": {"Ref": "FromAddress"}}}


@pytest.mark.parametrize("role", ROLES)
def test_every_statement_in_a_role_says_what_it_is_for(role):
    documents = [policy["PolicyDocument"] for policy in properties(role)["Policies"]]

    sids = [s["Sid"] for document in documents for s in listed(document["Statement"])]

    assert len(sids) == len(set(sids))
