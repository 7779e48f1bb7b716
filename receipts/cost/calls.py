"""How often a month calls AWS. tests/integration/cost holds it to what the functions really call.

A file is the first of its month and has nothing to find fault with; every mail arrives. What Lambda
does for its mappings, and SES and SNS by themselves, is not a call of ours: receipts.cost.usage.
"""

import math
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from receipts.parsing.parts import prefixes


class Per(StrEnum):
    """What calls are counted by."""

    FILE = "file"
    PART = "part of a run"
    RECEIPT = "receipt"
    KEPT_MAIL = "kept mail"
    TEN_RECEIPTS = "ten receipts"
    WORKER_BATCH = "batch of receipts"
    EVENT = "event of SES"
    FEEDBACK_BATCH = "batch of events"


class Call(NamedTuple):
    """An operation that a function calls."""

    function: str
    service: str
    operation: str


class Rule(NamedTuple):
    """How often."""

    call: Call
    times: int
    per: Per
    what: str


def _rule(name: str, times: int, per: Per, what: str) -> Rule:
    return Rule(Call(*name.split()), times, per, what)


RULES = (
    _rule("parser s3 HeadObject", 1, Per.FILE, "its metadata"),
    _rule("parser s3 GetObject", 11, Per.FILE, "itself, configuration, what its report is made of"),
    _rule("parser s3 GetObject", 1, Per.PART, "its lines, for the report"),
    _rule("parser s3 ListObjectsV2", 4, Per.FILE, "its parts, twice; runs of two months"),
    _rule("parser s3 PutObject", 6, Per.FILE, "input, letterhead, receipts, record, note, report"),
    _rule("parser s3 PutObject", 1, Per.PART, "its lines"),
    _rule("parser s3 PutObject", 1, Per.RECEIPT, "its snapshot"),
    _rule("parser dynamodb PutItem", 1, Per.FILE, "the month it was billed under"),
    _rule("parser dynamodb Query", 16, Per.FILE, "the month's partitions"),
    _rule("parser sqs SendMessageBatch", 1, Per.TEN_RECEIPTS, "their messages"),
    _rule("parser sqs GetQueueAttributes", 1, Per.FILE, "the forecast"),
    _rule("parser sesv2 GetAccount", 1, Per.FILE, "the forecast"),
    _rule("parser sesv2 GetEmailIdentity", 1, Per.FILE, "the forecast"),
    _rule("worker dynamodb GetItem", 2, Per.WORKER_BATCH, "the pause switch, the run's marks"),
    _rule("worker s3 GetObject", 1, Per.WORKER_BATCH, "the run's letterhead"),
    _rule("worker s3 GetObject", 1, Per.RECEIPT, "its snapshot"),
    _rule("worker dynamodb PutItem", 2, Per.RECEIPT, "claimed, sent"),
    _rule("worker s3 PutObject", 1, Per.KEPT_MAIL, "itself"),
    _rule("worker sesv2 SendEmail", 1, Per.RECEIPT, "its mail"),
    _rule("feedback dynamodb GetItem", 1, Per.EVENT, "the receipt's row"),
    _rule("feedback dynamodb PutItem", 1, Per.RECEIPT, "delivered; Send finds it sent"),
    _rule("feedback dynamodb UpdateItem", 1, Per.FEEDBACK_BATCH, "the run's outcomes"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One file and its mails, cut into batches."""

    receipts: int
    lines: int
    keep_mails: bool
    events_a_mail: int
    worker_batch: int
    feedback_batch: int

    def number(self, per: Per) -> int:
        """How many there are of what calls are counted by."""
        events = self.receipts * self.events_a_mail
        return {
            Per.FILE: 1,
            Per.PART: min(self.receipts, len(prefixes(self.lines))),
            Per.RECEIPT: self.receipts,
            Per.KEPT_MAIL: self.receipts if self.keep_mails else 0,
            Per.TEN_RECEIPTS: math.ceil(self.receipts / 10),
            Per.WORKER_BATCH: math.ceil(self.receipts / self.worker_batch),
            Per.EVENT: events,
            Per.FEEDBACK_BATCH: math.ceil(events / self.feedback_batch),
        }[per]


def calls_of(work: Work) -> Counter[Call]:
    """All calls of the functions."""
    counted: Counter[Call] = Counter()
    for rule in RULES:
        if number := rule.times * work.number(rule.per):
            counted[rule.call] += number
    return counted
