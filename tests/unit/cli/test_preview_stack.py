"""`receipts preview` with a stack, or with what stands for one."""

from dataclasses import fields
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from receipts import bootstrap
from receipts.cli.main import main
from receipts.cli.options import DEFAULTS
from receipts.cli.pretended import pretended, retold
from receipts.cli.preview import _with_branding
from receipts.config import Rulebook, Stack
from receipts.errors import ConfigError
from tests.builders import ALICE, charges_csv, rulebook
from tests.fakes import FakeWorld

ACME = b"""decimal = ","
delimiter = ";"
contacts = true
[columns]
customer_id = "Nr"
service_name = "Leistung"
charges = "Betrag"
"""
CONTACTS = b"customer_id,customer_name,email\n7,Alice,alice@example.com\n"


@pytest.fixture
def world(monkeypatch):
    """A stack in memory, of which `deployed` says the parameters."""
    world = FakeWorld()
    outputs = {"LandingBucket": "landing", "AuditBucket": "audit", "LedgerTable": "ledger"}
    monkeypatch.setattr(bootstrap, "aws_clients", lambda: None)
    monkeypatch.setattr(bootstrap, "operator", lambda *_, **__: world.operator)

    def deployed(**parameters: str) -> FakeWorld:
        stack = Stack(outputs, pretended(rulebook()).parameters | parameters)
        monkeypatch.setattr(bootstrap, "stack", lambda _, name: {"acme": stack}[name])
        return world

    return deployed


def preview(path: Path, *options: str) -> int:
    return main(["preview", str(path), "--out", str(path.parent / "out"), *options])


def mail(path: Path):
    (found,) = path.parent.glob("out/receipts/*/mail.eml")
    return message_from_bytes(found.read_bytes(), policy=SMTP)


@pytest.fixture
def charges(tmp_path):
    path = tmp_path / "charges-2024-09.csv"
    path.write_bytes(charges_csv(ALICE))
    return path


def test_a_stack_says_who_mails_and_by_which_rules(world, charges):
    world(SellerName="Acme Ltd", FromAddress="pay@acme.example", DefaultCurrency="JPY")

    code = preview(charges, "--stack", "acme")

    assert code == 0
    assert mail(charges)["From"] == "Acme Ltd <pay@acme.example>"
    assert "JPY" in mail(charges).get_body(("plain",)).get_content()


def test_a_parameter_stands_in_for_the_stacks(world, charges):
    world(SellerName="Acme Ltd")

    preview(charges, "--stack", "acme", "--parameter", "SellerName=Other Ltd")

    assert mail(charges)["From"].startswith("Other Ltd")


def test_of_a_trial_every_mail_goes_to_its_mailbox(world, charges):
    world(RedirectAllMailTo="me@example.com")

    preview(charges, "--stack", "acme")

    assert mail(charges)["To"] == "me@example.com"
    assert "[trial]" in mail(charges)["Subject"]
    index = (charges.parent / "out" / "index.html").read_text()
    assert "This is a trial: every mail would go to me@example.com." in index


def test_profiles_and_contacts_are_those_of_the_bucket(world, tmp_path):
    files = {"config/profiles/acme.toml": ACME, "config/contacts/acme.csv": CONTACTS}
    world().landing.files.update(files)
    path = tmp_path / "2024-09.csv"
    path.write_text("Nr;Leistung;Betrag\n7;Hosting;10,50\n")

    code = preview(path, "--stack", "acme", "--profile", "acme")

    assert code == 0
    assert mail(path)["To"] == "Alice <alice@example.com>"


def test_receipts_over_nothing_are_listed_and_have_no_page_where_they_are_not_mailed(
    world, charges
):
    world(SendZeroTotals="false")
    charges.write_bytes(charges_csv(ALICE, "C0,Zoe,zoe@example.com,Hosting,0"))

    code = preview(charges, "--stack", "acme", "--sample", "1")

    assert code == 0
    assert mail(charges)["To"] == "Alice <alice@example.com>"
    rows = (charges.parent / "out" / "data.js").read_text()
    assert '"C0","Zoe"' in rows
    assert '"not mailed: nothing to pay"],' in rows


def test_a_correction_to_nothing_has_a_page_for_whoever_was_sent_a_receipt(world, charges):
    world(SendZeroTotals="false")
    charges.write_bytes(charges_csv("C0,Zoe,zoe@example.com,Hosting,0"))

    code = preview(charges, "--stack", "acme", "--correction")

    assert code == 0
    assert "Corrected receipt" in mail(charges)["Subject"]
    index = (charges.parent / "out" / "index.html").read_text()
    assert "A correction to nothing goes only to a customer who was sent a receipt before." in index


def test_a_pretended_stack_has_the_rules_that_it_was_made_of():
    rules = rulebook(default_currency="EUR", send_zero_totals=False, footer_text="Bye")

    assert pretended(rules).rulebook == rules
    assert pretended(rules).mailbox is None


@pytest.mark.parametrize("name", [field.name for field in fields(Rulebook)])
def test_every_rule_can_be_told_as_the_templates_parameter(name):
    parameter = "".join(word.capitalize() for word in name.split("_"))

    assert parameter in pretended(DEFAULTS).parameters


def test_a_parameter_that_the_stack_does_not_have_is_refused():
    words = "no such parameter: Colour; there are AttachPdf, BrandColour"

    with pytest.raises(ConfigError, match=words):
        retold(pretended(DEFAULTS), [("Colour", "#ffffff")])


def test_a_folder_stands_in_for_the_branding_and_for_nothing_else(tmp_path):
    (tmp_path / "branding.toml").write_bytes(b"own")
    bucket = {"config/branding/logo.png": b"theirs", "config/profiles/a.toml": b"theirs"}

    config = _with_branding(bucket.get, tmp_path)

    assert config("config/branding/branding.toml") == b"own"
    assert config("config/branding/logo.png") is None
    assert config("config/profiles/a.toml") == b"theirs"
