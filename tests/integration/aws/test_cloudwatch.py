"""The reconciliation's numbers arrive as alarms look for them."""

from datetime import UTC, datetime, timedelta

from receipts.aws.cloudwatch import CloudWatchGauges


def test_numbers_are_published_with_the_stack_and_the_class(aws):
    client = aws("cloudwatch")

    CloudWatchGauges(client, "a-stack").show({"sent": 3, "held": 0}, missing=2, undecided=1)

    metrics = client.list_metrics(Namespace="Receipts")["Metrics"]
    found = {(m["MetricName"], *(d["Value"] for d in m["Dimensions"])) for m in metrics}
    assert found == {
        ("MissingReceipts", "a-stack"),
        ("UndecidedMonths", "a-stack"),
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
