"""The real stack as a trial: whatever is dropped, one mailbox gets it."""

import email
from collections import Counter
from email.policy import default
from pathlib import Path

import pytest

from receipts.cli.embedded import PARAMETERS
from tests.builders import ALICE, BOB, charges_csv

ROOT = Path(__file__).parents[3]
MAILBOX = "trial@shop.example"
TRIAL = PARAMETERS | {"Environment": "trial", "RedirectAllMailTo": MAILBOX}


@pytest.fixture(scope="module")
def mails(tmp_path_factory, open_world):
    """What a trial stack sent for a file with two customers."""
    directory = tmp_path_factory.mktemp("trial")
    template = ROOT / "cloudformation" / "receipts.yaml"
    with open_world(directory, template=template, code_root=ROOT, parameters=TRIAL) as world:
        world.client("s3").put_object(
            Bucket=world.outputs["LandingBucket"],
            Key="2024-09/charges.csv",
            Body=charges_csv(ALICE, BOB),
        )
        world.drain(timeout=60)
    outbox = (directory / "outbox").glob("*.eml")
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in outbox]


def test_all_mails_of_a_trial_stack_go_to_one_mailbox(mails):
    assert Counter(mail["To"] for mail in mails) == {MAILBOX: 2}


def test_each_says_whose_receipt_it_is(mails):
    texts = [mail.get_body(["plain"]).get_content() for mail in mails]

    # Word joiners keep mail programs from making links.
    assert {text.replace("\N{WORD JOINER}", "").splitlines()[0] for text in texts} == {
        "Trial: this receipt would have gone to Alice <alice@example.com>.",
        "Trial: this receipt would have gone to Bob <bob@example.com>.",
    }
