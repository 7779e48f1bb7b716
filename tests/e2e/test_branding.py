"""docs/branding.md's commands, as an admin types them, and the mail that comes of them."""

import email
import email.policy
import shlex
from pathlib import Path

import pytest

from tests.builders import ALICE, charges_csv
from tests.e2e.conftest import Local
from tests.pictures import png
from tests.unit.parsing.test_branding_page import COMMANDS, blocks

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """Where an admin has the files of the page's example, and the charges."""
    example, _ = blocks("toml")
    (tmp_path / "branding.toml").write_text(example, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "charges-2023-01.csv").write_bytes(charges_csv(ALICE))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def upload(local: Local) -> None:
    """The page's own commands."""
    for _, *command in (each for each in COMMANDS if each[0] == "aws"):
        told = shlex.join(command).replace("LANDING-BUCKET", local.outputs["LandingBucket"])
        local.aws(*shlex.split(told))


def test_a_bad_branding_uploads_nothing_and_a_good_one_is_in_the_mail(local, desk):
    charges = desk / "charges-2023-01.csv"
    (desk / "logo.png").write_bytes(b"GIF89a")
    upload(local)
    refused = local.receipts("drop", str(charges))

    (desk / "logo.png").write_bytes(png())
    upload(local)
    taken = local.receipts("drop", str(charges))

    assert refused.code == 2, refused.text
    assert "logo.png is a GIF" in refused.text
    assert taken.code == 0, taken.text
    (text,) = local.mails()
    mail = email.message_from_string(text, policy=email.policy.default)
    pictures = [
        part.get_content() for part in mail.walk() if part.get_content_type() == "image/png"
    ]
    html = mail.get_body(("html",)).get_content()
    assert pictures == [png()]
    assert "#0b6e4f" in html
    assert "no. 01234567." in html
    assert list((local.directory / "audit").glob("letterheads/billing_period=2023-01/*.json"))
