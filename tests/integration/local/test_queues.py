import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from receipts.local.world import World


@pytest.fixture
def sqs(world: World) -> Any:
    return world.client("sqs")


def fill(sqs: Any, url: str, bodies: list[str]) -> None:
    for start in range(0, len(bodies), 10):
        entries = [
            {"Id": str(number), "MessageBody": body}
            for number, body in enumerate(bodies[start : start + 10])
        ]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)


def take(sqs: Any, url: str) -> list[Any]:
    """Receive up to ten and delete them."""
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    if messages:
        entries = [
            {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
            for number, message in enumerate(messages)
        ]
        sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    return messages


def take_all(sqs: Any, url: str) -> list[str]:
    bodies = []
    while messages := take(sqs, url):
        bodies += [message["Body"] for message in messages]
    return bodies


def count(sqs: Any, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def test_a_deep_queue_stays_quick(sqs, new_queue):
    url, bodies = new_queue(), [str(number) for number in range(1000)]
    began = time.monotonic()

    fill(sqs, url, bodies)
    taken = take_all(sqs, url)

    # Without our Queue.attributes this takes minutes.
    assert time.monotonic() - began < 20
    assert sorted(taken, key=int) == bodies


def test_nothing_is_lost_between_senders_and_deleters(sqs, new_queue):
    url, bodies = new_queue(), [str(number) for number in range(300)]
    sending = threading.Thread(target=fill, args=(sqs, url, bodies))
    taken: list[str] = []

    sending.start()
    while sending.is_alive():
        taken += take_all(sqs, url)
    taken += take_all(sqs, url)

    assert sorted(taken, key=int) == bodies


def test_two_receivers_never_get_the_same_message(sqs, new_queue):
    url, bodies = new_queue(), [str(number) for number in range(200)]
    fill(sqs, url, bodies)

    with ThreadPoolExecutor(4) as receivers:
        taken = [
            body for part in receivers.map(lambda _: take_all(sqs, url), range(4)) for body in part
        ]

    assert sorted(taken, key=int) == bodies


def test_a_long_poll_ends_when_a_message_arrives(sqs, new_queue):
    url = new_queue()
    later = threading.Timer(0.3, sqs.send_message, kwargs={"QueueUrl": url, "MessageBody": "hi"})
    began = time.monotonic()

    later.start()
    found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)

    assert [message["Body"] for message in found["Messages"]] == ["hi"]
    assert time.monotonic() - began < 5


def test_a_long_poll_on_a_fifo_group_in_flight_lets_it_be_deleted(sqs, new_queue):
    url = new_queue(".fifo", FifoQueue="true", ContentBasedDeduplication="true")
    for body in ("first", "second"):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")
    (first,) = sqs.receive_message(QueueUrl=url)["Messages"]
    done = threading.Timer(
        0.3, sqs.delete_message, kwargs={"QueueUrl": url, "ReceiptHandle": first["ReceiptHandle"]}
    )

    done.start()
    found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)

    assert [message["Body"] for message in found["Messages"]] == ["second"]


def test_fifo_messages_have_growing_sequence_numbers(sqs, new_queue):
    url = new_queue(".fifo", FifoQueue="true", ContentBasedDeduplication="true")
    for body in ("first", "second"):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")

    messages = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=2, MessageSystemAttributeNames=["SequenceNumber"]
    )["Messages"]

    first, second = [int(message["Attributes"]["SequenceNumber"]) for message in messages]
    assert first < second


@pytest.fixture
def redrivable(sqs: Any, new_queue: Callable[..., str]) -> tuple[str, str]:
    """A queue and its dead-letter queue."""
    dead = new_queue()
    policy = f'{{"deadLetterTargetArn": "{arn_of(sqs, dead)}", "maxReceiveCount": 1}}'
    return new_queue(RedrivePolicy=policy, VisibilityTimeout="0"), dead


def arn_of(sqs: Any, url: str) -> str:
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return found["Attributes"]["QueueArn"]


