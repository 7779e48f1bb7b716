import pytest

from receipts import messages
from receipts.aws.sqs import SqsDeadLetters, SqsReceiptQueue
from receipts.errors import RetryableError
from tests.builders import message


def received(client, url):
    found = []
    while batch := client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        found += batch
    return found


def test_all_pointers_arrive_over_several_batches(aws):
    client = aws("sqs")
    url = client.create_queue(QueueName="receipts")["QueueUrl"]
    pointers = [message(f"{number:032x}") for number in range(23)]

    SqsReceiptQueue(client, url).send(iter(pointers))

    bodies = [m["Body"] for m in received(client, url)]
    assert sorted(map(messages.from_body, bodies), key=lambda m: m.receipt_id) == pointers


def test_a_batch_that_failed_in_part_is_not_called_sent():
    class HalfDeaf:
        def send_message_batch(self, **_):
            return {"Successful": [], "Failed": [{"Id": "0", "Code": "InternalError"}]}

    with pytest.raises(RetryableError, match="1 receipts were not queued"):
        SqsReceiptQueue(HalfDeaf(), "url").send([message()])


def test_a_dead_letter_keeps_its_body_and_says_why(aws):
    client = aws("sqs")
    url = client.create_queue(QueueName="dead")["QueueUrl"]

    SqsDeadLetters(client, url).put("as it was", cause="conflict")

    (letter,) = received(client, url)
    assert letter["Body"] == "as it was"
    assert letter["MessageAttributes"]["cause"]["StringValue"] == "conflict"
