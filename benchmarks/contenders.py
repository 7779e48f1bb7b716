"""What is compared: each function takes a file's bytes, reading included."""

import importlib
import importlib.util
from collections.abc import Callable

import polars as pl

from benchmarks import pure_python
from benchmarks.parser_world import KEY, inputs
from benchmarks.patterns import AMOUNT, EMAIL
from receipts.parsing.evaluate import evaluate
from receipts.parsing.inputs import Inputs
from receipts.parsing.run import Run


def typed_read(data: bytes) -> pl.DataFrame:
    """The least that can be done: amounts are decimals, every customer has a total."""
    rows = pl.read_csv(data, schema_overrides={"charges": pl.Decimal(18, 2)})
    return rows.group_by("customer_id").agg(pl.col("charges").sum())


def ours(given: Inputs) -> list[Run]:
    """Every rule, exact totals, everything the receipts are written from."""
    return evaluate(given)


def five_rules(data: bytes) -> pl.DataFrame:
    """What the libraries are told, the way receipts asks its rules: expressions, a line number."""
    lengths = {"customer_id": 256, "customer_name": 200, "service_name": 200}
    good = [
        *(pl.col(name).str.len_bytes() <= limit for name, limit in lengths.items()),
        pl.col("email").str.contains(EMAIL),
        pl.col("charges").str.contains(AMOUNT),
    ]
    rows = pl.scan_csv(
        data,
        infer_schema=False,
        quote_char='"' if b'"' in data else None,
        row_index_name="line",
        row_index_offset=2,
    )
    broken = ~pl.all_horizontal(good).fill_null(value=False)
    return rows.filter(broken).collect(engine="streaming")


def pure(data: bytes) -> object:
    """The same rules in plain Python."""
    return pure_python.validate(data, key=KEY)


def library(name: str) -> Callable[[bytes], object] | None:
    """What looks for broken rules with a library; None where it is not installed."""
    if importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(f"benchmarks.with_{name}").broken_rows


def check_same_totals(data: bytes) -> None:
    """What is compared must agree: all of a clean file is billed, to the same totals."""
    (run,) = ours(inputs(data))
    totals = run.receipts.select("customer_id", charges=pl.col("total").cast(pl.Decimal(38, 2)))
    expected = typed_read(data).select("customer_id", pl.col("charges").cast(pl.Decimal(38, 2)))
    if run.held.height or not totals.sort("customer_id").equals(expected.sort("customer_id")):
        raise AssertionError("The contenders disagree about a clean file.")
