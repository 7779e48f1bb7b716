"""Change sets in the embedded AWS leave a stack as whole as one that was made at once."""

import json

import pytest
from botocore.exceptions import ClientError

STACK = "small"


def template(*queues: str, kind: str = "AWS::SQS::Queue") -> str:
    return json.dumps(
        {
            "Parameters": {"Seconds": {"Type": "Number", "Default": 60}},
            "Resources": {
                name: {"Type": kind, "Properties": {"VisibilityTimeout": {"Ref": "Seconds"}}}
                for name in queues
            },
            "Outputs": {"Queue": {"Value": {"Ref": queues[0]}}},
        }
    )


@pytest.fixture(scope="module")
def aws(tmp_path_factory, open_world):
    with open_world(tmp_path_factory.mktemp("empty"), template=None) as world:
        yield world


@pytest.fixture
def cloudformation(aws):
    client = aws.client("cloudformation")
    yield client
    client.delete_stack(StackName=STACK)


def proposed(client, body: str | None, kind: str, **more: object) -> dict:
    template_ = {"TemplateBody": body} if body else {}
    made = client.create_change_set(
        StackName=STACK, ChangeSetName="c", ChangeSetType=kind, **template_, **more
    )
    return client.describe_change_set(ChangeSetName=made["Id"])


def carried_out(client, body: str | None, kind: str, **more: object) -> dict:
    found = proposed(client, body, kind, **more)
    client.execute_change_set(ChangeSetName=found["ChangeSetId"])
    (stack,) = client.describe_stacks(StackName=STACK)["Stacks"]
    return stack


def parameters_only(*names: str) -> str:
    """What a queue and a dashboard make of a parameter, by Ref, by Sub and by a condition."""
    speed = {"Fn::FindInMap": ["Pace", {"Ref": "Rate"}, "Seconds"]}
    dashboard = {"DashboardName": "pace", "DashboardBody": {"Fn::Sub": '{"r": ${Rate}}'}}
    resources = {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": speed}},
        "Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": dashboard},
        "Fast": {"Type": "AWS::SNS::Topic", "Condition": "IsFast"},
    }
    return json.dumps(
        {
            "Parameters": {"Rate": {"Type": "String", "Default": "1"}},
            "Mappings": {
                "Pace": {
                    "1": {"Seconds": 60},
                    "5": {"Seconds": 60},
                    "9": {"Seconds": 90},
                    "99": {"Seconds": 60},
                }
            },
            "Conditions": {"IsFast": {"Fn::Equals": [{"Ref": "Rate"}, "99"]}},
            "Resources": {name: resources[name] for name in names},
        }
    )


def rate(value: str) -> dict[str, object]:
    """The template stays, and one parameter does not."""
    return {
        "UsePreviousTemplate": True,
        "Parameters": [{"ParameterKey": "Rate", "ParameterValue": value}],
    }


def told(seconds: int) -> list[dict[str, str]]:
    return [{"ParameterKey": "Seconds", "ParameterValue": str(seconds)}]


def test_a_stack_that_a_change_set_made_has_its_outputs(cloudformation):
    stack = carried_out(cloudformation, template("One"), "CREATE")

    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert "small-One" in stack["Outputs"][0]["OutputValue"]


def test_a_stack_may_be_asked_for_again_until_it_is_made(cloudformation):
    proposed(cloudformation, template("One"), "CREATE")

    carried_out(cloudformation, template("One"), "CREATE")

    with pytest.raises(ClientError, match="already exists"):
        proposed(cloudformation, template("One"), "CREATE")


