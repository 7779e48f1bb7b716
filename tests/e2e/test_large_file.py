"""A file that is too large for the parser, from the drop to the mails, by the stack's Glue job."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.builders import charges_csv
from tests.e2e.conftest import Local, running, until

pytestmark = pytest.mark.e2e
PERIOD = "2022-01"
ROWS = [f"L{n},Name {n},l{n}@example.com,Hosting,{n}.50" for n in range(1, 8)]


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Iterator[Local]:
    """A stack to which 300 bytes are a large file, and six receipts a large run."""
    limits = ("LargeFileBytes=300", "LargeRunReceipts=6", 'FooterText=-- "Thanks" --')
    options = [word for limit in limits for word in ("--parameter", limit)]
    with running(tmp_path_factory.mktemp("large"), *options) as world:
        yield world


def runs(local: Local) -> list[dict]:
    """The job's runs, newest first."""
    job = local.outputs["LargeFileJob"]
    return local.aws("glue", "get-job-runs", "--job-name", job)["JobRuns"]


def recipients(local: Local) -> Counter[str]:
    return Counter(re.search(r"^To: .*<(.+)>", mail, re.MULTILINE)[1] for mail in local.mails())


def test_a_large_file_goes_by_the_job_and_everybody_gets_one_mail(small, tmp_path):
    file = tmp_path / "Jane Doe & 100% größe.csv"
    file.write_bytes(charges_csv(*ROWS))

    told = small.receipts("drop", str(file), "--period", PERIOD)

    assert told.code == 0, told.text
    assert "goes to a Glue job" in told.text
    (run,) = runs(small)
    assert run["JobRunState"] == "SUCCEEDED", run
    assert recipients(small) == Counter(f"l{n}@example.com" for n in range(1, 8))
    assert '-- "Thanks" --' in small.mails()[0]
    shown = small.receipts("show", PERIOD)
    assert shown.code == 0, shown.text
    assert "7 receipts" in shown.text
    log = (small.directory / "logs" / "ParserFunction.log").read_text()
    assert run["Id"] in log
    assert "Jane" not in log


def test_the_same_file_again_is_another_run_that_sends_nothing(small):
    before = len(runs(small))
    mails = small.mails()

    small.drop(charges_csv(*ROWS), f"{PERIOD}/again.csv")
    until(lambda: [r["JobRunState"] for r in runs(small)][: -before or None] == ["SUCCEEDED"])

    assert small.mails() == mails


def test_a_small_file_with_many_receipts_goes_by_the_job_too(small):
    before = len(runs(small))
    rows = [f"S{n},N,s{n}@example.com,H,1" for n in range(1, 8)]

    small.drop(charges_csv(*rows), "2022-02/x.csv")
    until(lambda: small.states("2022-02") == {"DELIVERED": 7})

    assert len(runs(small)) == before + 1


def test_a_file_within_reach_is_the_parsers(small):
    before = len(runs(small))

    small.drop(charges_csv("P1,Pat,pat@example.com,Hosting,1"), "2022-03/x.csv")
    until(lambda: small.mails_to("pat@example.com") == 1)

    assert len(runs(small)) == before


def test_a_job_that_fails_says_why(small):
    name = small.outputs["LargeFileJob"]
    told = '{"--bucket": "no-such-bucket", "--key": "2022-04/x.csv"}'
    started = small.aws("glue", "start-job-run", "--job-name", name, "--arguments", told)

    def state() -> str:
        return next(r for r in runs(small) if r["Id"] == started["JobRunId"])["JobRunState"]

    until(lambda: state() != "RUNNING")

    (run,) = [r for r in runs(small) if r["Id"] == started["JobRunId"]]
    assert run["JobRunState"] == "FAILED"
    assert "NoSuchBucket" in run["ErrorMessage"] or "404" in run["ErrorMessage"]
