"""The line that CloudWatch reads metrics from."""

import json

from receipts.aws.gauges import LoggedGauges
from receipts.model import Standing


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
