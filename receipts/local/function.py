"""A Lambda function's execution environment: a child process, started when first invoked."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self, cast

from receipts.local import account, moto_lambda, runtime

#: Lambda allows ten seconds; a busy laptop may need more to import compiled libraries.
_START_SECONDS = 60


class InvocationError(Exception):
    """The function raised, crashed or ran out of time: Lambda counts the batch as failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionConfiguration:
    """The part of Lambda's GetFunctionConfiguration that a process needs."""

    name: str
    arn: str
    handler: str
    seconds: int
    environment: dict[str, str]

    @classmethod
    def read(cls, name: str) -> Self:
        """What the stack says of it now."""
        found = moto_lambda.configuration(name)
        variables = found.get("Environment", {}).get("Variables", {})
        return cls(
            name=found["FunctionName"],
            arn=found["FunctionArn"],
            handler=found["Handler"],
            # moto keeps a template's numbers and texts as they are.
            seconds=int(found["Timeout"]),
            environment={variable: str(value) for variable, value in variables.items()},
        )


class Function:
    """One execution environment: it outlives exceptions, as on AWS, but no crash or timeout."""

    def __init__(
        self, configuration: FunctionConfiguration, *, endpoint: str, code_root: Path, log: Path
    ) -> None:
        self._configuration = configuration
        #: Beats the template's.
        self._surroundings = {
            **account.environment(endpoint),
            "AWS_LAMBDA_FUNCTION_NAME": configuration.name,
            "LAMBDA_TASK_ROOT": str(code_root),
            "PATH": os.defpath,
            "PYTHONPATH": str(code_root),
            "TZ": "UTC",
        }
        self._code_root = code_root
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def invoke(self, event: dict[str, Any]) -> Any:
        """The handler's response; InvocationError when there is none."""
        self._take_changes()
        request = {
            "event": event,
            "request_id": str(uuid.uuid4()),
            "function_name": self._configuration.name,
            "function_arn": self._configuration.arn,
            "seconds": self._configuration.seconds,
        }
        if self._process is None:
            self._start()
        self._say(request)
        answer = self._hear(seconds=self._configuration.seconds)
        if "error" in answer:
            raise InvocationError(answer["error"])
        return json.loads(answer["response"])

    def _take_changes(self) -> None:
        """As on AWS, a changed function has a new environment for its next invocation."""
        now = FunctionConfiguration.read(self._configuration.name)
        if now != self._configuration:
            self.close()
            self._configuration = now

    def stop(self) -> None:
        """End the process, even in the middle of an invocation, and start no other."""
        self._stopped = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """Kill and reap the process; the next invocation starts a new one."""
        if process := self._process:
            self._process = None
            process.kill()
            process.communicate()

    def _start(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                # -P: the function sees its code_root, not the folder that runtime.py is in.
                [sys.executable, "-u", "-P", runtime.__file__, self._configuration.handler],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._code_root,
                env=self._environment,
                # Ctrl-C in the terminal reaches the world alone, which then stops its children.
                start_new_session=True,
            )
        if self._stopped:
            self._process.kill()
        self._hear(seconds=_START_SECONDS)

    def _say(self, request: dict[str, Any]) -> None:
        requests = cast(IO[bytes], self._running.stdin)
        # A process that has just died is noticed when it gives no answer.
        with contextlib.suppress(BrokenPipeError):
            requests.write(json.dumps(request).encode() + b"\n")
            requests.flush()

    def _hear(self, *, seconds: float) -> dict[str, Any]:
        killer = threading.Timer(seconds, self._running.kill)
        killer.start()
        began = time.monotonic()
        answer = cast(IO[bytes], self._running.stdout).readline()
        killer.cancel()
        if not answer:
            late = time.monotonic() - began >= seconds
            raise self._lost(f"no answer within {seconds} s" if late else "the process died")
        result: dict[str, Any] = json.loads(answer)
        return result

    @property
    def _environment(self) -> dict[str, str]:
        return self._configuration.environment | self._surroundings

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        return cast("subprocess.Popen[bytes]", self._process)

    def _lost(self, reason: str) -> InvocationError:
        self.close()
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"[ERROR]\t{self._configuration.name}: {reason}\n")
        return InvocationError(reason)
