"""Measure the worker against stub endpoints: python -m benchmarks.worker --help."""

import asyncio
import sys

from benchmarks.stub_aws import stub_aws
from benchmarks.worker_world import environment, objects


async def _measure(arguments: list[str]) -> int:
    """The stubs are served from this process; the worker is measured in another one."""
    async with stub_aws(objects()) as endpoint:
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.worker_rounds", *arguments),
            env=environment(endpoint),
        )
        return await worker.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(_measure(sys.argv[1:])))
