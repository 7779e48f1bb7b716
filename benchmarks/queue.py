"""Measure the queueing against a stub endpoint: python -m benchmarks.queue --help."""

import sys

from benchmarks.against_stubs import latency_of, run_against
from benchmarks.parser_world import environment
from benchmarks.stub_aws import Stub

if __name__ == "__main__":
    asked = sys.argv[1:]
    sys.exit(
        run_against(Stub(latency=latency_of(asked)), "benchmarks.queue_rounds", asked, environment)
    )
