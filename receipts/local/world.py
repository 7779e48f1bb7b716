"""The embedded AWS: moto inside this process, the real template, the real handlers."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from receipts.local import (
    account,
    moto_athena,
    moto_change_sets,
    moto_cloudformation,
    moto_differences,
    moto_dynamodb,
    moto_events,
    moto_glue_runs,
    moto_lambda,
    moto_s3,
    moto_s3_policy,
    moto_s3_retention,
    moto_ses,
    moto_ses_account,
    moto_ses_suppression,
    moto_sqs,
    moto_sqs_move,
    moto_termination,
    server,
)
from receipts.local.deployment import Deployment, deploy, described
from receipts.local.function import Function, FunctionConfiguration
from receipts.local.jobs import Jobs
from receipts.local.mirror import Mirror
from receipts.local.moto_ses import SentMail
from receipts.local.moto_ses_account import SesAccount
from receipts.local.moto_ses_events import publish_events
from receipts.local.outbox import Outbox
from receipts.local.pump import EventSourceMapping, Poller
from receipts.local.schedules import Ticker, schedules_of

_LOOK_EVERY_SECONDS = 0.1
#: Names in the template: the bucket that the folder `audit` follows, who may send mails.
_AUDIT_BUCKET = "AuditBucket"
_SES_IDENTITY = "SesIdentity"
_WHOLE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


class World:
    """A stack deployed into an AWS of its own, which is there while the context is open.

    In `directory`: `outbox/` has each mail SES accepted, `audit/` the audit bucket's objects,
    `logs/` what the functions wrote, by their names in the template.
    """

    def __init__(
        self,
        directory: Path,
        *,
        template: Path | None,
        code_root: Path,
        parameters: Mapping[str, str] | None = None,
        port: int = 0,
        workers: int = 1,
        retry_after: int | None = None,
        schedule_every: float | None = None,
        daily_quota: int | None = None,
        runtime: type[Function] = Function,
    ) -> None:
        """Without a template nothing is deployed until `take_up`.

        `workers` are processes per event source mapping.

        With `retry_after` a failed message comes back after that many seconds; on AWS, and
        without it, after its queue's visibility timeout. `schedule_every` seconds replace the
        interval of each scheduled rule, `daily_quota` what SES lets the account send, and
        `runtime` what runs the functions.
        """
        self.endpoint = ""
        self.outputs: dict[str, str] = {}
        #: What SES thinks of us; to be changed while the world runs.
        self.ses_account = (
            SesAccount() if daily_quota is None else SesAccount(daily_quota=daily_quota)
        )
        self._directory = directory
        self._template = template
        self._code_root = code_root
        self._parameters = parameters or {}
        self._port = port
        self._workers = workers
        self._retry_after = retry_after
        self._schedule_every = schedule_every
        self._runtime = runtime
        #: Names of stacks by their ids, the first one first.
        self._taken_up: dict[str, str] = {}
        self._pollers: list[Poller] = []
        self._tickers: list[Ticker] = []
        self._jobs = Jobs(code_root=code_root, logs=directory / "logs")
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            mirror = Mirror()
            outbox = Outbox(self._directory / "outbox")
            closing = opening.enter_context(
                _completed_moto(
                    account=self.ses_account, outbox=outbox, mirror=mirror, jobs=self._jobs
                )
            )
            self.endpoint = opening.enter_context(server.running(self._port))
            self._clients = account.Clients(self.endpoint)
            self._mirror = mirror
            opening.callback(self._stop)
            opening.callback(closing.set)
            if self._template is not None:
                self._serve(self._deploy(self._template), label="")
            self._open = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def client(self, service: str) -> Any:
        """A boto3 client; threads may share it."""
        return self._clients[service]

    def new_stacks(self) -> list[str]:
        """Names of stacks that somebody has deployed into this AWS, and nobody took up."""
        found = self.client("cloudformation").describe_stacks()["Stacks"]
        whole = {s["StackId"]: s["StackName"] for s in found if s["StackStatus"] in _WHOLE}
        return [name for stack_id, name in whole.items() if stack_id not in self._taken_up]

    def take_up(self, stack: str) -> None:
        """Run the functions of a stack that is there.

        The folders of the second and of each other one begin with its name.
        """
        cloudformation = self.client("cloudformation")
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        first = next(iter(self._taken_up.values()), stack)
        self._taken_up[found["StackId"]] = stack
        label = "" if stack == first else f"{stack}-"
        self._serve(described(cloudformation, stack), label=label)

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which the AWS CLI and SDKs reach this world."""
        return account.environment(self.endpoint)

    def drain(self, *, timeout: float, on_progress: Callable[[], None] = lambda: None) -> None:
        """Wait until no mapped queue has messages and nothing runs; else TimeoutError."""
        deadline = time.monotonic() + timeout
        while waiting := self._waiting():
            if time.monotonic() > deadline:
                counts = ", ".join(f"{name}: {count}" for name, count in waiting.items())
                raise TimeoutError(f"messages are left after {timeout:g} s: {counts}")
            on_progress()
            time.sleep(_LOOK_EVERY_SECONDS)

    def _waiting(self) -> dict[str, int]:
        # A function may feed a queue that was looked at before: one look for each link of a chain.
        # A job is one more.
        for _ in (*self._pollers, self._jobs):
            counts = {poller.queue_name: poller.waiting() for poller in self._pollers}
            counts["jobs"] = self._jobs.running()
            if waiting := {name: count for name, count in counts.items() if count}:
                return waiting
        return {}

    def _deploy(self, template: Path) -> Deployment:
        deployment = deploy(
            template,
            parameters=self._parameters,
            cloudformation=self.client("cloudformation"),
            s3=self.client("s3"),
        )
        if identity := deployment.parameters.get(_SES_IDENTITY):
            self.client("sesv2").create_email_identity(EmailIdentity=identity)
        return deployment

    def _serve(self, deployment: Deployment, *, label: str) -> None:
        self.outputs = self.outputs or deployment.outputs
        if audit_bucket := deployment.resources.get(_AUDIT_BUCKET):
            self._mirror.follow(audit_bucket, self._directory / f"{label}audit")
        self._start(names={made: label + name for name, made in deployment.resources.items()})

    def _start(self, *, names: Mapping[str, str]) -> None:
        """The functions among `names`: those of other stacks run already."""
        self._jobs.open(self.endpoint, names=names)
        sqs = self.client("sqs")
        for found in self.client("lambda").list_event_source_mappings()["EventSourceMappings"]:
            mapping = EventSourceMapping.read(found, sqs=sqs)
            for _ in range(self._workers if mapping.function_name in names else 0):
                self._poll(mapping, self._function(mapping.function_name, names))
        for schedule in schedules_of(self.client("events"), every=self._schedule_every):
            if schedule.function_name in names:
                ticker = Ticker(schedule, self._function(schedule.function_name, names))
                ticker.start()
                self._tickers.append(ticker)

    def _function(self, name: str, names: Mapping[str, str]) -> Function:
        return self._runtime(
            FunctionConfiguration.read(name),
            endpoint=self.endpoint,
            code_root=self._code_root,
            log=self._directory / "logs" / f"{names[name]}.log",
        )

    def _poll(self, mapping: EventSourceMapping, function: Function) -> None:
        poller = Poller(mapping, function, clients=self._clients, retry_after=self._retry_after)
        poller.start()
        self._pollers.append(poller)

    def _stop(self) -> None:
        threads: list[Poller | Ticker] = [*self._pollers, *self._tickers]
        for thread in threads:
            thread.stop()
        self._jobs.stop()
        for thread in threads:
            thread.join()


def _telling(outbox: Outbox) -> Callable[[SentMail, Any], None]:
    def on_sent(mail: SentMail, ses: Any) -> None:
        outbox.keep(mail)
        publish_events(mail, ses)

    return on_sent


@contextmanager
def _completed_moto(
    *, account: SesAccount, outbox: Outbox, mirror: Mirror, jobs: Jobs
) -> Iterator[threading.Event]:
    with (
        moto_athena.completed(),
        moto_change_sets.completed(),
        moto_cloudformation.completed(),
        moto_differences.completed(),
        moto_dynamodb.completed(),
        moto_events.completed(),
        moto_glue_runs.completed(jobs.start),
        moto_lambda.completed(),
        moto_s3.completed(mirror.keep),
        moto_s3_policy.completed(),
        moto_s3_retention.completed(),
        moto_ses.completed(account, _telling(outbox)),
        moto_ses_account.completed(account),
        moto_ses_suppression.completed(),
        moto_sqs.completed() as closing,
        moto_sqs_move.completed(),
        moto_termination.completed(),
    ):
        yield closing
