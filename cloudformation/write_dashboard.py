"""Writes the CloudWatch dashboard into the template: `make template`.

What is edited is here. How a dashboard is written down:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from receipts.reconciliation.fate import Fate

TEMPLATE = Path(__file__).with_name("receipts.yaml")
_RULE = f"  # {'-' * 64} "
BEGIN = f"{_RULE}dashboard (make template)\n"
END = f"{_RULE}end of the dashboard\n"

#: A dashboard is 24 wide.
_WIDTH, _HEIGHT, _IN_A_ROW = 8, 6, 3
_FIVE_MINUTES, _DAY = 300, 24 * 60 * 60

Metric = list[Any]
Widget = dict[str, Any]


def widgets(alarms: list[str]) -> Iterator[Widget]:
    """All of them, from left to right and from above to below."""
    yield _text()
    yield _alarms(alarms)
    yield from map(_placed, range(len(_GRAPHS)), _GRAPHS)


def _graph(title: str, *metrics: Metric, stat: str, period: int, **more: Any) -> Widget:
    return {
        "title": title,
        "view": "timeSeries",
        "region": "${AWS::Region}",
        "stat": stat,
        "period": period,
        "metrics": list(metrics),
        **more,
    }


def _ours(name: str, label: str, **dimensions: str) -> Metric:
    named = {"Stack": "${AWS::StackName}", **dimensions}
    return ["Receipts", name, *(word for pair in named.items() for word in pair), {"label": label}]


def _queue(name: str, metric: str, label: str) -> Metric:
    return ["AWS/SQS", metric, "QueueName", f"${{{name}.QueueName}}", {"label": label}]


def _function(name: str, metric: str, label: str, **more: Any) -> Metric:
    told = {"label": label, **more}
    return ["AWS/Lambda", metric, "FunctionName", f"${{{name}Function}}", told]


def _ses(metric: str) -> Metric:
    return ["AWS/SES", metric]


def _seconds(name: str, memory: str) -> Iterator[Metric]:
    """A function's GB-seconds, which is what Lambda bills."""
    hidden = name.lower()
    yield _function(name, "Duration", name, id=hidden, visible=False)
    expression = f"{hidden} * {memory} / 1024000"
    yield [{"expression": expression, "label": hidden, "id": f"{hidden}_gbs"}]


