"""Stacks through botocore's own validation, in CloudFormation's documented answers."""

from datetime import UTC, datetime

import pytest

from receipts.aws.cloudformation import CloudFormationStacks
from receipts.errors import ConfigError, PermanentError
from receipts.stacks import Action, Change, ChangeSet, Declared, Order, Standing, Template, Value
from tests.integration.aws.stubs import stubbed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ID = "arn:aws:cloudformation:us-east-1:123456789012:changeSet/receipts/1"
NAME = "receipts-deploy-20261123T120000"
TEMPLATE = Template(
    url="https://s3.amazonaws.com/b/t.yaml", parameters=(), capabilities=("CAPABILITY_IAM",)
)
ORDER = Order(
    stack="receipts",
    is_new=False,
    template=TEMPLATE,
    values=(Value(name="A", value="1"), Value(name="B", value=None)),
)
UNCHANGED = "The submitted information didn't contain changes. Submit different information to …"


class Clock:
    def __init__(self) -> None:
        self.slept = 0

    def now(self) -> datetime:
        return NOW

    def sleep(self, seconds: float) -> None:
        self.slept += 1


@pytest.fixture
def cloudformation():
    client, stub = stubbed("cloudformation")
    yield CloudFormationStacks(client, Clock()), stub
    stub.assert_no_pending_responses()


def resource(action: str, **more: object) -> dict[str, object]:
    found = {"Action": action, "LogicalResourceId": "It", "ResourceType": "AWS::S3::Bucket"}
    return {"Type": "Resource", "ResourceChange": found | more}


def replaced(policy: str) -> dict[str, object]:
    return resource("Modify", Replacement="True", PolicyAction=policy)


def asked(stub, *answers: dict[str, object]) -> None:
    stub.add_response("create_change_set", {"Id": ID, "StackId": "s"})
    for answer in answers:
        stub.add_response("describe_change_set", answer, {"ChangeSetName": ID})


def test_a_stack_is_told_with_its_parameters_and_outputs(cloudformation):
    stacks, stub = cloudformation
    found = {
        "StackName": "receipts",
        "CreationTime": NOW,
        "StackStatus": "CREATE_COMPLETE",
        "Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}],
        "Outputs": [{"OutputKey": "LandingBucket", "OutputValue": "l"}],
        "EnableTerminationProtection": True,
    }
    stub.add_response("describe_stacks", {"Stacks": [found]}, {"StackName": "receipts"})

    assert stacks.standing("receipts") == Standing(
        status="CREATE_COMPLETE",
        parameters={"A": "1"},
        outputs={"LandingBucket": "l"},
        is_protected=True,
    )


def test_no_stack_is_no_error_and_no_permission_is(cloudformation):
    stacks, stub = cloudformation
    stub.add_client_error("describe_stacks", "ValidationError", "Stack … does not exist")
    stub.add_client_error("describe_stacks", "AccessDenied", http_status_code=403)

    assert stacks.standing("receipts") is None
    with pytest.raises(PermanentError, match="AccessDenied"):
        stacks.standing("receipts")


def test_a_template_says_what_it_asks_for(cloudformation):
    stacks, stub = cloudformation
    parameters = [
        {"ParameterKey": "SellerName", "Description": "Who\nsends."},
        {"ParameterKey": "ReplyToAddress", "DefaultValue": ""},
    ]
    answer = {"Parameters": parameters, "Capabilities": ["CAPABILITY_IAM"]}
    stub.add_response("get_template_summary", answer, {"TemplateURL": "u"})

    assert stacks.read("u") == Template(
        url="u",
        parameters=(
            Declared(name="SellerName", description="Who sends.", default=None),
            Declared(name="ReplyToAddress", description="", default=""),
        ),
        capabilities=("CAPABILITY_IAM",),
    )


