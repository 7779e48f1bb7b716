"""The line that CloudWatch reads metrics from."""

import json

from receipts.aws.gauges import LoggedGauges, LoggedRunGauges
from receipts.model import RunNumbers, Standing


def test_a_standing_is_one_line_of_the_embedded_metric_format(capsys):
    standing = Standing(paused=True, braked=False, overdue_doubts=7)

    LoggedGauges("receipts").show(standing)

    (text,) = capsys.readouterr().out.splitlines()
    line = json.loads(text)
    (declared,) = line["_aws"]["CloudWatchMetrics"]
    assert declared["Namespace"] == "Receipts"
    assert declared["Dimensions"] == [["Stack"]]
    assert {metric["Name"]: metric["Unit"] for metric in declared["Metrics"]} == {
        "Paused": "Count",
        "Braked": "Count",
        "OverdueDoubts": "Count",
    }
    assert (line["Stack"], line["Paused"], line["Braked"], line["OverdueDoubts"]) == (
        "receipts",
        [1.0],
        [0.0],
        [7.0],
    )


def test_each_line_stands_for_itself(capsys):
    gauges = LoggedGauges("receipts")

    gauges.show(Standing(paused=True, braked=True, overdue_doubts=1))
    gauges.show(Standing(paused=False, braked=False, overdue_doubts=0))

    lines = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert [line["Paused"] for line in lines] == [[1.0], [0.0]]


def test_a_judged_file_is_one_line_without_its_name_or_its_run(capsys):
    LoggedRunGauges("receipts").show(RunNumbers(is_rejected=False, held_share=0.25, receipts=3))

    line = json.loads(capsys.readouterr().out)
    (declared,) = line["_aws"]["CloudWatchMetrics"]
    assert declared["Dimensions"] == [["Stack"]]
    assert {metric["Name"]: metric["Unit"] for metric in declared["Metrics"]} == {
        "RejectedRuns": "Count",
        "ReceiptsBilled": "Count",
        "HeldShare": "None",
    }
    assert line.keys() - {"_aws"} == {"Stack", "RejectedRuns", "ReceiptsBilled", "HeldShare"}
    assert (line["RejectedRuns"], line["ReceiptsBilled"], line["HeldShare"]) == (
        [0.0],
        [3.0],
        [0.25],
    )


def test_a_rejected_file_is_one_alarm_and_not_a_share_as_well(capsys):
    LoggedRunGauges("receipts").show(RunNumbers(is_rejected=True, held_share=1.0, receipts=0))

    line = json.loads(capsys.readouterr().out)
    assert line["RejectedRuns"] == [1.0]
    assert "HeldShare" not in line
