"""What compares open months with what was sent, every day."""

import runpy

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.template import arn, properties

JOB = properties("ReconcileJob")
OURS = ("audit-bucket", "ledger-table", "stack-name", "missing-after-hours", "open-period-days")


def test_it_runs_once_a_day_and_from_the_first_day_on():
    trigger = properties("ReconcileTrigger")

    assert (trigger["Type"], trigger["StartOnCreation"]) == ("SCHEDULED", True)
    assert trigger["Schedule"].endswith(" * * ? *)")
    assert trigger["Actions"] == [{"JobName": {"Ref": "ReconcileJob"}}]


def test_the_script_understands_what_the_job_is_told_and_what_glue_adds():
    read = runpy.run_path("jobs/reconcile.py")["_arguments"]
    told = [word for name in OURS for word in (f"--{name}", "7")]

    found = read([*told, "--JOB_NAME", "x", "--additional-python-modules", "y"])

    assert {f"--{name}" for name in OURS} <= JOB["DefaultArguments"].keys()
    assert (found.audit_bucket, found.open_period_days, found.period) == ("7", 7, None)


@pytest.mark.parametrize("name", ["missing-after-hours", "open-period-days"])
def test_the_script_has_the_templates_defaults(name):
    read = runpy.run_path("jobs/reconcile.py")["_arguments"]
    given = JOB["DefaultArguments"][f"--{name}"]

    found = vars(read(["--audit-bucket", "b", "--ledger-table", "t", "--stack-name", "s"]))

    assert found[name.replace("-", "_")] == template.value(given)


def test_it_is_small_pinned_and_never_runs_twice_at_once():
    assert (JOB["GlueVersion"], JOB["WorkerType"], JOB["NumberOfWorkers"]) == ("5.1", "G.1X", 2)
    assert JOB["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert JOB["Timeout"] <= 60


def test_its_modules_come_from_the_code_bucket_alone():
    arguments = JOB["DefaultArguments"]

    assert arn(arguments["--additional-python-modules"]) == "s3://CodeBucket/PackageCodeKey"
    assert arguments["--python-modules-installer-option"] == "--no-index"


def test_its_logs_go_where_the_stack_keeps_them_for_a_while():
    prefix = arn(JOB["DefaultArguments"]["--custom-logGroup-prefix"])

    names = [properties(f"Reconcile{n}LogGroup")["LogGroupName"] for n in ("", "System")]

    assert list(map(arn, names)) == [f"{prefix}/output", f"{prefix}/error"]


def test_what_it_writes_is_encrypted_with_the_stacks_key():
    encryption = properties("ReconcileSecurity")["EncryptionConfiguration"]

    assert encryption["S3Encryptions"] == [
        {"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": {"Fn::GetAtt": ["Key", "Arn"]}}
    ]
