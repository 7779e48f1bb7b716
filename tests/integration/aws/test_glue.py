"""The Glue job for large files, through botocore's own parser and validation."""

import pytest

from receipts.aws.glue import GlueLargeFiles
from receipts.errors import PermanentError, RetryableError
from receipts.hand_over import to_arguments
from tests.builders import dropped
from tests.integration.aws.stubs import stubbed

JOB = "receipts-LargeFileJob"
FILE = dropped("2024-09/größe.csv", version_id="v1", size=5_000_000_000)
ARGUMENTS = to_arguments(FILE)


def run(state: str, arguments: dict[str, str]) -> dict[str, object]:
    return {"Id": "jr_old", "JobName": JOB, "JobRunState": state, "Arguments": arguments}


def glue_with(*runs: dict[str, object], starts: bool) -> tuple[GlueLargeFiles, object]:
    client, stub = stubbed("glue")
    asked = {"JobName": JOB, "MaxResults": 200}
    stub.add_response("get_job_runs", {"JobRuns": list(runs)}, asked)
    if starts:
        expected = {"JobName": JOB, "Arguments": ARGUMENTS}
        stub.add_response("start_job_run", {"JobRunId": "jr_new"}, expected)
    return GlueLargeFiles(client, JOB), stub


@pytest.mark.parametrize("state", ["STARTING", "RUNNING", "WAITING"])
def test_a_file_that_is_under_way_is_not_started_twice(state):
    glue, stub = glue_with(run(state, ARGUMENTS | {"--enable-x": "true"}), starts=False)

    assert glue.hand_over(FILE) == "jr_old"
    stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("state", "arguments"),
    [
        ("SUCCEEDED", ARGUMENTS),
        ("FAILED", ARGUMENTS),
        ("TIMEOUT", ARGUMENTS),
        ("STOPPING", ARGUMENTS),
        ("STOPPED", ARGUMENTS),
        ("RUNNING", ARGUMENTS | {"--version-id": "v2"}),
        ("RUNNING", ARGUMENTS | {"--key": "2024-09/other.csv"}),
        ("RUNNING", ARGUMENTS | {"--bucket": "another"}),
        ("RUNNING", {}),
    ],
)
def test_what_is_over_or_about_another_file_is_in_nobodys_way(state, arguments):
    glue, stub = glue_with(run(state, arguments), starts=True)

    assert glue.hand_over(FILE) == "jr_new"
    stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("ConcurrentRunsExceededException", 400, RetryableError),
        ("ResourceNumberLimitExceededException", 400, RetryableError),
        ("ThrottlingException", 400, RetryableError),
        ("OperationTimeoutException", 400, RetryableError),
        ("InternalServiceException", 500, RetryableError),
        ("EntityNotFoundException", 400, PermanentError),
        ("InvalidInputException", 400, PermanentError),
    ],
)
@pytest.mark.parametrize("call", ["get_job_runs", "start_job_run"])
def test_what_glue_refuses_is_told_with_its_code_and_without_the_key(call, code, status, expected):
    client, stub = stubbed("glue")
    if call == "start_job_run":
        stub.add_response("get_job_runs", {"JobRuns": []})
    stub.add_client_error(call, service_error_code=code, http_status_code=status)

    with pytest.raises(expected, match=f"^hand a large file over: {code}$"):
        GlueLargeFiles(client, JOB).hand_over(FILE)
