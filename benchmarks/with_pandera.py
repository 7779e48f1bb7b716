"""Five rules as a schema of pandera, with its polars backend."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from benchmarks.patterns import AMOUNT, EMAIL


class _Charges(pa.DataFrameModel):
    customer_id: str = pa.Field(str_length={"min_value": 1, "max_value": 256})
    customer_name: str = pa.Field(str_length={"min_value": 1, "max_value": 200})
    email: str = pa.Field(str_matches=EMAIL)
    service_name: str = pa.Field(str_length={"min_value": 1, "max_value": 200})
    charges: str = pa.Field(str_matches=AMOUNT)


def broken_rows(data: bytes) -> pl.DataFrame:
    """What breaks a rule; `lazy` finds all of it, not only the first."""
    rows = pl.read_csv(data, infer_schema=False)
    try:
        _Charges.validate(rows, lazy=True)
    except SchemaErrors as errors:
        return errors.failure_cases
    return rows.clear()