_VISIBLE, _IN_FLIGHT = (
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
)
_OLDEST = "ApproximateAgeOfOldestMessage"
_FUNCTIONS = ("Parser", "Worker", "Feedback", "Watch")
_MEMORY = {
    "Parser": "${ParserMemory}",
    "Worker": "${WorkerMemory}",
    "Feedback": "${FeedbackMemory}",
}
_GRAPHS: tuple[Widget, ...] = (
    _graph(
        "Receipts on the queue",
        _queue("ReceiptQueue", _VISIBLE, "waiting"),
        _queue("ReceiptQueue", _IN_FLIGHT, "being sent"),
        stat="Maximum",
        period=60,
    ),
    _graph(
        "Receipts of dropped files",
        _ours("ReceiptsBilled", "billed"),
        _ours("RejectedRuns", "files rejected"),
        stat="Sum",
        period=_FIVE_MINUTES,
    ),
    _graph(
        "Mails of the whole account, every five minutes",
        *map(_ses, ("Send", "Delivery", "Bounce", "Complaint", "Reject")),
        stat="Sum",
        period=_FIVE_MINUTES,
    ),
    _graph(
        "Shares of the account that SES judges by",
        *map(_ses, ("Reputation.BounceRate", "Reputation.ComplaintRate")),
        stat="Maximum",
        period=3600,
    ),
    _graph(
        "Sending",
        _ours("Paused", "paused"),
        _ours("Braked", "stopped for a bad list"),
        _ours("OverdueDoubts", "in doubt for too long"),
        stat="Maximum",
        period=_FIVE_MINUTES,
    ),
    _graph(
        "Dead letters",
        _queue("ChargesDeadLetterQueue", _VISIBLE, "files"),
        _queue("ReceiptDeadLetterQueue", _VISIBLE, "receipts"),
        _queue("FeedbackDeadLetterQueue", _VISIBLE, "what SES said"),
        _queue("UndeliveredEventsQueue", _VISIBLE, "drops nobody was told of"),
        _queue("LargeFileFailuresQueue", _VISIBLE, "large files"),
        stat="Maximum",
        period=_FIVE_MINUTES,
    ),
    _graph(
        "Seconds that the oldest has waited",
        _queue("ChargesQueue", _OLDEST, "file"),
        _queue("ReceiptQueue", _OLDEST, "receipt"),
        _queue("FeedbackQueue", _OLDEST, "what SES said"),
        stat="Maximum",
        period=_FIVE_MINUTES,
    ),
    _graph(
        "The parser's time, in percent of what it has",
        _function("Parser", "Duration", "longest", id="longest", visible=False),
        [
            {
                "expression": "longest / (10 * ${ParserTimeout})",
                "label": "percent of the limit",
                "id": "share",
            }
        ],
        stat="Maximum",
        period=_FIVE_MINUTES,
        annotations={"horizontal": [{"label": "alarm", "value": 80}]},
    ),
    _graph(
        "Errors of functions",
        *(_function(name, "Errors", name.lower()) for name in _FUNCTIONS),
        stat="Sum",
        period=_FIVE_MINUTES,
    ),
    _graph(
        "Held share of a file's customers",
        _ours("HeldShare", "held"),
        stat="Maximum",
        period=_FIVE_MINUTES,
        annotations={"horizontal": [{"label": "alarm", "value": "${WarnHeldShare}"}]},
    ),
    _graph(
        "What became of open months' receipts",
        *(_ours("Receipts", fate.value, Fate=fate.value) for fate in Fate),
        stat="Maximum",
        period=_DAY,
    ),
    _graph(
        "What does not fit",
        _ours("MissingReceipts", "missing receipts"),
        _ours("UndecidedMonths", "undecided months"),
        _ours("LateMonths", "late months"),
        stat="Maximum",
        period=_DAY,
    ),
    _graph(
        "Cost: invocations a day",
        *(_function(name, "Invocations", name.lower()) for name in _MEMORY),
        stat="Sum",
        period=_DAY,
    ),
    _graph(
        "Cost: GB-seconds of functions a day",
        *(metric for name, memory in _MEMORY.items() for metric in _seconds(name, memory)),
        stat="Sum",
        period=_DAY,
    ),
    _graph(
        "Cost: the ledger's units a day",
        *(
            ["AWS/DynamoDB", f"Consumed{kind}CapacityUnits", "TableName", "${LedgerTable}"]
            for kind in ("Write", "Read")
        ),
        stat="Sum",
        period=_DAY,
    ),
)


def _text() -> Widget:
    words = "**${AWS::StackName}** What the pictures mean: docs/operations.md"
    return {
        "type": "text",
        **_across(0, 1),
        "properties": {"markdown": words, "background": "transparent"},
    }


def _across(y: int, height: int) -> Widget:
    return {"x": 0, "y": y, "width": _WIDTH * _IN_A_ROW, "height": height}


def _alarms(names: list[str]) -> Widget:
    arns = [f"${{Alarm}}:${{{name}}}" for name in names]
    return {
        "type": "alarm",
        **_across(1, 4),
        "properties": {"title": "Alarms", "alarms": arns},
    }


def _placed(place: int, graph: Widget) -> Widget:
    row, column = divmod(place, _IN_A_ROW)
    corner = {"x": column * _WIDTH, "y": 5 + row * _HEIGHT}
    return {"type": "metric", **corner, "width": _WIDTH, "height": _HEIGHT, "properties": graph}


def written(template: str) -> str:
    """The template with the part between the marks as it should be."""
    before, _, rest = template.partition(BEGIN)
    _, _, after = rest.partition(END)
    alarms = re.findall(r"^  (\w+):\n    Type: AWS::CloudWatch::Alarm$", template, re.MULTILINE)
    lines = ",\n".join(f"            {_line(each)}" for each in widgets(alarms))
    return f"{before}{BEGIN}{_RESOURCE}{lines}\n          ]}}\n{_VARIABLES}{END}{after}"


def _line(widget: Mapping[str, Any]) -> str:
    return re.sub(r'"(\$\{WarnHeldShare\})"', r"\1", json.dumps(widget))


_RESOURCE = """\
  Dashboard:
    Type: AWS::CloudWatch::Dashboard
    Properties:
      DashboardName: !Ref AWS::StackName
      DashboardBody: !Sub
        - |
          {"widgets": [
"""
_VARIABLES = """\
        - WorkerMemory: !FindInMap [Pace, !Ref SesMaxSendRate, Memory]
          Alarm: !Sub arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm
"""


if __name__ == "__main__":
    TEMPLATE.write_text(written(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")
