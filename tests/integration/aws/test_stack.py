import json

import boto3
import pytest

from receipts.aws.clients import Clients
from receipts.aws.stack import describe_stack
from receipts.errors import ConfigError, RetryableError

TEMPLATE = {
    "Parameters": {"DefaultCurrency": {"Type": "String", "Default": "EUR"}},
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {"QueueUrl": {"Value": {"Ref": "Queue"}}},
}


def test_a_stack_is_its_outputs_and_its_parameters_with_their_defaults(aws):
    client = aws("cloudformation")
    client.create_stack(StackName="receipts", TemplateBody=json.dumps(TEMPLATE))

    stack = describe_stack(client, "receipts")

    assert stack.parameters == {"DefaultCurrency": "EUR"}
    assert stack.output("QueueUrl").startswith("https://")
    with pytest.raises(ConfigError, match="no output LandingBucket"):
        stack.output("LandingBucket")


def test_a_stack_that_is_not_there_is_said_by_name(aws):
    with pytest.raises(ConfigError, match="there is no stack other"):
        describe_stack(aws("cloudformation"), "other")


def test_a_missing_region_is_said_with_help(monkeypatch):
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)

    with pytest.raises(RetryableError, match="name the Region in AWS_DEFAULT_REGION"):
        Clients().of("cloudformation")
