"""The reconciliation's numbers arrive as alarms look for them."""

from datetime import UTC, datetime, timedelta

from receipts.aws.cloudwatch import CloudWatchGauges, CloudWatchRunGauges
from receipts.model import RunNumbers


def test_numbers_are_published_with_the_stack_and_the_class(aws):
    client = aws("cloudwatch")

    CloudWatchGauges(client, "a-stack").show({"sent": 3, "held": 0}, missing=2, undecided=1, late=1)

    metrics = client.list_metrics(Namespace="Receipts")["Metrics"]
    found = {(m["MetricName"], *(d["Value"] for d in m["Dimensions"])) for m in metrics}
    assert found == {
        ("MissingReceipts", "a-stack"),
        ("UndecidedMonths", "a-stack"),
        ("LateMonths", "a-stack"),
        ("Receipts", "a-stack", "sent"),
        ("Receipts", "a-stack", "held"),
    }
    now = datetime.now(UTC)
    (point,) = client.get_metric_statistics(
        Namespace="Receipts",
        MetricName="MissingReceipts",
        Dimensions=[{"Name": "Stack", "Value": "a-stack"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=86400,
        Statistics=["Maximum"],
    )["Datapoints"]
    assert point["Maximum"] == 2


def test_a_file_that_a_job_judged_has_the_same_numbers_as_one_of_the_parser(aws):
    client = aws("cloudwatch")

    CloudWatchRunGauges(client, "a-stack").show(
        RunNumbers(is_rejected=False, held_share=0.25, receipts=3)
    )

    metrics = client.list_metrics(Namespace="Receipts")["Metrics"]
    assert {m["MetricName"] for m in metrics} == {"RejectedRuns", "HeldShare", "ReceiptsBilled"}
    assert {(d["Name"], d["Value"]) for m in metrics for d in m["Dimensions"]} == {
        ("Stack", "a-stack")
    }
