"""Five rules as a schema of dataframely."""

import dataframely as dy
import polars as pl

from benchmarks.patterns import AMOUNT, EMAIL


class _Charges(dy.Schema):
    # Lengths are bytes here.
    customer_id = dy.String(nullable=False, min_length=1, max_length=256)
    customer_name = dy.String(nullable=False, min_length=1, max_length=200)
    email = dy.String(nullable=False, regex=EMAIL)
    service_name = dy.String(nullable=False, min_length=1, max_length=200)
    charges = dy.String(nullable=False, regex=AMOUNT)


def broken_rows(data: bytes) -> pl.DataFrame:
    """The rows that break a rule; `filter` parts them from the rest."""
    return _Charges.filter(pl.read_csv(data, infer_schema=False)).failure.invalid()
