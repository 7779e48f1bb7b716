"""Who judges a file before it is dropped judges its branding too."""

import pytest

from receipts import bootstrap
from receipts.cli.main import main
from receipts.config import Stack
from receipts.model import DroppedFile
from tests.builders import ALICE, NOW, charges_csv
from tests.fakes import FakeLanding, FakeWorld
from tests.pictures import png
from tests.unit.cloudformation.template import PARAMETERS

GOOD = b'colour = "#123456"\nlogo = "logo.png"\n'
REFUSALS = {
    b'colour = "red"': 'such as "#1d4ed8", not "red".',
    b'logo = "other.png"': "There is no config/branding/other.png. Upload it, or delete the line",
    b'logo = "logo.svg"': "logo.svg is an SVG; a logo must be PNG or JPEG. Save it as PNG.",
}
FILES = {"logo.png": png(), "logo.svg": b"<svg/>"}


@pytest.fixture
def charges(tmp_path):
    path = tmp_path / "charges-2024-09.csv"
    path.write_bytes(charges_csv(ALICE))
    return path


# receipts validate


def brand(folder, toml):
    branding = folder / "config" / "branding"
    branding.mkdir(parents=True)
    for name, data in {**FILES, "branding.toml": toml}.items():
        (branding / name).write_bytes(data)


@pytest.mark.parametrize("here", [True, False], ids=["in the working directory", "beside the file"])
def test_a_branding_is_found(charges, tmp_path, monkeypatch, here):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert main(["validate", str(charges)]) == 0

    brand(elsewhere if here else tmp_path, b'colour = "red"')

    assert main(["validate", str(charges)]) == 2


def test_a_good_branding_is_accepted(charges, tmp_path):
    brand(tmp_path, GOOD)

    assert main(["validate", str(charges)]) == 0


@pytest.mark.parametrize("toml", REFUSALS)
def test_a_bad_branding_is_told_before_the_file_is_dropped(charges, tmp_path, capsys, toml):
    brand(tmp_path, toml)

    code = main(["validate", str(charges)])

    assert code == 2
    assert REFUSALS[toml] in capsys.readouterr().out


# receipts drop


class Landing(FakeLanding):
    """Takes files as well."""

    def upload(self, bucket, key, body, metadata):
        data = body.read()
        self.files[key] = data
        return DroppedFile(bucket, key, "v1", len(data), NOW)


@pytest.fixture
def bucket(monkeypatch):
    """The landing bucket's files, of a stack that is there."""
    world = FakeWorld(landing=Landing())
    world.landing.files |= {f"config/branding/{name}": data for name, data in FILES.items()}
    defaults = {name: p["Default"] for name, p in PARAMETERS.items() if "Default" in p}
    outputs = {name: name.lower() for name in ("LandingBucket", "AuditBucket", "LedgerTable")}
    stack = Stack(outputs, defaults | {"SellerName": "Shop"})
    monkeypatch.setattr(bootstrap, "aws_clients", lambda: None)
    monkeypatch.setattr(bootstrap, "stack", lambda *_: stack)
    monkeypatch.setattr(bootstrap, "operator", lambda *_, **__: world.operator)
    return world.landing.files


def test_a_file_with_a_good_branding_is_uploaded(charges, bucket):
    bucket["config/branding/branding.toml"] = GOOD

    code = main(["drop", str(charges), "--no-wait"])

    assert code == 0
    assert charges.name in bucket


@pytest.mark.parametrize("toml", REFUSALS)
def test_a_file_with_a_bad_branding_is_not_uploaded(charges, bucket, capsys, toml):
    bucket["config/branding/branding.toml"] = toml

    code = main(["drop", str(charges), "--no-wait"])

    printed = capsys.readouterr().out
    assert code == 2
    assert REFUSALS[toml] in printed
    assert "Nothing was uploaded." in printed
    assert charges.name not in bucket
