"""The Glue job for large files."""

from typing import Any

from receipts import hand_over
from receipts.aws.answers import translated
from receipts.model import DroppedFile

#: Runs that will still read their file, or do now.
_UNDER_WAY = {"STARTING", "RUNNING", "WAITING"}
#: Which version of which object a run is about.
_FILE = ("--bucket", "--key", "--version-id")


class GlueLargeFiles:
    """Starts one run of the job per file version."""

    def __init__(self, client: Any, job: str) -> None:
        self._glue = client
        self._job = job

    def hand_over(self, file: DroppedFile) -> str:
        """Start a run, unless one for this very file is under way; RetryableError without room."""
        arguments = hand_over.to_arguments(file)
        with translated("hand a large file over"):
            for run in self._newest_runs():
                if run["JobRunState"] in _UNDER_WAY and _is_about(run, arguments):
                    return str(run["Id"])
            started = self._glue.start_job_run(JobName=self._job, Arguments=arguments)
        return str(started["JobRunId"])

    def _newest_runs(self) -> list[dict[str, Any]]:
        """The newest come first, so what is under way is among them.

        https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html
        """
        answer = self._glue.get_job_runs(JobName=self._job, MaxResults=200)
        runs: list[dict[str, Any]] = answer["JobRuns"]
        return runs


def _is_about(run: dict[str, Any], arguments: dict[str, str]) -> bool:
    told = run.get("Arguments", {})
    return all(told.get(name) == arguments[name] for name in _FILE)
