"""A job that does what it is told."""

import os
import sys
import time
from pathlib import Path

told = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
print(told)
if "--java" in told:
    print(os.environ["JAVA_HOME"], os.environ["PYSPARK_PYTHON"])
if "--raise" in told:
    raise ModuleNotFoundError(told["--raise"])
if "--wait-for" in told:
    while not Path(told["--wait-for"]).exists():
        time.sleep(0.05)
