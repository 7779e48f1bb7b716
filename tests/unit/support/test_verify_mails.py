"""What is said of kept mails, in whatever language and wherever they went."""

import pytest

from receipts.languages import TRANSLATED
from receipts.support.proof.evidence import gather
from receipts.support.proof.verdicts import Level, Said
from receipts.support.proof.verify import verify_receipt
from tests.builders import ALICE, charges_csv
from tests.fakes import FakeWorld
from tests.working import drop, work

MONTH = "2024-09"
#: So long that a subject with it goes over several lines.
SELLER = "Überaus lange benannte Gesellschaft für الخدمات السحابية und 雲端服務 & Söhne"


def of_mails(world: FakeWorld, *, mailbox: str | None = None) -> list[Said]:
    found = gather("C1", MONTH, ports=world.support, mailbox=mailbox)
    said = [one for receipt in found.receipts for one in verify_receipt(receipt, found)]
    return [one for one in said if one.code == "mails"]


@pytest.mark.parametrize("language", sorted(TRANSLATED))
def test_the_receipts_number_is_found_in_the_subject_of_each_language(language):
    world = FakeWorld()
    rules = {"default_locale": language, "seller_name": SELLER}
    drop(world, charges_csv(ALICE), **rules)
    work(world)
    credit = ALICE.replace("10.00", "-3")
    drop(world, charges_csv(credit), "corrections/2024-09.csv", **rules)
    work(world)

    said = of_mails(world)

    assert [one.level for one in said] == [Level.PROVEN] * 2
    assert len(list(world.audit.keys("mails/"))) == 2


def test_the_mail_of_a_trial_is_said_to_have_gone_to_its_mailbox():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world, environment="trial", redirect_all_mail_to="qa@example.com")

    (said,) = of_mails(world, mailbox="qa@example.com")

    assert said.level is Level.PROVEN
    assert said.words.endswith("It went to the mailbox of a trial: the customer did not get it.")


def test_a_mail_to_the_customer_says_nothing_of_a_trial():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)

    (said,) = of_mails(world)

    assert "trial" not in said.words


def test_a_mail_to_another_mailbox_than_the_trials_does_not_fit():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world, environment="trial", redirect_all_mail_to="qa@example.com")

    (said,) = of_mails(world, mailbox="other@example.com")

    assert said.level is Level.FAILED
