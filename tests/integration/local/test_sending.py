"""What the account may send, as SES tells and as people switch it."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from receipts.local.world import World

REAL, SIMULATED = "ann@example.com", "success@simulator.amazonses.com"


@pytest.fixture
def ses(world: World) -> Iterator[Any]:
    """SES, whose account is as it was afterwards."""
    account = world.ses_account
    before = (account.daily_quota, account.sending_enabled, account.enforcement_status)
    yield world.client("sesv2")
    account.daily_quota, account.sending_enabled, account.enforcement_status = before


def send(ses: Any, to: str = REAL) -> str:
    answer = ses.send_email(
        Content={"Raw": {"Data": b"From: a@shop.example\r\n\r\nhi\r\n"}},
        Destination={"ToAddresses": [to]},
    )
    return answer["MessageId"]


def sent(ses: Any) -> float:
    return ses.get_account()["SendQuota"]["SentLast24Hours"]


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str, int]:
    answer = error.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return answer["Error"]["Code"], answer["Error"]["Message"], status


def test_a_new_account_is_out_of_the_sandbox(ses):
    account = ses.get_account()

    assert account["ProductionAccessEnabled"]
    assert account["SendingEnabled"]
    assert account["EnforcementStatus"] == "HEALTHY"
    assert account["SendQuota"]["Max24HourSend"] == 50_000
    assert account["SendQuota"]["MaxSendRate"] == 200


def test_a_used_up_quota_refuses_in_the_words_of_the_guide_and_a_raised_one_does_not(ses, world):
    world.ses_account.daily_quota = sent(ses) + 1
    send(ses)

    with pytest.raises(ClientError) as error:
        send(ses)

    assert refusal(error) == ("ThrottlingException", "Daily message quota exceeded.", 400)
    world.ses_account.daily_quota += 1
    assert send(ses)


def test_the_simulator_uses_up_no_quota(ses, world):
    world.ses_account.daily_quota = before = sent(ses)

    assert send(ses, SIMULATED)

    assert sent(ses) == before


def test_sending_is_switched_off_and_on_by_the_cli(ses, aws):
    aws("sesv2", "put-account-sending-attributes", "--no-sending-enabled")
    told = aws("sesv2", "get-account")["SendingEnabled"]
    with pytest.raises(ses.exceptions.SendingPausedException) as error:
        send(ses)
    aws("sesv2", "put-account-sending-attributes", "--sending-enabled")

    assert told is False
    assert refusal(error)[2] == 400
    assert send(ses)
    assert ses.get_account()["SendingEnabled"]


def test_an_account_that_aws_shut_down_sends_nothing(ses, world):
    world.ses_account.enforcement_status = "SHUTDOWN"

    with pytest.raises(ses.exceptions.SendingPausedException):
        send(ses)

    account = ses.get_account()
    assert (account["EnforcementStatus"], account["SendingEnabled"]) == ("SHUTDOWN", False)


def test_the_identity_of_the_stack_is_verified(ses):
    identity = ses.get_email_identity(EmailIdentity="shop.example")

    assert identity["IdentityType"] == "DOMAIN"
    assert identity["VerifiedForSendingStatus"]
    assert identity["DkimAttributes"]["Status"] == "SUCCESS"
    assert identity["MailFromAttributes"] == {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}


def test_a_mailbox_is_verified_without_dkim(ses):
    ses.create_email_identity(EmailIdentity="me@elsewhere.example")

    identity = ses.get_email_identity(EmailIdentity="me@elsewhere.example")

    assert identity["VerifiedForSendingStatus"]
    assert identity["DkimAttributes"]["Status"] == "NOT_STARTED"


def test_an_unknown_identity_is_not_found(ses):
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.get_email_identity(EmailIdentity="unknown.example")
