"""Nothing in the stack is unencrypted, public, without TLS or logged for good, whoever adds it."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.guarding import unguarded
from tests.unit.cloudformation.resolving import Template
from tests.unit.cloudformation.stack import ROLES
from tests.unit.cloudformation.template import TEMPLATE

PLAIN: Template = json.loads(json.dumps(TEMPLATE))
#: A new one, as somebody may write it who thinks of nothing else.
BARE: dict[str, dict[str, Any]] = {
    "AWS::S3::Bucket": {},
    "AWS::SQS::Queue": {},
    "AWS::SNS::Topic": {},
    "AWS::DynamoDB::Table": {"BillingMode": "PAY_PER_REQUEST"},
    "AWS::Logs::LogGroup": {"RetentionInDays": 1},
    "AWS::Lambda::Function": {"Handler": "lambdas.new.handler"},
    "AWS::Glue::Job": {"GlueVersion": "5.1"},
    "AWS::Glue::SecurityConfiguration": {"EncryptionConfiguration": {}},
    "AWS::Athena::WorkGroup": {"Name": "new"},
    "AWS::Kinesis::Stream": {"ShardCount": 1},
}


def test_everything_that_keeps_or_speaks_is_guarded():
    assert list(unguarded(PLAIN)) == []


@pytest.mark.parametrize("kind", BARE)
def test_a_new_one_without_its_guards_is_found(kind):
    extended = deepcopy(PLAIN)
    extended["Resources"]["New"] = {"Type": kind, "Properties": BARE[kind]}

    found = list(unguarded(extended))

    assert found
    assert {line.partition(":")[0] for line in found} == {"New"}


def _policies() -> Iterator[str]:
    for kind in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        yield from template.resources(kind)


@pytest.mark.parametrize("name", list(_policies()))
def test_a_policy_that_goes_takes_tls_with_it(name):
    reduced = deepcopy(PLAIN)
    del reduced["Resources"][name]

    assert list(unguarded(reduced)) == [f"{name.removesuffix('Policy')}: speaks without TLS"]


def test_nobody_makes_log_groups_of_their_own():
    granted = {action for role in ROLES for action, _ in template.grants(role)}

    assert {action for action in granted if action.startswith("logs:")} == {
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    }


def test_every_role_of_the_template_is_looked_at():
    assert set(ROLES) == set(template.resources("AWS::IAM::Role"))


def test_a_function_is_fed_by_a_queue_that_keeps_what_failed_or_by_the_clock():
    """Why no function has a dead-letter queue of its own."""
    mappings = template.resources("AWS::Lambda::EventSourceMapping").values()
    fed = {m["Properties"]["FunctionName"]["Ref"]: m["Properties"] for m in mappings}
    schedules = [r for r in template.resources("AWS::Events::Rule").values() if _is_clock(r)]
    called = {t["Arn"]["Fn::GetAtt"][0] for r in schedules for t in r["Properties"]["Targets"]}
    queues = {name: m["EventSourceArn"]["Fn::GetAtt"][0] for name, m in fed.items()}

    keeping = {n for n, queue in queues.items() if "RedrivePolicy" in template.properties(queue)}

    assert keeping | called == set(template.resources("AWS::Lambda::Function"))


def _is_clock(rule: dict[str, Any]) -> bool:
    return "ScheduleExpression" in rule["Properties"]
