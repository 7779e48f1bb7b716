"""What SES says of who may send, through botocore's own parser and validation."""

import pytest

from receipts.aws.ses_identities import SesIdentities
from receipts.stacks import SesIdentity
from tests.integration.aws.stubs import stubbed

ASKED = {"EmailIdentity": "example.com"}


@pytest.fixture
def ses():
    client, stub = stubbed("sesv2")
    yield SesIdentities(client), stub
    stub.assert_no_pending_responses()


def test_an_identity_has_the_tokens_and_the_zone_of_its_records(ses):
    identities, stub = ses
    answer = {
        "VerifiedForSendingStatus": False,
        "DkimAttributes": {
            "Status": "PENDING",
            "Tokens": ["one", "two"],
            "SigningAttributesOrigin": "AWS_SES",
            "SigningHostedZone": "dkim.eu-south-2.amazonses.com",
        },
        "MailFromAttributes": {
            "MailFromDomain": "m.example.com",
            "MailFromDomainStatus": "PENDING",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
    }
    stub.add_response("get_email_identity", answer, ASKED)

    assert identities.find("example.com") == SesIdentity(
        is_verified=False,
        dkim="PENDING",
        tokens=("one", "two"),
        dkim_zone="dkim.eu-south-2.amazonses.com",
        mail_from="m.example.com",
        mail_from_status="PENDING",
    )


def test_the_name_of_a_key_of_ones_own_is_no_token(ses):
    identities, stub = ses
    dkim = {"Status": "SUCCESS", "Tokens": ["mine"], "SigningAttributesOrigin": "EXTERNAL"}
    stub.add_response("get_email_identity", {"DkimAttributes": dkim}, ASKED)

    assert identities.find("example.com").tokens == ()


def test_an_identity_that_nobody_asked_for_is_none(ses):
    identities, stub = ses
    stub.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)

    assert identities.find("example.com") is None


def test_a_domain_gets_a_mail_from_domain_that_stops_no_mail(ses):
    identities, stub = ses
    envelope = {
        **ASKED,
        "MailFromDomain": "m.example.com",
        "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
    }
    stub.add_response("create_email_identity", {}, ASKED)
    stub.add_response("put_email_identity_mail_from_attributes", {}, envelope)

    identities.ask_to_verify("example.com", mail_from="m.example.com")


def test_an_address_gets_none(ses):
    identities, stub = ses
    stub.add_response("create_email_identity", {}, {"EmailIdentity": "me@example.com"})

    identities.ask_to_verify("me@example.com", mail_from="")


@pytest.mark.parametrize(
    ("answer", "is_in_sandbox"),
    [({"ProductionAccessEnabled": True}, False), ({"ProductionAccessEnabled": False}, True)],
)
def test_the_sandbox_is_an_account_without_production_access(ses, answer, is_in_sandbox):
    identities, stub = ses
    stub.add_response("get_account", answer, {})

    assert identities.is_in_sandbox() is is_in_sandbox
