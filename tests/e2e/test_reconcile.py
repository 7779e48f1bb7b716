"""A month from the drop to the reconciliation and the proof, against a stack that is up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import charges_csv
from tests.e2e.conftest import ROOT, Local, until

pytestmark = pytest.mark.e2e
PERIOD = "2021-01"
BOUNCED = "R2,Bea,bounce@simulator.amazonses.com,Hosting,2.50"
ROWS = ("R1,Ann,ann@example.com,Hosting,7.005", BOUNCED, "R3,Cem,cem@example.com,Hosting,ten")


def run_job(local: Local, *arguments: str) -> subprocess.CompletedProcess[str]:
    told = {
        "--audit-bucket": local.outputs["AuditBucket"],
        "--ledger-table": local.outputs["LedgerTable"],
        "--stack-name": "receipts",
    }
    command = [sys.executable, "jobs/reconcile.py", *(w for pair in told.items() for w in pair)]
    environment = {**local.environment, "PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def reports(local: Local) -> list[Path]:
    folder = local.directory / "audit" / "deliveries" / f"billing_period={PERIOD}"
    return sorted(folder.glob("*.parquet"))


def test_a_month_is_reconciled_by_command_and_by_job_and_proven(local):
    local.drop(charges_csv(*ROWS), f"{PERIOD}/x.csv")
    until(lambda: local.states(PERIOD) == {"DELIVERED": 1, "BOUNCED": 1})

    told = local.receipts("reconcile", PERIOD)
    job = run_job(local, "--period", PERIOD)
    proof = local.receipts("verify", "R1", PERIOD)

    assert told.code == 1, told.text
    for words in ("1 delivered:", "1 bounced:", "1 held:", "Something is open."):
        assert words in told.text
    assert job.returncode == 0, job.stderr
    assert json.loads(job.stdout)["receipts"] == {"bounced": 1, "delivered": 1, "held": 1}
    assert len(reports(local)) == 1
    assert proof.code == 0, proof.text
    assert "This is the exact mail that was handed to SES on" in proof.text
    assert "has it as delivered." in proof.text


def test_without_a_month_the_job_looks_at_all_open_ones(local):
    local.drop(charges_csv("R4,Dee,dee@example.com,Hosting,1"), "2021-02/x.csv")
    until(lambda: local.states("2021-02") == {"DELIVERED": 1})

    done = run_job(local)

    assert done.returncode == 0, done.stderr
    periods = [json.loads(line)["period"] for line in done.stdout.splitlines()]
    assert "2021-02" in periods


def test_a_month_nobody_dropped_is_said(local):
    told = local.receipts("reconcile", "2021-12")

    assert told.code == 70
    assert "no file of that month was ever dropped" in told.text
