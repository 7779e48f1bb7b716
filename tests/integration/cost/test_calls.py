"""What a month costs is counted from the calls that the functions really make."""

from unittest.mock import patch

import pytest

from receipts.cost.calls import Call, calls_of
from receipts.parsing import parts
from tests.faults import functions
from tests.integration.cost.month import send, work


@pytest.fixture(scope="module")
def sent(world):
    """Calls by the number of customers."""
    return {customers: send(world, customers).calls for customers in (30, 60)}


@pytest.mark.parametrize("customers", [30, 60])
def test_the_functions_call_aws_as_often_as_the_cost_says(sent, customers):
    assert sent[customers] == calls_of(work(customers))


def test_batches_that_are_not_full_are_counted_whole(world):
    done = send(world, 17)

    assert done.calls == calls_of(work(17))


def test_lines_make_no_calls(world):
    done = send(world, 12, lines=20)

    assert done.calls == calls_of(work(12))


def test_without_kept_mails_there_is_one_put_less_for_each_receipt(world):
    with patch.dict(functions.SETTINGS, {"keep_mails": "false"}):
        done = send(world, 20)

    assert done.calls == calls_of(work(20, keep_mails=False))


def test_each_part_of_a_run_is_put_once_and_read_once(world):
    put = Call("parser", "s3", "PutObject")
    with patch.object(parts, "_LINES", 10):
        done = send(world, 60)
        counted = calls_of(work(60))

    assert done.calls == counted
    assert counted[put] == calls_of(work(60))[put] + 15


def test_what_a_receipt_calls_for_does_not_depend_on_how_many_there_are(sent):
    each = {call: (sent[60][call] - sent[30][call]) / 30 for call in sent[60]}

    assert each[Call("parser", "s3", "PutObject")] == 1
    assert each[Call("worker", "s3", "PutObject")] == 1
    assert each[Call("worker", "dynamodb", "PutItem")] == 2
    assert each[Call("feedback", "dynamodb", "PutItem")] == 1
    assert each[Call("parser", "sqs", "SendMessageBatch")] == 0.1
    assert each[Call("parser", "dynamodb", "Query")] == 0
