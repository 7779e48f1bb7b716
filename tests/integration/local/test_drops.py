import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from receipts.local.world import World


@pytest.fixture
def s3(world: World) -> Any:
    return world.client("s3")


@pytest.fixture
def bucket(world: World) -> str:
    return world.outputs["LandingBucket"]


@pytest.fixture
def rule(world: World, new_queue: Callable[..., str]) -> Callable[..., Callable[[], list[Any]]]:
    """Makes a rule for all S3 events with a queue of its own; gives a function that empties it."""
    events, sqs = world.client("events"), world.client("sqs")

    def make(**where: str) -> Callable[[], list[Any]]:
        url, name = new_queue(), uuid.uuid4().hex
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        target = {"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}
        bus = {key: value for key, value in where.items() if key == "EventBusName"}
        events.put_rule(Name=name, EventPattern='{"source": ["aws.s3"]}', **where)
        events.put_targets(Rule=name, Targets=[target], **bus)

        def received() -> list[Any]:
            messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            return [json.loads(message["Body"]) for message in messages.get("Messages", [])]

        return received

    return make


def test_a_put_is_reported_once_in_the_documented_form(s3, bucket, rule):
    received = rule()

    put = s3.put_object(Bucket=bucket, Key="2026-10/ä b+c.csv", Body=b"12345", Tagging="a=b")

    (event,) = received()
    detail = event.pop("detail")
    dropped = detail.pop("object")
    assert event["time"].endswith("Z")
    assert len(event.pop("id")) == 36
    assert event | {"time": ""} == {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "123456789012",
        "time": "",
        "region": "us-east-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
    }
    assert int(dropped.pop("sequencer"), 16) > 0
    assert dropped == {"key": "2026-10/ä b+c.csv", "size": 5, "etag": put["ETag"].strip('"')}
    assert detail["bucket"] == {"name": bucket}
    assert detail["reason"] == "PutObject"


def test_an_object_of_a_versioned_bucket_has_its_version(s3, rule):
    bucket = uuid.uuid4().hex
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    received = rule()

    put = s3.put_object(Bucket=bucket, Key="x", Body=b"")

    (event,) = received()
    assert event["detail"]["object"]["version-id"] == put["VersionId"]


def test_a_multipart_upload_is_reported_once(s3, bucket, rule):
    received = rule()
    upload = {"Bucket": bucket, "Key": "large.csv"}

    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x" * 10)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(**upload, MultipartUpload=parts)

    assert [event["detail"]["reason"] for event in received()] == ["CompleteMultipartUpload"]


def test_a_copy_is_reported_as_a_copy(s3, bucket, rule):
    s3.put_object(Bucket=bucket, Key="original", Body=b"")
    received = rule()

    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "original"})

    assert [event["detail"]["reason"] for event in received()] == ["CopyObject"]


def test_sequencers_grow(s3, bucket, rule):
    received = rule()

    for _ in range(2):
        s3.put_object(Bucket=bucket, Key="same", Body=b"")

    first, second = [event["detail"]["object"]["sequencer"] for event in received()]
    assert first < second


def test_other_buses_and_disabled_rules_hear_nothing(s3, bucket, world, rule):
    world.client("events").create_event_bus(Name="other")
    silent = [rule(EventBusName="other"), rule(State="DISABLED")]

    s3.put_object(Bucket=bucket, Key="x", Body=b"")

    assert [received() for received in silent] == [[], []]
