"""Measure the snapshots against stub endpoints: python -m benchmarks.snapshots --help."""

import sys

from benchmarks.against_stubs import latency_of, run_against
from benchmarks.parser_world import environment
from benchmarks.stub_aws import Stub

if __name__ == "__main__":
    asked = sys.argv[1:]
    stub = Stub(latency=latency_of(asked))
    sys.exit(run_against(stub, "benchmarks.snapshots_rounds", asked, environment))
