"""Bundles are small because functions start without what others need."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("function", ["parser", "feedback", "watch"])
def test_only_the_worker_needs_obstore(function):
    code = f"import sys, lambdas.{function}; print([x for x in sys.modules if 'obstore' in x])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