def test_a_stack_says_what_its_template_asks_for_and_keeps_it(cloudformation):
    stacks, stub = cloudformation
    answer = {"Parameters": [{"ParameterKey": "A"}], "Capabilities": ["CAPABILITY_IAM"]}
    stub.add_response("get_template_summary", answer, {"StackName": "receipts"})
    request = {
        "StackName": "receipts",
        "ChangeSetName": NAME,
        "ChangeSetType": "UPDATE",
        "UsePreviousTemplate": True,
        "Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    stub.add_response("create_change_set", {"Id": ID, "StackId": "s"}, request)
    stub.add_response("describe_change_set", {"Status": "CREATE_COMPLETE"}, {"ChangeSetName": ID})

    template = stacks.read_deployed("receipts")
    values = (Value(name="A", value="1"),)
    proposed = stacks.propose(
        Order(stack="receipts", is_new=False, template=template, values=values)
    )

    assert template.url is None
    assert not proposed.is_empty


def test_values_that_stay_are_named_as_previous(cloudformation):
    stacks, stub = cloudformation
    request = {
        "StackName": "receipts",
        "ChangeSetName": NAME,
        "ChangeSetType": "UPDATE",
        "TemplateURL": TEMPLATE.url,
        "Parameters": [
            {"ParameterKey": "A", "ParameterValue": "1"},
            {"ParameterKey": "B", "UsePreviousValue": True},
        ],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    stub.add_response("create_change_set", {"Id": ID, "StackId": "s"}, request)
    stub.add_response("describe_change_set", {"Status": "CREATE_COMPLETE"}, {"ChangeSetName": ID})

    assert stacks.propose(ORDER) == ChangeSet(id=ID, changes=())


def test_all_pages_of_a_change_set_are_read_once_it_is_ready(cloudformation):
    stacks, stub = cloudformation
    asked(
        stub,
        {"Status": "CREATE_IN_PROGRESS"},
        {"Status": "CREATE_COMPLETE", "Changes": [resource("Add")], "NextToken": "2"},
    )
    rest = {"Status": "CREATE_COMPLETE", "Changes": [resource("Remove", PolicyAction="Retain")]}
    stub.add_response("describe_change_set", rest, {"ChangeSetName": ID, "NextToken": "2"})

    proposed = stacks.propose(ORDER)

    kind = "AWS::S3::Bucket"
    assert proposed.changes == (
        Change(name="It", kind=kind, action=Action.ADD),
        Change(name="It", kind=kind, action=Action.REMOVE, is_kept=True),
    )


@pytest.mark.parametrize(
    ("entry", "action", "is_kept"),
    [
        (resource("Modify", Replacement="False"), Action.CHANGE, False),
        (replaced("ReplaceAndDelete"), Action.REPLACE, False),
        (replaced("ReplaceAndRetain"), Action.REPLACE, True),
        (resource("Modify", Replacement="Conditional"), Action.MAY_REPLACE, False),
        (resource("Import"), Action.ADD, False),
        (resource("Dynamic"), Action.MAY_REPLACE, False),
    ],
)
def test_what_becomes_of_a_resource_is_what_cloudformation_says(
    cloudformation, entry, action, is_kept
):
    stacks, stub = cloudformation
    asked(stub, {"Status": "CREATE_COMPLETE", "Changes": [entry]})

    (change,) = stacks.propose(ORDER).changes

    assert (change.action, change.is_kept) == (action, is_kept)


def test_changed_properties_are_named_once(cloudformation):
    stacks, stub = cloudformation
    details = [
        {"Target": {"Attribute": "Properties", "Name": name}, "ChangeSource": "DirectModification"}
        for name in ("Code", "Environment", "Code")
    ]
    asked(stub, {"Status": "CREATE_COMPLETE", "Changes": [resource("Modify", Details=details)]})

    (change,) = stacks.propose(ORDER).changes

    assert change.properties == ("Code", "Environment")


def test_nothing_to_change_is_an_empty_change_set_and_any_other_failure_is_told(cloudformation):
    stacks, stub = cloudformation
    asked(stub, {"Status": "FAILED", "StatusReason": UNCHANGED})
    asked(stub, {"Status": "FAILED", "StatusReason": "Rule TrialsAreRedirected …"})

    assert stacks.propose(ORDER).is_empty
    with pytest.raises(ConfigError, match="CloudFormation refuses: Rule TrialsAreRedirected"):
        stacks.propose(ORDER)


def test_what_cloudformation_refuses_at_once_is_told_in_its_words(cloudformation):
    stacks, stub = cloudformation
    stub.add_client_error(
        "create_change_set", "ValidationError", "Parameter FromAddress: A bare address such as …"
    )

    with pytest.raises(ConfigError, match="A bare address"):
        stacks.propose(ORDER)


def test_a_stack_is_protected_from_deletion(cloudformation):
    stacks, stub = cloudformation
    request = {"StackName": "receipts", "EnableTerminationProtection": True}
    stub.add_response("update_termination_protection", {"StackId": "s"}, request)

    stacks.protect("receipts")


def test_a_failed_creation_leaves_nothing_behind(cloudformation):
    stacks, stub = cloudformation
    request = {"ChangeSetName": ID, "RetainExceptOnCreate": True}
    stub.add_response("execute_change_set", {}, request)

    stacks.carry_out(ChangeSet(id=ID, changes=()))


@pytest.mark.parametrize(
    ("status", "is_deleted"), [("REVIEW_IN_PROGRESS", True), ("CREATE_COMPLETE", False)]
)
def test_only_a_stack_that_was_never_made_is_discarded_with_its_change_set(
    cloudformation, status, is_deleted
):
    stacks, stub = cloudformation
    found = {"StackName": "receipts", "CreationTime": NOW, "StackStatus": status}
    stub.add_response("delete_change_set", {}, {"ChangeSetName": ID})
    stub.add_response("describe_stacks", {"Stacks": [found]}, {"StackName": "receipts"})
    if is_deleted:
        stub.add_response("delete_stack", {}, {"StackName": "receipts"})

    new = Order(stack="receipts", is_new=True, template=TEMPLATE, values=())
    stacks.discard(new, ChangeSet(id=ID, changes=()))


def test_events_are_read_page_by_page_and_only_as_far_as_somebody_asks(cloudformation):
    stacks, stub = cloudformation
    event = {
        "StackId": "s",
        "EventId": "1",
        "StackName": "receipts",
        "Timestamp": NOW,
        "LogicalResourceId": "Key",
        "ResourceType": "AWS::KMS::Key",
        "ResourceStatus": "CREATE_FAILED",
        "ResourceStatusReason": "Odd",
    }
    page = {"StackEvents": [event], "NextToken": "2"}
    stub.add_response("describe_stack_events", page, {"StackName": "receipts"})

    first = next(stacks.events("receipts"))

    assert (first.name, first.status, first.reason) == ("Key", "CREATE_FAILED", "Odd")
