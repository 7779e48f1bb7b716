import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from receipts.local.world import World

QUIET_SECONDS = 40


@pytest.fixture
def sqs(world: World) -> Any:
    return world.client("sqs")


@pytest.fixture(autouse=True)
def _empty_queues(world: World) -> Iterator[None]:
    """A test that fails leaves no messages to the next one."""
    yield
    world.drain(timeout=QUIET_SECONDS)
    kill = world.client("sqs").receive_message
    while kill(QueueUrl=world.outputs["MailDlqUrl"], VisibilityTimeout=3600).get("Messages"):
        pass


@pytest.fixture
def mail(world: World, sqs: Any) -> Callable[..., None]:
    """Tells the mailer what to do, and waits until it is done."""

    def tell(*bodies: str) -> None:
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        sqs.send_message_batch(QueueUrl=world.outputs["MailQueueUrl"], Entries=entries)
        world.drain(timeout=QUIET_SECONDS)

    return tell


@pytest.fixture
def dead(world: World, sqs: Any) -> Callable[[], list[str]]:
    def bodies() -> list[str]:
        found = sqs.receive_message(QueueUrl=world.outputs["MailDlqUrl"], MaxNumberOfMessages=10)
        return sorted(message["Body"] for message in found.get("Messages", []))

    return bodies


@pytest.fixture
def mailed(world_directory: Path) -> Callable[[str], int]:
    return lambda name: len(list((world_directory / "outbox").glob(f"*-{name}.eml")))


@pytest.fixture
def seen(mail: Callable[..., None], world_directory: Path) -> Callable[[], Any]:
    """What the handler saw of its invocation."""

    def look() -> Any:
        mail("seen")
        return json.loads((world_directory / "audit/seen.json").read_text())

    return look


def test_a_dropped_file_ends_in_the_outbox(world, mailed, world_directory):
    world.client("s3").put_object(
        Bucket=world.outputs["LandingBucket"], Key="2026-10/x.csv", Body=b"ann\nbob\n"
    )

    world.drain(timeout=QUIET_SECONDS)

    assert (mailed("ann"), mailed("bob")) == (1, 1)
    assert b"Bonjour ann" in (world_directory / "audit/receipts/ann").read_bytes()


def test_what_a_handler_prints_is_in_its_log(world, world_directory):
    world.client("s3").put_object(Bucket=world.outputs["LandingBucket"], Key="empty", Body=b"")

    world.drain(timeout=QUIET_SECONDS)

    assert "relay prints this" in (world_directory / "logs/RelayFunction.log").read_text()


def test_a_function_sees_the_templates_environment_and_nothing_of_ours(world, seen, monkeypatch):
    monkeypatch.setenv("OURS", "must not be seen")

    environment = seen()["environment"]

    assert environment["AUDIT_BUCKET"] == world.outputs["AuditBucket"]
    assert environment["CONFIGURATION_SET"] == "shop-mails"
    assert environment["AWS_ENDPOINT_URL"] == world.endpoint
    assert environment["AWS_REGION"] == "us-east-1"
    assert not {"OURS", "HOME", "USER", "QUEUE_URL"} & set(environment)


def test_a_handler_gets_a_record_and_a_context(seen):
    facts = seen()

    assert facts["record"]["body"] == "seen"
    assert facts["record"]["eventSourceARN"] == "arn:aws:sqs:us-east-1:123456789012:mails"
    assert facts["record"]["attributes"]["ApproximateReceiveCount"] == "1"
    assert facts["function"] == "mailer"
    assert len(facts["request"]) == 36
    assert 0 < facts["left"] <= 2000


def test_only_the_failed_message_comes_back_and_ends_in_the_dead_letter_queue(mail, mailed, dead):
    mail("carl", "fail", "dora")

    assert (mailed("carl"), mailed("dora")) == (1, 1)
    assert dead() == ["fail"]


def test_an_exception_fails_the_batch_and_keeps_the_process(mail, seen, dead, world_directory):
    before = seen()["pid"]

    mail("raise")

    assert dead() == ["raise"]
    assert "ValueError: told to" in (world_directory / "logs/MailerFunction.log").read_text()
    assert seen()["pid"] == before