def kill_messages(sqs: Any, url: str) -> None:
    """Receive until nothing comes back."""
    while sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        pass


def task_of(sqs: Any, dead: str) -> Any:
    """The newest task, once it has ended."""
    while True:
        (task,) = sqs.list_message_move_tasks(SourceArn=arn_of(sqs, dead))["Results"]
        if task["Status"] != "RUNNING":
            return task
        time.sleep(0.05)


def test_the_cli_moves_dead_letters_back_to_where_they_came_from(sqs, redrivable, aws):
    url, dead = redrivable
    fill(sqs, url, ["a", "b"])
    kill_messages(sqs, url)
    moved_before = (count(sqs, url), count(sqs, dead))

    aws("sqs", "start-message-move-task", "--source-arn", arn_of(sqs, dead))
    task = task_of(sqs, dead)

    assert moved_before == (0, 2)
    assert task["Status"] == "COMPLETED"
    assert task["ApproximateNumberOfMessagesToMove"] == 2
    assert task["ApproximateNumberOfMessagesMoved"] == 2
    assert (count(sqs, url), count(sqs, dead)) == (2, 0)


def test_a_redriven_message_is_a_new_message(sqs, redrivable):
    url, dead = redrivable
    cause = {"cause": {"DataType": "String", "StringValue": "refused"}}
    sent = sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes=cause)
    kill_messages(sqs, url)

    sqs.start_message_move_task(SourceArn=arn_of(sqs, dead))
    task_of(sqs, dead)

    (message,) = sqs.receive_message(
        QueueUrl=url, MessageSystemAttributeNames=["All"], MessageAttributeNames=["All"]
    )["Messages"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert message["MessageAttributes"] == cause
    assert message["MessageId"] != sent["MessageId"]


def test_a_message_sent_to_the_dead_letter_queue_itself_needs_a_destination(sqs, redrivable):
    url, dead = redrivable
    sqs.send_message(QueueUrl=dead, MessageBody="a")

    sqs.start_message_move_task(SourceArn=arn_of(sqs, dead))
    without = task_of(sqs, dead)
    sqs.start_message_move_task(SourceArn=arn_of(sqs, dead), DestinationArn=arn_of(sqs, url))
    with_destination = task_of(sqs, dead)

    assert without["Status"] == "FAILED"
    assert without["FailureReason"] == "CouldNotDetermineMessageSource"
    assert with_destination["Status"] == "COMPLETED"
    assert take_all(sqs, url) == ["a"]


def test_a_queue_has_one_task_at_a_time_and_it_can_be_cancelled(sqs, redrivable):
    url, dead = redrivable
    fill(sqs, url, ["a", "b", "c"])
    kill_messages(sqs, url)
    slow = {"SourceArn": arn_of(sqs, dead), "MaxNumberOfMessagesPerSecond": 1}

    handle = sqs.start_message_move_task(**slow)["TaskHandle"]
    with pytest.raises(sqs.exceptions.UnsupportedOperation, match="already a task running"):
        sqs.start_message_move_task(**slow)
    running = sqs.list_message_move_tasks(SourceArn=arn_of(sqs, dead))["Results"]
    sqs.cancel_message_move_task(TaskHandle=handle)

    assert running[0]["TaskHandle"] == handle
    assert task_of(sqs, dead)["Status"] == "CANCELLED"
    assert count(sqs, url) + count(sqs, dead) == 3
    with pytest.raises(sqs.exceptions.ResourceNotFoundException):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_only_dead_letter_queues_are_redriven(sqs, redrivable):
    url, dead = redrivable

    with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue"):
        sqs.start_message_move_task(SourceArn=arn_of(sqs, url))
    with pytest.raises(sqs.exceptions.ResourceNotFoundException):
        sqs.start_message_move_task(SourceArn=arn_of(sqs, dead) + "-unknown")
    with pytest.raises(ClientError, match="MaxNumberOfMessagesPerSecond"):
        sqs.start_message_move_task(SourceArn=arn_of(sqs, dead), MaxNumberOfMessagesPerSecond=501)
