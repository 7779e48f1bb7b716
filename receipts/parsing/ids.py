"""keys.receipt_id and keys.bill_id of many receipts at once: the same text, put together by polars.

A test holds them to each other on whatever a receipt can say.
"""

import hashlib

import polars as pl

from receipts.keys import BILL, FIELD, RECEIPT, RECORD

_LINE = ("service_name", "amount", "description", "quantity_number", "unit", "unit_price_number")


def receipt_ids(customers: pl.DataFrame, lines: pl.DataFrame, billing_period: str) -> pl.DataFrame:
    """`key`, `receipt_id` and `bill_id` of each customer; all columns of LINES are asked for."""
    told = (
        lines.lazy()
        # As polars writes a decimal: all digits of its scale, as keys does.
        .select("key", text=_joined([pl.col(name).cast(pl.String).fill_null("") for name in _LINE]))
        .group_by("key")
        .agg(pl.col("text").sort().str.join(RECORD))
    )
    who = ("customer_id", "customer_name", "address", "currency", "locale")
    texts = customers.lazy().join(told, on="key", how="left", maintain_order="left")
    heads = texts.select(
        "key",
        receipt=_joined([pl.lit(RECEIPT), pl.lit(billing_period), *map(pl.col, who)]),
        bill=_joined([pl.lit(BILL), pl.lit(billing_period), "customer_id", "currency"]),
        text="text",
    )
    whole = heads.select("key", *(_records(head) for head in ("receipt", "bill"))).collect()
    return whole.select(
        "key", receipt_id=_digests(whole["receipt"]), bill_id=_digests(whole["bill"])
    )


def _joined(texts: list[pl.Expr | str]) -> pl.Expr:
    return pl.concat_str(texts, separator=FIELD)


def _records(head: str) -> pl.Expr:
    return pl.concat_str(head, "text", separator=RECORD).alias(head)


def _digests(texts: pl.Series) -> pl.Series:
    digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
    return pl.Series(digests, dtype=pl.String)
