import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PARAMETERS = {
    "Environment": "prod",
    "SellerName": "Shop",
    "FromAddress": "receipts@shop.example",
    "SesIdentity": "shop.example",
    # moto lists a resource whose condition is false, as one without a type.
    "AlarmAddress": "alarms@shop.example",
}


@pytest.fixture(scope="module")
def deployed(tmp_path_factory, open_world):
    directory = tmp_path_factory.mktemp("real")
    template = ROOT / "cloudformation/receipts.yaml"
    with open_world(directory, template=template, parameters=PARAMETERS) as world:
        yield world


def test_moto_ignores_no_resource_of_the_real_template(deployed):
    cloudformation = deployed.client("cloudformation")

    resources = cloudformation.describe_stack_resources(StackName="receipts")["StackResources"]

    ignored = [each["ResourceType"] for each in resources if "PhysicalResourceId" not in each]
    assert ignored == []


def test_mails_from_the_configured_address_are_accepted(deployed):
    sent = deployed.client("sesv2").send_email(
        FromEmailAddress=PARAMETERS["FromAddress"],
        ConfigurationSetName=deployed.outputs["ConfigurationSet"],
        Content={"Raw": {"Data": b"Subject: hi\r\n\r\n"}},
    )

    assert sent["MessageId"]


def test_every_mapped_function_names_its_handler(deployed):
    client = deployed.client("lambda")

    functions = client.list_functions()["Functions"]
    mappings = client.list_event_source_mappings()["EventSourceMappings"]

    assert {function["Handler"].partition(".")[0] for function in functions} == {"lambdas"}
    assert {mapping["State"] for mapping in mappings} == {"Enabled"}


def test_the_reconciliation_is_there_with_its_schedule(deployed):
    glue = deployed.client("glue")

    job = glue.get_job(JobName=deployed.outputs["ReconcileJob"])["Job"]
    (trigger,) = glue.get_triggers()["Triggers"]

    assert job["DefaultArguments"]["--audit-bucket"] == deployed.outputs["AuditBucket"]
    assert trigger["Actions"] == [{"JobName": job["Name"]}]


def test_the_dashboard_is_there_with_the_stack_s_own_names(deployed):
    name = deployed.outputs["Dashboard"]

    body = deployed.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]

    assert name == "receipts"
    assert len(json.loads(body)["widgets"]) > 10
    assert deployed.outputs["WorkerFunction"] in body
    assert "WaitingReceiptsAlarm" in body
    assert "${" not in body


def test_alarms_that_calculate_are_there_with_what_they_calculate(deployed):
    alarms = deployed.client("cloudwatch").describe_alarms()["MetricAlarms"]

    (found,) = (each for each in alarms if "WaitingReceiptsAlarm" in each["AlarmName"])
    expressions = [each["Expression"] for each in found["Metrics"] if "Expression" in each]

    assert expressions == ["oldest / 3600"]
    assert len(alarms) == 21
