"""What SES says of an account and an identity, through botocore's own parser and validation."""

import pytest

from receipts.aws.ses_account import SesDesk
from receipts.errors import RetryableError
from receipts.model import SendingAccount
from tests.integration.aws.stubs import stubbed

QUOTA = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 1_234.0}
ACCOUNT = {"SendingEnabled": True, "EnforcementStatus": "HEALTHY", "SendQuota": QUOTA}
IDENTITY = {"VerifiedForSendingStatus": True}
MAIL_FROM = {
    "MailFromDomain": "mail.example.com",
    "MailFromDomainStatus": "SUCCESS",
    "BehaviorOnMxFailure": "REJECT_MESSAGE",
}
WELL = SendingAccount(is_sending=True, is_verified=True, quota=50_000, sent=1_234)


def told(account: dict[str, object], identity: dict[str, object] = IDENTITY) -> SendingAccount:
    client, stub = stubbed("sesv2")
    stub.add_response("get_account", account, {})
    stub.add_response("get_email_identity", identity, {"EmailIdentity": "example.com"})
    return SesDesk(client, "example.com").ask()


def test_a_healthy_account_may_send_what_is_left_of_its_quota():
    account = told(ACCOUNT)

    assert account == WELL
    assert account.free == 48_766


def test_a_quota_of_minus_one_is_none():
    account = told(ACCOUNT | {"SendQuota": QUOTA | {"Max24HourSend": -1.0}})

    assert (account.quota, account.free_share) == (None, 1.0)


@pytest.mark.parametrize(
    ("changes", "is_sending"),
    [
        ({"EnforcementStatus": "HEALTHY"}, True),
        ({"EnforcementStatus": "PROBATION"}, True),
        ({"EnforcementStatus": "SHUTDOWN"}, False),
        ({"SendingEnabled": False}, False),
    ],
)
def test_an_account_that_is_shut_down_or_paused_does_not_send(changes, is_sending):
    assert told(ACCOUNT | changes).is_sending is is_sending


@pytest.mark.parametrize(
    ("identity", "may_send"),
    [
        pytest.param(IDENTITY, True, id="verified"),
        pytest.param({"VerifiedForSendingStatus": False}, False, id="unverified"),
        pytest.param(IDENTITY | {"MailFromAttributes": MAIL_FROM}, True, id="own MAIL FROM"),
        *(
            pytest.param(
                IDENTITY | {"MailFromAttributes": MAIL_FROM | {"MailFromDomainStatus": status}},
                False,
                id=f"MAIL FROM {status}",
            )
            for status in ("PENDING", "FAILED", "TEMPORARY_FAILURE")
        ),
        pytest.param(
            IDENTITY
            | {
                "MailFromAttributes": MAIL_FROM
                | {"MailFromDomainStatus": "FAILED", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
            },
            True,
            id="MAIL FROM failed, amazonses.com stands in",
        ),
    ],
)
def test_an_identity_may_send_when_ses_would_not_refuse_its_mails(identity, may_send):
    assert told(ACCOUNT, identity).is_verified is may_send


@pytest.mark.parametrize("operation", ["get_account", "get_email_identity"])
def test_what_ses_does_not_answer_now_may_be_asked_again(operation):
    client, stub = stubbed("sesv2")
    if operation == "get_email_identity":
        stub.add_response("get_account", ACCOUNT)
    stub.add_client_error(operation, service_error_code="InternalError", http_status_code=500)

    with pytest.raises(RetryableError, match="InternalError"):
        SesDesk(client, "example.com").ask()
