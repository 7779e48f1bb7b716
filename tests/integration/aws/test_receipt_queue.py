import threading
from collections import Counter

import pytest
from botocore.exceptions import ClientError

from receipts import messages
from receipts.aws.sqs import SqsReceiptQueue
from receipts.errors import PermanentError, RetryableError
from tests.builders import message
from tests.fakes import FakeClock

_INTERNAL = {"Code": "InternalError", "SenderFault": False}
_THROTTLED = {"Code": "KMS.ThrottlingException", "SenderFault": True}
_REFUSED = {"Code": "InvalidMessageContents", "SenderFault": True}


def pointers(count):
    return [message(f"{number:032x}") for number in range(count)]


class Sqs:
    """A queue that does not take some of the messages it is sent, as often as it is told."""

    def __init__(self, failures=None):
        #: By receipt id: what is answered for it, one try after the other.
        self.failures = {} if failures is None else failures
        self.taken = []
        self.tries = Counter()
        self.sizes = []
        self._lock = threading.Lock()

    def send_message_batch(self, *, QueueUrl, Entries):  # noqa: N803 - boto3's names
        with self._lock:
            self.sizes.append(len(Entries))
            return {"Failed": [failed for entry in Entries for failed in self._put(entry)]}

    def _put(self, entry):
        receipt_id = messages.from_body(entry["MessageBody"]).receipt_id
        self.tries[receipt_id] += 1
        if self.failures.get(receipt_id):
            return [{"Id": entry["Id"], **self.failures[receipt_id].pop(0)}]
        self.taken.append(receipt_id)
        return []


def queue_to(sqs, clock=None):
    return SqsReceiptQueue(sqs, "url", clock=clock or FakeClock())


def test_all_pointers_arrive_over_several_batches(aws):
    client = aws("sqs")
    url = client.create_queue(QueueName="receipts")["QueueUrl"]
    sent = pointers(23)

    SqsReceiptQueue(client, url, clock=FakeClock()).send(iter(sent))

    bodies = []
    while found := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [each["Body"] for each in found]
    assert sorted(map(messages.from_body, bodies), key=lambda m: m.receipt_id) == sent


def test_every_call_but_the_last_carries_ten_and_nothing_is_sent_for_nothing():
    sqs = Sqs()

    queue_to(sqs).send(pointers(105))
    queue_to(sqs).send([])

    assert sorted(sqs.sizes) == [5, *[10] * 10]


def test_several_calls_are_under_way_at_a_time():
    together = threading.Barrier(8, timeout=10)

    class Slow(Sqs):
        def send_message_batch(self, **asked):
            together.wait()
            return super().send_message_batch(**asked)

    sqs = Slow()

    queue_to(sqs).send(pointers(80))

    assert len(sqs.taken) == 80


def test_only_some_of_very_many_pointers_are_in_memory():
    sqs, ahead = Sqs(), []

    def made():
        for number in range(5_000):
            ahead.append(number - sum(sqs.sizes))
            yield message(f"{number:032x}")

    queue_to(sqs).send(made())

    assert len(sqs.taken) == 5_000
    assert max(ahead) <= 650


@pytest.mark.parametrize("failure", [_INTERNAL, _THROTTLED], ids=lambda each: each["Code"])
def test_what_a_batch_did_not_take_is_sent_again_alone_and_later(failure):
    sent = pointers(10)
    sqs, clock = Sqs({sent[3].receipt_id: [failure, failure]}), FakeClock()

    queue_to(sqs, clock).send(sent)

    assert sorted(sqs.taken) == [pointer.receipt_id for pointer in sent]
    assert sqs.sizes == [10, 1, 1]
    assert clock.slept == pytest.approx(1.2)


def test_what_is_never_taken_is_counted_once_everything_else_is_sent():
    sent = pointers(30)
    sqs = Sqs({sent[number].receipt_id: [_INTERNAL] * 99 for number in (4, 15)})

    with pytest.raises(RetryableError, match=r"^2 receipts were not queued: .*InternalError"):
        queue_to(sqs).send(sent)

    assert len(sqs.taken) == 28
    assert sqs.tries[sent[4].receipt_id] == 4


def test_what_is_our_mistake_is_not_tried_again_and_says_its_code_and_nothing_else():
    sent = pointers(30)
    failures = {sent[4].receipt_id: [_REFUSED], sent[5].receipt_id: [_INTERNAL] * 99}
    sqs, clock = Sqs(failures), FakeClock()

    with pytest.raises(PermanentError) as caught:
        queue_to(sqs, clock).send(sent)

    said = "1 receipts were not queued: queue receipts: InvalidMessageContents"
    assert str(caught.value) == said
    assert sqs.tries[sent[4].receipt_id] == 1
    assert len(sqs.taken) == 28


def test_an_entry_refused_when_it_is_sent_again_is_refused():
    sent = pointers(1)
    sqs = Sqs({sent[0].receipt_id: [_INTERNAL, _REFUSED]})

    with pytest.raises(PermanentError):
        queue_to(sqs).send(sent)

    assert sqs.taken == []


@pytest.mark.parametrize(
    ("code", "error"),
    [("RequestThrottled", RetryableError), ("AWS.SimpleQueueService.NoQueue", PermanentError)],
)
def test_a_call_that_is_refused_as_a_whole_ends_it(code, error):
    class Refusing:
        calls = 0

        def send_message_batch(self, **_):
            self.calls += 1
            answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, "SendMessageBatch")

    sqs = Refusing()

    with pytest.raises(error, match=code):
        queue_to(sqs).send(pointers(5_000))

    assert sqs.calls < 100


def test_what_goes_wrong_while_pointers_are_made_is_told():
    def broken():
        yield message("0" * 32)
        raise LookupError

    sqs = Sqs()

    with pytest.raises(LookupError):
        queue_to(sqs).send(broken())

    assert sqs.taken == []
