"""The Glue job for large files. Nothing of it is spoilt: it is the parser, with more time."""

from typing import Any

from receipts import bootstrap, hand_over
from receipts.local.moto_glue_runs import Started
from receipts.parsing.service import parse_file
from tests.faults import functions
from tests.faults.functions import LARGE_FILE_JOB


class LargeFiles:
    """The job, and its runs that wait for a worker."""

    def __init__(self, glue: Any, *, receipts: int) -> None:
        """A parser hands over what has more than so many receipts."""
        self.started: list[Started] = []
        functions.SETTINGS["large_run_receipts"] = str(receipts)
        glue.create_job(
            Name=LARGE_FILE_JOB,
            Role="role",
            Command={"Name": "glueetl", "ScriptLocation": "s3://code/job.py"},
            ExecutionProperty={"MaxConcurrentRuns": 3},
            Timeout=1,
        )

    def run_all(self) -> None:
        """Each to its end."""
        while self.started:
            run = self.started.pop()
            words = [word for argument in run.arguments.items() for word in argument]
            asked = hand_over.from_arguments(words)
            ports, settings = bootstrap.parser_of(_environment())
            if asked.file is None:
                raise LookupError("the parser hands over one version of a file")
            parse_file(asked.file, ports=ports, rulebook=settings, release=settings.release)
            run.end("SUCCEEDED", None)


def _environment() -> dict[str, str]:
    (parser,) = (each for each in functions.FUNCTIONS if each.name == "parser")
    return parser.environment