def test_a_changed_parameter_is_a_change_and_the_same_one_is_none(cloudformation):
    carried_out(cloudformation, template("One"), "CREATE", Parameters=told(30))

    changed = proposed(cloudformation, template("One"), "UPDATE", Parameters=told(40))
    previous = [{"ParameterKey": "Seconds", "UsePreviousValue": True}]
    same = proposed(cloudformation, template("One"), "UPDATE", Parameters=previous)

    assert [c["ResourceChange"]["LogicalResourceId"] for c in changed["Changes"]] == ["One"]
    assert (same["Status"], same["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert "didn't contain changes" in same["StatusReason"]


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        ("5", {"Dashboard": "Modify"}),
        ("9", {"Dashboard": "Modify", "Queue": "Modify"}),
        ("99", {"Dashboard": "Modify", "Fast": "Add"}),
    ],
    ids=["what comes out the same is no change", "a mapping", "a condition"],
)
def test_other_parameters_change_what_comes_out_otherwise(cloudformation, value, changes):
    body = parameters_only("Queue", "Dashboard", "Fast")
    carried_out(cloudformation, body, "CREATE")

    found = proposed(cloudformation, None, "UPDATE", **rate(value))["Changes"]

    each = [entry["ResourceChange"] for entry in found]
    assert {one["LogicalResourceId"]: one["Action"] for one in each} == changes


def test_looking_what_a_condition_would_add_adds_nothing(cloudformation, aws):
    carried_out(cloudformation, parameters_only("Dashboard", "Fast"), "CREATE")

    proposed(cloudformation, None, "UPDATE", **rate("99"))

    assert aws.client("sns").list_topics()["Topics"] == []


def test_other_parameters_take_effect_with_the_template_that_is_there(cloudformation, aws):
    carried_out(cloudformation, parameters_only("Dashboard"), "CREATE")

    stack = carried_out(cloudformation, None, "UPDATE", **rate("5"))

    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert stack["Parameters"] == [{"ParameterKey": "Rate", "ParameterValue": "5"}]
    body = aws.client("cloudwatch").get_dashboard(DashboardName="pace")["DashboardBody"]
    assert json.loads(body) == {"r": 5}


def test_what_nobody_can_change_here_is_refused_before_anything_is_done(cloudformation, aws):
    made = carried_out(cloudformation, template("One", "Two"), "CREATE")

    stack = carried_out(cloudformation, template("One"), "UPDATE", Parameters=told(90))

    (failed,) = [
        event
        for event in cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        if event["ResourceStatus"] == "UPDATE_FAILED"
    ]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert stack["Outputs"] == made["Outputs"]
    assert failed["ResourceStatusReason"].endswith("it cannot remove this")
    assert len(aws.client("sqs").list_queues()["QueueUrls"]) == 2


def test_what_is_added_is_made(cloudformation, aws):
    carried_out(cloudformation, template("One"), "CREATE")

    stack = carried_out(cloudformation, template("One", "Two"), "UPDATE")

    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert len(aws.client("sqs").list_queues()["QueueUrls"]) == 2


def test_a_protected_stack_is_deleted_only_once_that_is_lifted(cloudformation):
    carried_out(cloudformation, template("One"), "CREATE")
    protect = cloudformation.update_termination_protection
    protect(StackName=STACK, EnableTerminationProtection=True)
    words = rf"Stack \[{STACK}\] cannot be deleted while TerminationProtection is enabled"

    with pytest.raises(ClientError, match=words):
        cloudformation.delete_stack(StackName=STACK)

    (kept,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    assert (kept["StackStatus"], kept["EnableTerminationProtection"]) == ("CREATE_COMPLETE", True)
    protect(StackName=STACK, EnableTerminationProtection=False)
    cloudformation.delete_stack(StackName=STACK)
    assert cloudformation.describe_stacks()["Stacks"] == []


def test_a_change_set_is_carried_out_once(cloudformation):
    found = proposed(cloudformation, template("One"), "CREATE")
    cloudformation.execute_change_set(ChangeSetName=found["ChangeSetId"])

    with pytest.raises(ClientError, match="cannot be executed"):
        cloudformation.execute_change_set(ChangeSetName=found["ChangeSetId"])


def test_a_template_may_be_in_a_bucket_of_the_embedded_aws(cloudformation, aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="a/t.json", Body=template("One").encode())

    there = cloudformation.get_template_summary(TemplateURL=f"{aws.endpoint}/templates/a/t.json")

    assert there["ResourceTypes"] == ["AWS::SQS::Queue"]
    with pytest.raises(ClientError, match=r"no a/other\.json"):
        cloudformation.get_template_summary(TemplateURL=f"{aws.endpoint}/templates/a/other.json")
