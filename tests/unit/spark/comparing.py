"""A file through two engines: what stands in the audit bucket afterwards."""

from receipts import keys
from receipts.parsing.engine import IN_PROCESS, Engine
from receipts.parsing.inputs import Inputs
from receipts.parsing.whole_file import Opened, open_file
from receipts.parsing.write import write_run
from receipts.spark.engine import SparkEngine
from tests.fakes import FakeAudit
from tests.shuffling import OneThread


def written(engine: Engine, inputs: Inputs, audit: FakeAudit) -> FakeAudit:
    audit.put_new(keys.input_key(inputs.sha256), inputs.data)
    for run in engine.evaluate(inputs):
        write_run(run, audit, engine)
    return audit


def by_one(inputs: Inputs) -> dict[str, bytes]:
    return written(IN_PROCESS, inputs, FakeAudit()).objects


def by_many(inputs: Inputs, *, slice_bytes: int, partitions: int = 3) -> dict[str, bytes]:
    """Without the text that the executors read, where it is not the file itself."""
    audit = FakeAudit()
    engine = SparkEngine(OneThread(partitions), lambda: audit, slice_bytes=slice_bytes)
    made = text_of(inputs)
    objects = written(engine, inputs, audit).objects
    return {key: body for key, body in objects.items() if key != made}


def text_of(inputs: Inputs) -> str | None:
    """Where the executors find a text that is not the file itself."""
    opened = open_file(inputs)
    if isinstance(opened, Opened) and opened.text != inputs.data:
        return keys.input_key(keys.sha256(opened.text))
    return None
