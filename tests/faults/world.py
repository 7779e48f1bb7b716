"""A stack's bare resources in moto, inside this process: made anew for each point."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import boto3
from moto import mock_aws
from moto.moto_api._internal.models import moto_api_backend
from moto.s3.models import s3_backends
from moto.ses.exceptions import MessageRejectedError
from moto.sqs.models import sqs_backends

from receipts import bootstrap
from receipts.local import (
    account,
    moto_dynamodb,
    moto_glue_runs,
    moto_lambda,
    moto_s3,
    moto_ses,
    moto_ses_account,
    moto_sqs,
    moto_sqs_move,
)
from receipts.local.moto_lambda import is_enabled
from receipts.local.moto_ses import SentMail
from receipts.local.moto_ses_account import SesAccount
from receipts.local.moto_ses_events import events_of
from tests.builders import NOW
from tests.fakes import FakeClock
from tests.faults import functions, objects
from tests.faults.calls import Calls, watched
from tests.faults.functions import FEEDBACK, MOST_RECEIVES, RECEIPTS, Function, dead, url
from tests.faults.large_files import LargeFiles
from tests.faults.sessions import Sessions, thrifty

_ENDLESS_SECONDS = 3600
_ENOUGH = 1000
#: Longer than any pause that ends by itself.
_PAUSED_SECONDS = 1200
#: The end of a central directory with nothing in it.
_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


class World:
    """What AWS has, as nobody but the harness sees it."""

    def __init__(self, calls: Calls, sessions: Sessions, account: SesAccount) -> None:
        self.calls = calls
        #: What SES says of the account.
        self.account = account
        self.clock = FakeClock()
        self._sessions = sessions
        self._session = boto3.Session()
        self._clients: dict[str, Any] = {}
        self.begin()
        calls.repeat_events = self._repeat_events

    def begin(
        self,
        *,
        refused: frozenset[str] = frozenset(),
        silent: bool = False,
        quota: int | None = None,
        receipts: int = functions.ENOUGH_RECEIPTS,
    ) -> None:
        """Empty everything. SES refuses mails to some, and tells nothing when it is silent.

        `quota` is the number of mails that it takes before sending is paused for a while, and
        `receipts` what the parser does not hand over.
        """
        moto_api_backend.reset()
        self.clock.time = NOW
        self.account.daily_quota = _ENOUGH if quota is None else quota
        self.mails: list[SentMail] = []
        #: What functions raised.
        self.errors: list[str] = []
        self._refused = refused
        self.silent = silent
        self._untold: list[dict[str, Any]] = []
        self._make_stores()
        self._make_queues()
        self._make_mapping()
        self.jobs = LargeFiles(self.client("glue"), receipts=receipts)
        ses = self.client("sesv2")
        ses.create_email_identity(EmailIdentity=functions.IDENTITY)
        ses.create_configuration_set(ConfigurationSetName=functions.CONFIGURATION_SET)
        self._sessions.refill()
        cold()

    def client(self, service: str) -> Any:
        """The harness's own; its calls are not counted."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service)
        return self._clients[service]

    def pass_time(self) -> None:
        """All leases run out; while sending is paused, SES's quota comes back as well."""
        self.clock.sleep(functions.LEASE_SECONDS + 1)
        if not is_enabled(functions.SETTINGS["worker_mapping"]):
            self.clock.sleep(_PAUSED_SECONDS)
            self.account.daily_quota = _ENOUGH

    def is_served(self, function: Function) -> bool:
        """Whether a function is given the messages of its queue."""
        return function.queue != RECEIPTS or is_enabled(functions.SETTINGS["worker_mapping"])

    def accept(self, mail: SentMail, ses: Any) -> None:
        """SES has a mail: note it, or refuse it."""
        if self._refused.intersection(mail.recipients):
            raise MessageRejectedError("Address is not accepted.")
        self.mails.append(mail)
        if not self.silent:
            self._untold += [event for _, event in events_of(mail, ses)]
            self._untold.append(self._untold[-1] | {"eventType": "Something New"})

    def _repeat_events(self) -> None:
        self._untold += self._untold

    def tell_events(self) -> None:
        """SES's events reach the feedback queue."""
        untold, self._untold = self._untold, []
        for batch in _tens([{"MessageBody": json.dumps(event)} for event in untold]):
            self.client("sqs").send_message_batch(QueueUrl=url(FEEDBACK), Entries=batch)

    def send(self, queue: str, body: str) -> None:
        """Put a message on a queue."""
        group = {"MessageGroupId": "landing"} if queue.endswith(".fifo") else {}
        self.client("sqs").send_message(QueueUrl=url(queue), MessageBody=body, **group)

    def receive(self, queue: str, most: int) -> list[dict[str, Any]]:
        """A batch; it stays hidden until `reveal`."""
        answer = self.client("sqs").receive_message(
            QueueUrl=url(queue),
            MaxNumberOfMessages=most,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def delete(self, queue: str, messages: list[dict[str, Any]]) -> None:
        """They are done with."""
        handles = [{"ReceiptHandle": message["ReceiptHandle"]} for message in messages]
        for batch in _tens(handles):
            self.client("sqs").delete_message_batch(QueueUrl=url(queue), Entries=batch)

    def waiting(self, queue: str) -> list[Any]:
        """The messages of a queue, hidden ones included, as moto keeps them."""
        backend = sqs_backends[account.ACCOUNT_ID][account.REGION]
        return list(backend.get_queue(queue)._messages)

    def reveal(self) -> None:
        """All visibility timeouts run out."""
        for queue in MOST_RECEIVES:
            for message in [*self.waiting(queue), *self.waiting(dead(queue))]:
                message.visible_at = 0

    def audited(self) -> dict[str, list[bytes]]:
        """All versions of all objects of the audit bucket."""
        bucket = s3_backends[account.ACCOUNT_ID]["aws"].get_bucket(functions.AUDIT_BUCKET)
        return {key: [each.value for each in versions] for key, versions in bucket.keys.lists()}

    def states(self) -> dict[str, str]:
        """What the ledger's rows say, by customer key."""
        rows = self.client("dynamodb").scan(TableName=functions.LEDGER_TABLE)["Items"]
        return {row["sk"]["S"]: row["state"]["S"] for row in rows if "state" in row}

    def _make_stores(self) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket=functions.LANDING_BUCKET)
        s3.put_bucket_versioning(
            Bucket=functions.LANDING_BUCKET, VersioningConfiguration={"Status": "Enabled"}
        )
        s3.create_bucket(Bucket=functions.AUDIT_BUCKET, ObjectLockEnabledForBucket=True)
        self.client("dynamodb").create_table(
            TableName=functions.LEDGER_TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"}
                for name in ("pk", "sk", "doubt", "changed_at")
            ],
            KeySchema=_key("pk", "sk"),
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "doubts",
                    "KeySchema": _key("doubt", "changed_at"),
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            ],
        )

    def _make_mapping(self) -> None:
        """Between the receipts' queue and a worker that is never called: the driver does that."""
        role = self.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument="{}")
        made = self.client("lambda")
        made.create_function(
            FunctionName="worker",
            Runtime="python3.13",
            Role=role["Role"]["Arn"],
            Handler="lambdas.worker.handler",
            Code={"ZipFile": _EMPTY_ZIP},
        )
        mapping = made.create_event_source_mapping(
            FunctionName="worker", EventSourceArn=functions.arn(RECEIPTS)
        )
        functions.SETTINGS["worker_mapping"] = mapping["UUID"]

    def _make_queues(self) -> None:
        for queue, most in MOST_RECEIVES.items():
            self._make_queue(dead(queue), {})
            redrive = {"deadLetterTargetArn": functions.arn(dead(queue)), "maxReceiveCount": most}
            self._make_queue(queue, {"RedrivePolicy": json.dumps(redrive)})

    def _make_queue(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(".fifo"):
            attributes |= {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        attributes["VisibilityTimeout"] = str(_ENDLESS_SECONDS)
        made = self.client("sqs").create_queue(QueueName=name, Attributes=attributes)
        if made["QueueUrl"] != url(name):
            raise LookupError(f"moto now calls a queue {made['QueueUrl']}, not {url(name)}")


def _key(hashed: str, ordered: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hashed, "KeyType": "HASH"},
        {"AttributeName": ordered, "KeyType": "RANGE"},
    ]


def _tens(entries: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    for start in range(0, len(entries), 10):
        yield [{"Id": str(n)} | each for n, each in enumerate(entries[start : start + 10])]


def cold() -> None:
    """What a process has made for itself is gone with it."""
    for made in vars(bootstrap).values():
        if forget := getattr(made, "cache_clear", None):
            forget()


@contextmanager
def opened() -> Iterator[World]:
    """An AWS in this process, which is watched; only one at a time."""
    with ExitStack() as opening:
        opening.enter_context(patch.dict(os.environ, account.environment("")))
        for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
            os.environ.pop(name, None)
        opening.callback(logging.disable, logging.root.manager.disable)
        logging.disable()
        opening.enter_context(mock_aws())
        worlds: list[World] = []
        accept: Callable[[SentMail, Any], None] = lambda *sent: worlds[0].accept(*sent)  # noqa: E731
        account_of_ses = SesAccount()
        opening.enter_context(moto_ses.completed(account_of_ses, accept))
        opening.enter_context(moto_ses_account.completed(account_of_ses))
        opening.enter_context(moto_lambda.completed())
        opening.enter_context(moto_dynamodb.completed())
        opening.enter_context(moto_s3.completed(lambda *_: None))
        opening.enter_context(moto_sqs.completed()).set()  # no long polls
        opening.enter_context(moto_sqs_move.completed())
        opening.enter_context(
            moto_glue_runs.completed(lambda run: worlds[0].jobs.started.append(run))
        )
        sessions = opening.enter_context(thrifty())
        calls = opening.enter_context(watched())
        opening.enter_context(objects.standing_in(calls))
        worlds.append(World(calls, sessions, account_of_ses))
        opening.enter_context(patch.object(bootstrap, "SystemClock", lambda: worlds[0].clock))
        opening.callback(cold)
        yield worlds[0]
