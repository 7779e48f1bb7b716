"""What a person is told to do next: what is not done yet, in order."""

from receipts.deployment.dns import Record, records
from receipts.deployment.next_steps import Situation, next_steps
from receipts.stacks import SesIdentity, Standing

PENDING = SesIdentity(
    is_verified=False,
    dkim="PENDING",
    tokens=("one", "two"),
    mail_from="receipts-bounces.example.com",
    mail_from_status="PENDING",
)
VERIFIED = SesIdentity(
    is_verified=True,
    dkim="SUCCESS",
    tokens=("one", "two"),
    mail_from="receipts-bounces.example.com",
    mail_from_status="SUCCESS",
)
PROD = {
    "SesIdentity": "example.com",
    "AlarmAddress": "ops@example.com",
    "RedirectAllMailTo": "",
}


def told(identity: SesIdentity = VERIFIED, *, sandbox: bool = False, **parameters: str) -> str:
    standing = Standing(
        status="CREATE_COMPLETE", parameters=PROD | parameters, outputs={"AlarmTopic": "arn:topic"}
    )
    now = Situation(
        stack="shop",
        region="eu-west-1",
        standing=standing,
        identity=identity,
        is_identity_new=False,
        is_protection_new=False,
        is_in_sandbox=sandbox,
    )
    return "\n".join(next_steps(now))


def test_a_pending_domain_has_its_records_printed():
    assert list(records("example.com", PENDING, region="eu-west-1")) == [
        Record("one._domainkey.example.com", "CNAME", "one.dkim.amazonses.com"),
        Record("two._domainkey.example.com", "CNAME", "two.dkim.amazonses.com"),
        Record("receipts-bounces.example.com", "MX", "10 feedback-smtp.eu-west-1.amazonses.com"),
        Record("receipts-bounces.example.com", "TXT", '"v=spf1 include:amazonses.com ~all"'),
        Record("_dmarc.example.com", "TXT", '"v=DMARC1; p=none"'),
    ]
    words = told(PENDING)
    assert "1. Verify example.com" in words
    assert "one._domainkey.example.com    CNAME  one.dkim.amazonses.com" in words


def test_a_verified_domain_out_of_the_sandbox_has_only_the_rest():
    words = told()

    assert words.splitlines() == [
        "1. Confirm the alarms: follow the link that SNS has sent to ops@example.com.",
        "2. Look whether all is well, and drop the first file:",
        "     receipts doctor --stack shop",
        "     receipts drop FILE --stack shop",
    ]


def test_a_verified_domain_without_a_mail_from_domain_is_told_how_to_name_one():
    words = told(SesIdentity(is_verified=True, dkim="SUCCESS"))

    assert "put-email-identity-mail-from-attributes --email-identity example.com" in words
    assert "_dmarc" not in words


def test_an_address_has_no_records_but_a_link():
    address = SesIdentity(is_verified=False, dkim="NOT_STARTED")

    assert "follow the link that SES has sent" in told(address, SesIdentity="me@example.com")
    assert "Verify" not in told(
        SesIdentity(is_verified=True, dkim="NOT_STARTED"), SesIdentity="me@example.com"
    )


def test_a_trial_in_the_sandbox_verifies_its_mailbox_unless_it_is_the_simulator():
    own = told(sandbox=True, RedirectAllMailTo="me@example.com")
    simulator = told(sandbox=True, RedirectAllMailTo="success@simulator.amazonses.com")

    assert "create-email-identity --email-identity me@example.com" in own
    assert "create-email-identity" not in simulator
    assert "#/account" in simulator


def test_a_trial_sends_a_first_receipt_and_prod_a_file_of_ones_own():
    trial = told(RedirectAllMailTo="success@simulator.amazonses.com")

    assert "receipts drop samples/first/first-receipt-2024-09.csv --stack shop" in trial
    assert "samples/" not in told()


def test_without_an_address_the_alarms_name_how_to_be_told():
    command = "receipts deploy --stack shop --keep-code --parameter AlarmAddress=you@example.com"

    assert command in told(AlarmAddress="")
