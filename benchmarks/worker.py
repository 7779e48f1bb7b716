"""Measure the worker against stub endpoints: python -m benchmarks.worker --help."""

import sys

from benchmarks.against_stubs import run_against
from benchmarks.stub_answers import found
from benchmarks.stub_aws import Stub
from benchmarks.worker_world import environment, objects

if __name__ == "__main__":
    answers = {folder: found(body) for folder, body in objects().items()}
    sys.exit(run_against(Stub(answers), "benchmarks.worker_rounds", sys.argv[1:], environment))
