"""Stopping, approving and ending, against a stack that is up, as an operator does it."""

import json
from pathlib import Path

import pytest

from tests.builders import charges_csv
from tests.e2e.conftest import Local, running, until

pytestmark = pytest.mark.e2e

BAD = [f"B{n:02},Bo {n},bounce+{n}@simulator.amazonses.com,Hosting,1" for n in range(12)]


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    with running(tmp_path_factory.mktemp("control"), "--parameter", "RequireApproval=true") as up:
        yield up


def run_of(local: Local, period: str) -> str:
    """The month's only run, once its drop is noted."""

    def notes() -> list[Path]:
        return list((local.directory / "audit").glob(f"runs/billing_period={period}/*.*.*.json"))

    until(lambda: bool(notes()))
    (note,) = notes()
    return note.name.partition(".")[0]


def approved(local: Local, period: str, *rows: str) -> str:
    """A run whose receipts may go out."""
    local.drop(charges_csv(*rows), f"{period}/x.csv")
    run_id = run_of(local, period)
    said = local.receipts("approve", run_id, "--yes")
    assert said.code == 0, said.text
    return run_id


def mapping_is_enabled(local: Local) -> bool:
    function = local.outputs["WorkerFunction"]
    (mapping,) = local.aws("lambda", "list-event-source-mappings", "--function-name", function)[
        "EventSourceMappings"
    ]
    return mapping["State"] == "Enabled"


def test_a_run_waits_for_approval_and_then_goes_out(local):
    local.drop(charges_csv("A1,Ada,ada@example.com,Hosting,3"), "2022-01/x.csv")
    run_id = run_of(local, "2022-01")
    mails_before = local.mails_to("ada@example.com")

    shown = local.receipts("show", run_id)
    said = local.receipts("approve", run_id[:10], "--yes")

    assert mails_before == 0
    assert "1 waiting" in shown.text
    assert said.code == 0, said.text
    assert "Done: 1 queued." in said.text
    until(lambda: local.mails_to("ada@example.com") == 1)
    assert "approved by arn:aws:" in local.receipts("show", run_id).text


def test_pause_stops_the_workers_and_their_mapping_and_continue_starts_both(local):
    paused = local.receipts("pause", "--yes")
    approved(local, "2022-02", "A2,Eve,eve@example.com,Hosting,3")
    until(lambda: not mapping_is_enabled(local))
    standing = local.receipts("show")
    mails_while_paused = local.mails_to("eve@example.com")

    continued = local.receipts("continue", "--yes")

    assert (paused.code, continued.code) == (0, 0), continued.text
    assert "PAUSED since" in standing.text
    assert "1 on the queue" in standing.text
    assert mails_while_paused == 0
    until(lambda: local.mails_to("eve@example.com") == 1)
    until(lambda: mapping_is_enabled(local))


def test_a_bad_list_stops_everything_until_a_person_ends_the_run(local):
    run_id = approved(local, "2022-03", *BAD)
    until(lambda: "bad_list" in local.receipts("show").text)
    late = approved(local, "2022-04", "A4,Pat,pat@example.com,Hosting,3")

    ended = local.receipts("end", run_id, "--yes")
    continued = local.receipts("continue", "--yes")

    assert (ended.code, continued.code) == (0, 0), ended.text
    assert f"run {run_id} was ended" in continued.text
    until(lambda: local.mails_to("pat@example.com") == 1)
    shown = local.receipts("show", run_id).text
    assert "12 bounces and 0 complaints of 12 mails whose outcome is known" in shown
    assert "ended by arn:aws:" in shown
    assert late != run_id


def test_the_watch_tells_its_metrics(local):
    log = local.directory / "logs" / "WatchFunction.log"

    until(log.exists)
    until(lambda: "OverdueDoubts" in log.read_text())

    lines = [line for line in log.read_text().splitlines() if "OverdueDoubts" in line]
    assert json.loads(lines[-1])["Stack"]
