"""The report of a run, against a stack that is up."""

import pytest

from tests.builders import ALICE, BOB, charges_csv
from tests.e2e.conftest import Local, until

pytestmark = pytest.mark.e2e


def page_of(local: Local, period: str) -> list[str]:
    """The runs of a month that have one."""
    folder = local.directory / "audit" / "runs" / f"billing_period={period}"
    return [path.stem for path in folder.glob("*.html") if path.stem.isalnum()]


@pytest.mark.parametrize(
    ("period", "data", "words"),
    [
        ("2021-01", charges_csv(ALICE, BOB), "What you sign"),
        ("2021-02", b"customer_id\nC1\n", "Rejected: nobody gets a receipt."),
    ],
)
def test_every_file_leaves_a_report_that_a_command_saves(local, tmp_path, period, data, words):
    local.drop(data, f"{period}/x.csv")
    until(lambda: page_of(local, period))
    (run_id,) = page_of(local, period)
    out = tmp_path / "report.html"

    said = local.receipts("report", run_id[:8], "--out", str(out))

    assert said.code == 0, said
    assert words in out.read_text()