def test_a_crash_fails_the_batch_and_the_next_invocation_has_a_new_process(mail, seen, dead):
    before = seen()["pid"]

    mail("exit")

    assert dead() == ["exit"]
    assert seen()["pid"] != before


def test_a_function_that_takes_too_long_is_killed(mail, seen, dead, world_directory):
    before = seen()["pid"]

    mail("sleep")

    assert dead() == ["sleep"]
    assert "no answer within 2 s" in (world_directory / "logs/MailerFunction.log").read_text()
    assert seen()["pid"] != before


@pytest.fixture
def mapping(world: World) -> str:
    """The mailer's."""
    found = world.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    (uuid,) = [each["UUID"] for each in found if each["FunctionArn"].endswith("mailer")]
    return str(uuid)


@pytest.fixture
def switch(world: World, mapping: str) -> Callable[..., None]:
    """Enables and disables the mailer's mapping."""

    def enable(enabled: bool) -> None:
        world.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=enabled)
        time.sleep(1.5)  # a poll that has begun still ends

    return enable


def test_a_disabled_mapping_leaves_messages_alone_until_it_is_enabled(world, switch, mail, mailed):
    switch(False)
    mail("emil")
    while_disabled = mailed("emil")

    switch(True)
    world.drain(timeout=QUIET_SECONDS)

    assert while_disabled == 0
    assert mailed("emil") == 1


def test_a_mapping_says_whether_it_is_switched_on(world, aws):
    (mapping, *_) = world.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    uuid = mapping["UUID"]

    off = aws("lambda", "update-event-source-mapping", "--uuid", uuid, "--no-enabled")
    while_off = world.client("lambda").get_event_source_mapping(UUID=uuid)
    on = aws("lambda", "update-event-source-mapping", "--uuid", uuid, "--enabled")

    assert [each["UUID"] for each in (off, while_off, on)] == [uuid] * 3
    assert [each["State"] for each in (off, while_off, on)] == ["Disabled", "Disabled", "Enabled"]
    assert while_off["EventSourceArn"] == mapping["EventSourceArn"]


def test_a_batch_may_have_more_messages_than_one_receive_gives(
    world, switch, mail, world_directory
):
    switch(False)
    mail(*["nothing"] * 10)
    mail(*["nothing"] * 9, "seen")

    switch(True)
    world.drain(timeout=QUIET_SECONDS)

    assert json.loads((world_directory / "audit/seen.json").read_text())["batch"] == 20


def test_a_mapping_that_is_changed_gives_other_batches_at_once(
    world, mapping, switch, mail, world_directory
):
    client = world.client("lambda")
    before = client.get_event_source_mapping(UUID=mapping)["BatchSize"]
    client.update_event_source_mapping(UUID=mapping, BatchSize=1)
    switch(False)
    mail("nothing", "seen")

    switch(True)
    world.drain(timeout=QUIET_SECONDS)
    client.update_event_source_mapping(UUID=mapping, BatchSize=before)

    assert json.loads((world_directory / "audit/seen.json").read_text())["batch"] == 1


def test_a_function_that_is_changed_begins_anew_and_one_that_is_not_goes_on(world, seen):
    first, same = seen(), seen()
    variables = {name: first["environment"][name] for name in ("AUDIT_BUCKET", "CONFIGURATION_SET")}
    world.client("lambda").update_function_configuration(
        FunctionName=first["function"], Environment={"Variables": variables | {"ADDED": "1"}}
    )

    changed = seen()

    assert same["pid"] == first["pid"] != changed["pid"]
    assert changed["environment"]["ADDED"] == "1"


def test_draining_gives_up_in_time_and_names_the_queue(world, sqs):
    sqs.send_message(QueueUrl=world.outputs["MailQueueUrl"], MessageBody="frida", DelaySeconds=2)
    progress: list[None] = []

    with pytest.raises(TimeoutError, match="mails: 1"):
        world.drain(timeout=0.5, on_progress=lambda: progress.append(None))

    assert progress
