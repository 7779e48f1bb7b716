"""Serve the stubs from this process, and measure in another one."""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from benchmarks.stub_aws import Stub, stub_aws

Environment = Callable[[str], Mapping[str, str]]


def run_against(stub: Stub, module: str, arguments: Sequence[str], environment: Environment) -> int:
    """The exit code of `python -m module`, told of the stubs by its environment alone."""
    code, _ = _run(_served(stub, module, arguments, environment, output=None))
    return code


def printed_against(
    stub: Stub, module: str, arguments: Sequence[str], environment: Environment
) -> str:
    """Likewise, what it prints; an error when it fails."""
    piped = subprocess.PIPE
    code, printed = _run(_served(stub, module, arguments, environment, output=piped))
    if code:
        raise subprocess.CalledProcessError(code, module)
    return printed.decode()


def _run(served: Coroutine[Any, Any, tuple[int, bytes]]) -> tuple[int, bytes]:
    # Imported here: the tests look at modules that import this one, and do without it.
    import uvloop  # noqa: PLC0415

    return uvloop.run(served)


async def _served(
    stub: Stub,
    module: str,
    arguments: Sequence[str],
    environment: Environment,
    *,
    output: int | None,
) -> tuple[int, bytes]:
    async with stub_aws(stub) as endpoint:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            env=environment(endpoint),
            stdout=output,
        )
        printed, _ = await process.communicate()
    return process.returncode or 0, printed or b""


def latency_of(arguments: Sequence[str]) -> float:
    """Seconds, from the `--latency` that the measured process is given as well."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--latency", type=float, default=0)
    return parser.parse_known_args(arguments)[0].latency / 1000
