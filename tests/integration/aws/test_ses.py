"""Every documented answer of SES v2 SendEmail, through botocore's own parser and validation."""

import traceback

import boto3
import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import Stubber

from receipts.aws.ses import SesMailer
from receipts.errors import AnswerLostError, NotSentError, RefusedError, SendingStoppedError
from receipts.model import Mail

MAIL = Mail(
    "billing@example.com", "alice@example.com", b"mime", {"receipt_id": "a", "attempt": "1"}
)


@pytest.fixture
def ses():
    client = boto3.client(
        "sesv2",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with Stubber(client) as stub:
        yield client, stub


def test_a_mail_goes_out_raw_with_tags_under_the_configuration_set(ses):
    client, stub = ses
    expected = {
        "FromEmailAddress": "billing@example.com",
        "Destination": {"ToAddresses": ["alice@example.com"]},
        "Content": {"Raw": {"Data": b"mime"}},
        "EmailTags": [
            {"Name": "attempt", "Value": "1"},
            {"Name": "receipt_id", "Value": "a"},
        ],
        "ConfigurationSetName": "receipts",
    }
    stub.add_response("send_email", {"MessageId": "ses-1"}, expected)

    assert SesMailer(client, "receipts").send(MAIL) == "ses-1"


@pytest.mark.parametrize(
    ("code", "status", "text", "expected"),
    [
        ("TooManyRequestsException", 429, "Maximum sending rate exceeded.", NotSentError),
        ("ThrottlingException", 400, "Maximum sending rate exceeded.", NotSentError),
        ("TooManyRequestsException", 429, "Daily message quota exceeded.", SendingStoppedError),
        ("LimitExceededException", 400, "", SendingStoppedError),
        ("AccountSuspendedException", 400, "", SendingStoppedError),
        ("SendingPausedException", 400, "", SendingStoppedError),
        ("MailFromDomainNotVerifiedException", 400, "", SendingStoppedError),
        ("NotFoundException", 404, "Configuration set does not exist.", SendingStoppedError),
        ("AccessDeniedException", 403, "", SendingStoppedError),
        ("MessageRejected", 400, "Email address is not verified.", SendingStoppedError),
        ("MessageRejected", 400, "Message contains a virus.", RefusedError),
        ("BadRequestException", 400, "Illegal address", RefusedError),
        ("InternalServiceErrorException", 500, "", AnswerLostError),
        ("ServiceUnavailable", 503, "", AnswerLostError),
    ],
)
def test_each_answer_says_whether_the_mail_may_be_tried_again(ses, code, status, text, expected):
    client, stub = ses
    stub.add_client_error(
        "send_email", service_error_code=code, service_message=text, http_status_code=status
    )

    with pytest.raises(expected) as caught:
        SesMailer(client, "receipts").send(MAIL)

    assert type(caught.value) is expected
    assert text not in str(caught.value) or not text


def test_no_address_that_ses_quotes_gets_into_a_traceback(ses):
    client, stub = ses
    text = "Email address is not verified: alice@example.com"
    stub.add_client_error("send_email", service_error_code="MessageRejected", service_message=text)

    with pytest.raises(SendingStoppedError) as caught:
        SesMailer(client, "receipts").send(MAIL)

    said = traceback.format_exception(caught.value)
    assert "alice@" not in "".join(said)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ConnectTimeoutError(endpoint_url="https://ses"), NotSentError),
        (EndpointConnectionError(endpoint_url="https://ses"), NotSentError),
        (ReadTimeoutError(endpoint_url="https://ses"), AnswerLostError),
        (ConnectionClosedError(endpoint_url="https://ses"), AnswerLostError),
    ],
)
def test_a_broken_connection_is_a_doubt_once_the_mail_may_have_left(fault, expected):
    class Broken:
        def send_email(self, **_):
            raise fault

    with pytest.raises(expected) as caught:
        SesMailer(Broken(), "receipts").send(MAIL)

    assert type(caught.value) is expected
