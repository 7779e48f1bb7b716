"""A Lambda function's bundle under the official runtime client and emulator.

https://github.com/aws/aws-lambda-runtime-interface-emulator
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from receipts.local.function import Function, InvocationError
from tests.runtime.stage import PATH, stage, temporary

_PATH = "/2015-03-31/functions/function/invocations"
_START_SECONDS = 60
_PATIENCE_SECONDS = 30
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)")


class Emulated(Function):
    """`code_root` has the unpacked bundles, by their modules' names."""

    #: All that were made, for those who want to know how they are.
    made: list["Emulated"] = []  # noqa: RUF012 - emptied by those who look

    def __init__(self, configuration: Any, *, endpoint: str, code_root: Path, log: Path) -> None:
        super().__init__(configuration, endpoint=endpoint, code_root=code_root, log=log)
        self.module = configuration.handler.split(".")[1]
        self.code = code_root / self.module
        self.temporary = temporary(self.module)
        self.process: subprocess.Popen[bytes] | None = None
        self.seconds: list[float] = []
        self.made.append(self)

    def invoke(self, event: dict[str, Any]) -> Any:
        """As Lambda's pollers do it."""
        if self.process is None:
            self._begin()
        began = time.monotonic()
        answer = self._post(json.dumps(event).encode())
        self.seconds.append(time.monotonic() - began)
        # The emulator says 200 to errors too.
        if isinstance(answer, dict) and "errorType" in answer:
            raise InvocationError(f"{answer['errorType']}: {answer.get('errorMessage')}")
        return answer

    def stop(self) -> None:
        """End all of its processes."""
        self._stopped = True
        self.close()

    def close(self) -> None:
        """Kill and reap."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def cold_milliseconds(self) -> float:
        """How long Python took until it asked for its first event."""
        return float(_INIT.findall(self._log.read_text(encoding="utf-8"))[0])

    @property
    def python(self) -> int:
        """The process that runs the handler."""
        # A child belongs to the thread that made it.
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        (child,) = (int(pid) for thread in threads for pid in thread.read_text().split())
        return child

    def _begin(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._port, api = _free_port(), _free_port()
        emulator = (
            str(stage().emulator),
            *("--runtime-interface-emulator-address", f"127.0.0.1:{self._port}"),
            *("--runtime-api-address", f"127.0.0.1:{api}"),
        )
        client = (str(stage().python), "-m", "awslambdaric", self._configuration.handler)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*stage().sandbox, *emulator, *client],
                cwd=self.code,
                env=self._variables(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._await_port()

    def _variables(self) -> dict[str, str]:
        ours = {name: value for name, value in self._environment.items() if name != "PYTHONPATH"}
        return {
            **ours,
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self._configuration.seconds),
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "LAMBDA_TASK_ROOT": str(self.code),
            "PATH": PATH,
            "TMPDIR": str(self.temporary),
        }

    def _await_port(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port)):
                return
            time.sleep(0.05)
        raise InvocationError("the emulator did not start")

    def _post(self, body: bytes) -> Any:
        url = f"http://127.0.0.1:{self._port}{_PATH}"
        patience = self._configuration.seconds + _PATIENCE_SECONDS
        try:
            with urllib.request.urlopen(url, body, timeout=patience) as response:
                said = response.read()
            return json.loads(said)
        except (OSError, ValueError) as error:
            raise InvocationError(f"no answer: {error}") from error


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
