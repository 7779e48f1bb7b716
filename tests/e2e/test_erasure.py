"""What docs/retention.md tells a person to type, typed against a stack that is up."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from receipts import keys
from tests import pages
from tests.builders import charges_csv
from tests.e2e.conftest import ROOT, Local, Said, running, until

pytestmark = pytest.mark.e2e

PAGE = (ROOT / "docs" / "retention.md").read_text(encoding="utf-8")
BLOCKS = [
    block.splitlines() for block in re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
FIND, LIFT, ERASE, DROPPED, LOOK, MONTH_WIDE = BLOCKS
NAME, NAME_NOBODY, VERIFY = (
    line
    for line in pages.typed(ROOT / "docs" / "retention.md")
    if line not in {line for lines in BLOCKS for line in lines}
)
LINES = [*FIND, *LIFT, *ERASE, *DROPPED, *LOOK, NAME, NAME_NOBODY, VERIFY]
#: Everybody is root in the embedded AWS, so root is who may erase.
ROOT_USER = "RetentionAdminArn=arn:aws:iam::123456789012:root"
PERIOD = "2024-10"
CUSTOMER = keys.customer_key("C1")
LIST = ("s3api", "list-object-versions", "--bucket")


@pytest.fixture(scope="module")
def erasing(tmp_path_factory) -> Iterator[Local]:
    with running(tmp_path_factory.mktemp("erasing"), "--parameter", ROOT_USER) as world:
        rows = ("C1,Ann,ann@example.com,Hosting,3", "C2,Bob,bob@example.com,Hosting,4")
        world.drop(charges_csv(*rows), f"{PERIOD}/x.csv")
        until(lambda: world.states(PERIOD) == {"DELIVERED": 2})
        yield world


def typed(world: Local, line: str, **names: str) -> Said:
    """A line of the page, with the person's own names in it."""
    told = {
        "AUDIT-BUCKET": world.outputs["AuditBucket"],
        "LANDING-BUCKET": world.outputs["LandingBucket"],
        "CUSTOMER-KEY": CUSTOMER,
        "CUSTOMER": "C1",
        "MONTH": PERIOD,
        **{name.replace("_", "-"): value for name, value in names.items()},
    }
    names_first = "|".join(sorted(map(re.escape, told), key=len, reverse=True))
    filled = re.sub(rf"\b({names_first})\b", lambda match: told[match[0]], line)
    program, *arguments = shlex.split(filled.partition(" > ")[0])
    if program == "receipts":
        return world.receipts(*arguments)
    cli = str(Path(sys.executable).with_name("aws"))
    done = subprocess.run(
        [cli, "--endpoint-url", world.endpoint, *arguments],
        cwd=world.directory,
        env={**world.environment, "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    if " > " in line:
        (world.directory / line.partition(" > ")[2]).write_text(done.stdout)
    return Said(done.returncode, done.stdout + done.stderr)


def erased(world: Local, prefix: str) -> dict:
    for line in ERASE:
        said = typed(world, line, PREFIX=prefix)
        assert said.code == 0, said.text
    return json.loads(said.text)


def found(world: Local, prefix: str) -> list[str]:
    answer = typed(world, ERASE[0].partition(" > ")[0], PREFIX=prefix)
    assert answer.code == 0, answer.text
    return [each["Key"] for each in (json.loads(answer.text) or {}).get("Objects") or []]


def test_one_person_s_receipts_are_erased_and_nobody_else_s(erasing):
    shown = typed(erasing, FIND[0]).text
    (receipt,) = re.findall(r"receipt ([0-9a-f]{32}): delivered", shown)
    mails = f"mails/billing_period={PERIOD}/{receipt}-"
    snapshots = f"snapshots/billing_period={PERIOD}/customer_key={CUSTOMER}/"
    listed = [typed(erasing, line, RECEIPT_ID=receipt) for line in FIND[1:3]]
    (mail,) = found(erasing, mails)

    locked = typed(erasing, FIND[3], KEY=mail)
    hold = LIFT[0].replace("Status=OFF", "Status=ON")
    held = (typed(erasing, hold, KEY=mail), erased(erasing, mails))
    lifted = typed(erasing, LIFT[0], KEY=mail)
    gone = [erased(erasing, prefix) for prefix in (mails, snapshots)]
    after = [typed(erasing, line) for line in LOOK]

    verified = typed(erasing, VERIFY)

    assert [said.code for said in listed] == [0, 0]
    assert all(receipt in said.text for said in listed)
    assert json.loads(locked.text)["ObjectLockMode"] == "GOVERNANCE"
    assert held[0].code == 0
    assert [each["Key"] for each in held[1]["Errors"]] == [mail]
    assert lifted.code == 0
    assert [len(each["Deleted"]) for each in gone] == [1, 1]
    assert not any("Errors" in each for each in gone)
    assert "ledger: DELIVERED" in after[0].text
    assert "ann@example.com" not in after[0].text
    assert "Receipts: 2 delivered" in after[1].text
    assert len(found(erasing, "snapshots/")) == len(found(erasing, "mails/")) == 1
    assert verified.code == 2, verified.text


def test_without_the_bypass_nothing_is_erased(erasing):
    before = found(erasing, "receipts/")
    typed(erasing, ERASE[0], PREFIX="receipts/")

    plain = typed(erasing, ERASE[1].replace(" --bypass-governance-retention", ""))

    assert [each["Key"] for each in json.loads(plain.text)["Errors"]] == before
    assert found(erasing, "receipts/") == before


def test_the_dropped_file_is_deleted_with_its_versions(erasing):
    listed = typed(erasing, DROPPED[0], FILE=f"{PERIOD}/x.csv")
    (version,) = json.loads(listed.text)["Versions"]

    deleted = typed(erasing, DROPPED[1], FILE=version["Key"], VERSION=version["VersionId"])

    assert deleted.code == 0, deleted.text
    assert typed(erasing, DROPPED[0], FILE=f"{PERIOD}/x.csv").text.count("VersionId") == 0


def test_the_person_is_taken_off_the_suppression_list_of_ses(erasing):
    address = "ann@example.com"
    erasing.aws(
        *("sesv2", "put-suppressed-destination", "--reason", "BOUNCE", "--email-address", address)
    )

    done = typed(erasing, DROPPED[2], ADDRESS=address)
    again = typed(erasing, DROPPED[2], ADDRESS=address)

    assert done.code == 0, done.text
    assert "NotFoundException" in again.text


@pytest.mark.parametrize("line", [NAME, NAME_NOBODY])
def test_who_may_erase_is_named_in_every_policy_that_forbids_it(erasing, line):
    # The embedded AWS changes no key and no table, so what would be changed is looked at.
    proposed = typed(erasing, f"{line} --dry-run")

    assert proposed.code == 0, proposed.text
    for policy in ("AuditBucketPolicy", "Key", "LedgerTable"):
        assert re.search(rf"~ change +{policy} ", proposed.text), proposed.text


def test_a_month_is_erased_whole(erasing):
    (source,) = (erasing.directory / "audit" / "inputs").iterdir()
    names = {"SHA256": source.name, "MONTH": PERIOD, "DAY": PERIOD}
    prefixes = [re.sub("|".join(names), lambda m: names[m[0]], line) for line in MONTH_WIDE]

    for prefix in (each for each in prefixes if found(erasing, each)):
        erased(erasing, prefix)

    left = erasing.aws(*LIST, erasing.outputs["AuditBucket"])
    assert "Versions" not in left
    assert "DeleteMarkers" not in left


def test_where_nobody_is_named_not_even_root_erases(local):
    local.drop(charges_csv("C1,Ann,ann@example.com,Hosting,3"), f"{PERIOD}/x.csv")
    until(lambda: local.states(PERIOD) == {"DELIVERED": 1})
    (version,) = local.aws(*LIST, local.outputs["AuditBucket"], "--prefix", "mails/")["Versions"]

    marker = typed(
        local,
        DROPPED[1].partition(" --version-id")[0].replace("LANDING", "AUDIT"),
        FILE=version["Key"],
    )
    bypassing = typed(
        local,
        DROPPED[1].replace("LANDING", "AUDIT") + " --bypass-governance-retention",
        FILE=version["Key"],
        VERSION=version["VersionId"],
    )

    for refused in (marker, bypassing):
        assert "(AccessDenied)" in refused.text
        assert "explicit deny in a resource-based policy" in refused.text
