"""`receipts preview --stack` against a stack that is up: what it shows is what customers get."""

from email import message_from_bytes, message_from_string
from pathlib import Path

import pytest

from tests.builders import ALICE, charges_csv
from tests.e2e.conftest import Local
from tests.pictures import png

pytestmark = pytest.mark.e2e

BRANDING = b'colour = "#0b6e4f"\nfooter = "Registered in Bath"\nlogo = "logo.png"\n'


@pytest.fixture
def charges(local: Local, tmp_path: Path) -> Path:
    """A file to drop, and a branding in the bucket."""
    local.drop(png(), "config/branding/logo.png")
    local.drop(BRANDING, "config/branding/branding.toml")
    path = tmp_path / "charges-2023-01.csv"
    path.write_bytes(charges_csv(ALICE))
    return path


def test_the_mail_that_a_stack_s_preview_shows_is_the_one_that_goes_out(local, charges, tmp_path):
    out = tmp_path / "out"
    seen = local.receipts("preview", str(charges), "--stack", "receipts", "--out", str(out))
    nothing = local.mails()

    dropped = local.receipts("drop", str(charges))

    assert (seen.code, nothing, dropped.code) == (0, [], 0), seen.text + dropped.text
    (shown,) = out.glob("receipts/*/mail.eml")
    (sent,) = local.mails()
    preview, mail = message_from_bytes(shown.read_bytes()), message_from_string(sent)
    for each in (preview, mail):
        del each["Date"]
    assert preview.as_bytes() == mail.as_bytes()
    assert "image/png" in {part.get_content_type() for part in mail.walk()}
