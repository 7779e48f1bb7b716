"""Glue's runs of jobs, which moto.glue says are done as soon as they are started."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unittest.mock import patch

from moto.core.utils import utcnow
from moto.glue.models import FakeJob, FakeJobRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A run that somebody has asked for."""

    id: str
    #: Physical.
    job_name: str
    #: Where the job's code is, without the bucket.
    script: str
    #: The job's own, and those of this run.
    arguments: dict[str, str]
    #: How long it may take.
    minutes: int
    #: Called with its last state and, where it failed, with why.
    end: Callable[[str, str | None], None]


@dataclass(frozen=True, slots=True)
class _Ended:
    state: str
    message: str | None
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        why = {"ErrorMessage": self.message} if self.message else {}
        return {"JobRunState": self.state, "CompletedOn": self.at, **why}


@contextmanager
def completed(on_started: Callable[[Started], None]) -> Iterator[None]:
    """While open, a run is RUNNING until whoever hears of it ends it; the newest is told first.

    Unlike AWS, a run that failed is not tried again, whatever MaxRetries says.
    """
    start, list_runs, describe = FakeJob.start_job_run, FakeJob.get_job_runs, FakeJobRun.as_dict
    ends: dict[str, _Ended] = {}

    def start_job_run(self: FakeJob, *told: Any, **how: Any) -> str:
        run_id = start(self, *told, **how)
        run = self.job_runs[-1]
        # No state follows another by itself.
        run._transitions = []

        def end(state: str, message: str | None) -> None:
            ends[run_id] = _Ended(state, message, utcnow())
            run.status = state

        run.status = "RUNNING"
        on_started(_started(self, run, end))
        return run_id

    def get_job_runs(self: FakeJob) -> list[FakeJobRun]:
        return list(reversed(list_runs(self)))

    def as_dict(self: FakeJobRun) -> dict[str, Any]:
        told = describe(self)
        del told["CompletedOn"]
        ended = ends.get(self.job_run_id)
        return told | ended.as_dict() if ended else told

    with (
        patch.object(FakeJob, "start_job_run", start_job_run),
        patch.object(FakeJob, "get_job_runs", get_job_runs),
        patch.object(FakeJobRun, "as_dict", as_dict),
    ):
        yield


def _started(job: FakeJob, run: FakeJobRun, end: Callable[[str, str | None], None]) -> Started:
    # moto says it is text.
    command: Any = job.command
    location: str = command["ScriptLocation"]
    return Started(
        id=run.job_run_id,
        job_name=job.name,
        script=location.removeprefix("s3://").partition("/")[2],
        arguments={name: str(value) for name, value in (run.arguments or {}).items()},
        minutes=int(run.timeout or job.timeout),
        end=end,
    )
