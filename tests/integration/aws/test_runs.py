"""What is counted and decided about runs, in DynamoDB."""

import pytest

from receipts.aws.runs import DynamoRuns
from receipts.brake import RunMarks, Tally
from tests.builders import NOW, RUN
from tests.integration.aws.stubs import stubbed
from tests.integration.aws.tables import create_ledger

ONE = Tally(outcomes=3, bounced=2, complained=1)


@pytest.fixture
def runs(aws):
    client = aws("dynamodb")
    create_ledger(client)
    return DynamoRuns(client, "ledger")


def test_a_run_nobody_marked_has_no_marks(runs):
    assert runs.find(RUN) == RunMarks(run_id=RUN)


def test_counts_add_up_and_each_answer_is_the_sum(runs):
    answers = [runs.add(RUN, ONE), runs.add(RUN, Tally(outcomes=10))]

    assert [marks.tally for marks in answers] == [ONE, ONE + Tally(outcomes=10)]
    assert runs.find(RUN) == answers[-1]


def test_counts_of_two_runs_stay_apart(runs):
    runs.add(RUN, ONE)

    assert runs.find("e" * 32) == RunMarks(run_id="e" * 32)


def test_counts_are_added_by_dynamodb_never_written_over():
    """One update without a read: who counts at the same time loses nothing."""
    client, stub = stubbed("dynamodb")
    stub.add_response(
        "update_item",
        {"Attributes": {"outcomes": {"N": "13"}, "bounced": {"N": "2"}, "complained": {"N": "1"}}},
        {
            "TableName": "ledger",
            "Key": {"pk": {"S": f"run#{RUN}"}, "sk": {"S": "marks"}},
            "UpdateExpression": "ADD outcomes :outcomes, bounced :bounced, complained :complained",
            "ExpressionAttributeValues": {
                ":outcomes": {"N": "3"},
                ":bounced": {"N": "2"},
                ":complained": {"N": "1"},
            },
            "ReturnValues": "ALL_NEW",
        },
    )

    marks = DynamoRuns(client, "ledger").add(RUN, ONE)

    assert marks.tally == Tally(outcomes=13, bounced=2, complained=1)
    stub.assert_no_pending_responses()


def test_a_released_brake_stays_released_while_counts_go_on(runs):
    runs.add(RUN, ONE)
    runs.release_brake(RUN)

    marks = runs.add(RUN, ONE)

    assert marks == RunMarks(run_id=RUN, tally=ONE + ONE, brake_off=True)


def test_a_run_that_was_ended_says_by_whom_and_when(runs):
    runs.add(RUN, ONE)

    runs.end(RUN, by="arn:kim", at=NOW)

    marks = runs.find(RUN)
    assert marks == RunMarks(run_id=RUN, tally=ONE, ended_by="arn:kim", ended_at=NOW)
    assert marks.is_ended


def test_a_reopened_run_keeps_its_counts_and_its_released_brake(runs):
    runs.add(RUN, ONE)
    runs.release_brake(RUN)
    runs.end(RUN, by="arn:kim", at=NOW)

    runs.reopen(RUN)

    assert runs.find(RUN) == RunMarks(run_id=RUN, tally=ONE, brake_off=True)


def test_a_run_that_was_never_marked_can_be_reopened(runs):
    runs.reopen(RUN)

    assert runs.find(RUN) == RunMarks(run_id=RUN)
