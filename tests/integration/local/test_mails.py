import re
import uuid
from email.utils import make_msgid
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from receipts.local.world import World

MIME = b"From: shop@shop.example\r\nSubject: =?utf-8?q?=C3=A9?=\r\n\r\nnot utf-8: \xe9\xff\r\n"


@pytest.fixture
def ses(world: World) -> Any:
    return world.client("sesv2")


def outbox(directory: Path) -> set[Path]:
    return set((directory / "outbox").glob("*.eml"))


def send(ses: Any, mime: bytes = MIME, **options: Any) -> str:
    return ses.send_email(Content={"Raw": {"Data": mime}}, **options)["MessageId"]


def test_the_outbox_has_the_exact_bytes_under_the_receipts_id(ses, world_directory):
    before = outbox(world_directory)

    send(ses, EmailTags=[{"Name": "receipt_id", "Value": "4f2a"}])

    (new,) = outbox(world_directory) - before
    assert re.fullmatch(r"\d{6}-4f2a\.eml", new.name)
    assert new.read_bytes() == MIME


def test_a_mail_without_a_tag_is_named_by_its_message_id(ses, world_directory):
    before = outbox(world_directory)

    message_id = send(ses)

    (new,) = outbox(world_directory) - before
    assert new.name.endswith(f"-{message_id}.eml")


def test_a_receipt_sent_twice_shows_up_twice(ses, world_directory):
    receipt_id = uuid.uuid4().hex

    for _ in range(2):
        send(ses, EmailTags=[{"Name": "receipt_id", "Value": receipt_id}])

    names = sorted(path.name for path in outbox(world_directory) if receipt_id in path.name)
    assert len(names) == 2
    assert names[0] < names[1]


def test_message_ids_are_unique_and_fit_into_a_message_id_header(ses):
    first, second = send(ses), send(ses)

    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9-]+", first)
    assert make_msgid(first, "email.amazonses.com")


@pytest.mark.parametrize("options", [{}, {"FromEmailAddress": "Shop <a@evil.example>"}])
def test_an_unverified_sender_is_refused(ses, world_directory, options):
    before = outbox(world_directory)

    with pytest.raises(ses.exceptions.MessageRejected, match="Email address is not verified") as no:
        send(ses, MIME.replace(b"shop.example", b"evil.example"), **options)

    assert no.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert outbox(world_directory) == before


def test_a_verified_domain_covers_its_subdomains(ses):
    assert send(ses, FromEmailAddress="a@mail.shop.example")


def test_an_unknown_configuration_set_is_refused(ses, world_directory):
    before = outbox(world_directory)

    with pytest.raises(ses.exceptions.NotFoundException, match="does not exist"):
        send(ses, ConfigurationSetName="unknown")

    assert outbox(world_directory) == before


def test_the_deployed_configuration_set_is_known(ses, world):
    name = world.outputs["ConfigurationSet"]

    found = ses.get_configuration_set(ConfigurationSetName=name)

    assert name == "shop-mails"
    assert found["SendingOptions"] == {"SendingEnabled": True}
    assert send(ses, ConfigurationSetName=name)


def test_a_tag_that_ses_would_refuse_is_refused(ses, world_directory):
    before = outbox(world_directory)

    with pytest.raises(ClientError, match="BadRequestException"):
        send(ses, EmailTags=[{"Name": "receipt_id", "Value": "../4f2a"}])

    assert outbox(world_directory) == before


def test_the_account_has_a_quota_that_counts(ses):
    before = ses.get_account()

    send(ses, Destination={"ToAddresses": ["a@example.com"]})

    after = ses.get_account()
    assert before["ProductionAccessEnabled"]
    assert before["SendQuota"]["MaxSendRate"] >= 1
    assert after["SendQuota"]["SentLast24Hours"] == before["SendQuota"]["SentLast24Hours"] + 1
