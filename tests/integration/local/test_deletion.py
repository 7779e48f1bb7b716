"""The real stack deleted in the embedded AWS: what holds data stays, and can be imported."""

import subprocess
import sys

import pytest
from botocore.exceptions import ClientError

from receipts.cli.embedded import PARAMETERS
from tests.pages import ROOT


@pytest.fixture(scope="module")
def aws(tmp_path_factory, open_world):
    template = ROOT / "cloudformation" / "receipts.yaml"
    directory = tmp_path_factory.mktemp("deleted")
    with open_world(directory, template=template, parameters=PARAMETERS) as world:
        world.client("cloudformation").delete_stack(StackName="receipts")
        yield world


def retained(aws) -> dict[str, str]:
    names = {name: aws.outputs[name] for name in ("LandingBucket", "AuditBucket", "LedgerTable")}
    return names | {"Key": aws.outputs["KeyArn"].rpartition("/")[2]}


#: What is listed under these keys is the stack's alone, in an AWS that has nothing else.
LISTS = [
    ("athena", "list_named_queries", "NamedQueryIds"),
    ("cloudwatch", "describe_alarms", "MetricAlarms"),
    ("cloudwatch", "list_dashboards", "DashboardEntries"),
    ("glue", "get_databases", "DatabaseList"),
    ("glue", "get_jobs", "Jobs"),
    ("glue", "get_triggers", "Triggers"),
    ("glue", "get_security_configurations", "SecurityConfigurations"),
    ("lambda", "list_functions", "Functions"),
    ("sesv2", "list_configuration_sets", "ConfigurationSets"),
    ("sns", "list_subscriptions", "Subscriptions"),
    ("sqs", "list_queues", "QueueUrls"),
]


@pytest.mark.parametrize(("service", "call", "key"), LISTS)
def test_what_holds_no_data_goes(aws, service, call, key):
    answer = getattr(aws.client(service), call)()

    assert answer.get(key, []) == []


def test_what_holds_data_stays_and_is_imported(aws):
    cloudformation = aws.client("cloudformation")

    change_set = imported(aws, retained(aws))
    before = cloudformation.describe_change_set(ChangeSetName=change_set)
    cloudformation.execute_change_set(ChangeSetName=change_set)

    (stack,) = cloudformation.describe_stacks(StackName="receipts")["Stacks"]
    found = cloudformation.describe_stack_resources(StackName="receipts")["StackResources"]
    adopted = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}
    assert {c["ResourceChange"]["Action"] for c in before["Changes"]} == {"Import"}
    assert stack["StackStatus"] == "IMPORT_COMPLETE"
    assert retained(aws).items() <= adopted.items()
    cloudformation.delete_stack(StackName="receipts")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"LedgerTable": "no-such-table"}, "no-such-table.* does not exist"),
        ({"LedgerTable": None}, r"no other: \['LedgerTable'\]"),
    ],
)
def test_what_is_not_there_or_not_told_is_refused(aws, changed, why):
    names = retained(aws) | changed

    with pytest.raises(ClientError, match=why):
        imported(aws, names)


def imported(aws, names: dict[str, str | None]) -> str:
    """A change set that would import them, with the policies of the buckets."""
    types = {
        "LandingBucket": ("AWS::S3::Bucket", "BucketName"),
        "AuditBucket": ("AWS::S3::Bucket", "BucketName"),
        "LedgerTable": ("AWS::DynamoDB::Table", "TableName"),
        "Key": ("AWS::KMS::Key", "KeyId"),
    }
    told = [(*types[name], name, value) for name, value in names.items() if value]
    told += [
        ("AWS::S3::BucketPolicy", "Bucket", f"{bucket}Policy", names[bucket])
        for bucket in ("LandingBucket", "AuditBucket")
    ]
    template = [sys.executable, "-m", "cloudformation.kept"]
    body = subprocess.run(template, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    made = aws.client("cloudformation").create_change_set(
        StackName="receipts",
        ChangeSetName="kept",
        ChangeSetType="IMPORT",
        TemplateBody=body,
        ResourcesToImport=[
            {
                "ResourceType": kind,
                "LogicalResourceId": name,
                "ResourceIdentifier": {identifier: value},
            }
            for kind, identifier, name, value in told
        ],
    )
    return made["Id"]
