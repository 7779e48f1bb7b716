import pytest
from botocore.exceptions import EndpointConnectionError

from receipts.aws.sqs import SqsChargesQueue, SqsDeadLetterQueue, SqsDeadLetters
from tests.builders import letter


def received(client, url):
    found = []
    while batch := client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        found += batch
    return found


def test_a_dead_letter_keeps_its_body_and_says_why(aws):
    client = aws("sqs")
    url = client.create_queue(QueueName="dead")["QueueUrl"]

    SqsDeadLetters(client, url).put("as it was", cause="conflict")

    (letter,) = received(client, url)
    assert letter["Body"] == "as it was"
    assert letter["MessageAttributes"]["cause"]["StringValue"] == "conflict"


@pytest.fixture
def dead(aws):
    client = aws("sqs")
    return client, client.create_queue(QueueName="dead")["QueueUrl"]


def test_letters_are_hidden_while_somebody_looks_and_seen_again_when_handed_back(dead):
    queue = SqsDeadLetterQueue(*dead)
    SqsDeadLetters(*dead).put("as it was", cause="conflict")

    (first,) = queue.take()
    meanwhile = (queue.take(), queue.count())
    queue.hand_back([first])
    (again,) = queue.take()

    assert (first.body, first.cause, first.received) == ("as it was", "conflict", 1)
    assert first.sent_at.tzinfo is not None
    assert meanwhile == ([], 1)
    assert (again.id, again.received) == (first.id, 2)


def test_a_letter_that_sqs_moved_has_no_cause(dead):
    client, url = dead
    client.send_message(QueueUrl=url, MessageBody="a")

    (found,) = SqsDeadLetterQueue(client, url).take()

    assert found.cause is None


def test_letters_are_handed_back_and_deleted_in_batches(dead):
    queue = SqsDeadLetterQueue(*dead)
    for number in range(23):
        SqsDeadLetters(*dead).put(str(number), cause="conflict")
    taken = [each for _ in range(3) for each in queue.take()]

    queue.hand_back(taken[:12])
    left = queue.delete(taken[12:])

    assert (len(taken), left) == (23, set())
    assert {each.body for _ in range(2) for each in queue.take()} == {
        each.body for each in taken[:12]
    }


def test_letters_that_were_not_deleted_are_named():
    class HalfDeaf:
        def delete_message_batch(self, **_):
            return {"Failed": [{"Id": "1", "Code": "ReceiptHandleIsInvalid"}]}

    left = SqsDeadLetterQueue(HalfDeaf(), "url").delete([letter("a"), letter("b")])

    assert left == {"b"}


def test_handing_back_never_fails_because_letters_come_back_anyway():
    class Gone:
        def change_message_visibility_batch(self, **_):
            raise EndpointConnectionError(endpoint_url="https://sqs")

    SqsDeadLetterQueue(Gone(), "url").hand_back([letter("a")])


def test_a_file_goes_back_in_its_group_and_a_second_send_of_the_letter_is_swallowed(aws):
    client = aws("sqs")
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url = client.create_queue(QueueName="charges.fifo", Attributes=fifo)["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody="event", MessageGroupId="charges")
    again = letter("event", id="m1", group="charges")

    for _ in range(2):
        SqsChargesQueue(client, url).send(again)

    found = client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    )["Messages"]
    assert [m["Body"] for m in found] == ["event", "event"]
    assert {m["Attributes"]["MessageGroupId"] for m in found} == {"charges"}
