"""A slice's rows -> a piece for each bucket: a customer's rows all go to one bucket."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from receipts import keys
from receipts.model import Problem
from receipts.parsing.misshapen import mentions
from receipts.parsing.portion import Portion
from receipts.parsing.prepare import trimmed
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.read import RawCharges
from receipts.parsing.reading.records import SUSPECTS, texts_of

#: Of a customer_key, so that a bucket is never in two parts of a run.
_DIGITS = 2
#: Rows without an id are judged together, as are the slices' own problems told.
NOBODYS = "0" * _DIGITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a slice has for a bucket."""

    rows: pl.DataFrame
    suspects: pl.DataFrame
    mentioned: pl.DataFrame
    #: `line` and `text` of the rows, where columns are ignored.
    texts: pl.DataFrame
    problems: Sequence[Problem] = ()


def pieces_of(raw: RawCharges, profile: Profile) -> dict[str, Piece]:
    """Bucket -> its piece."""
    buckets = raw.rows.select("line", bucket=_buckets(raw.rows, profile))
    rows = _by_bucket(raw.rows.with_columns(buckets["bucket"]))
    suspects = _by_bucket(_placed(raw.records.suspects, buckets))
    texts = _by_bucket(_placed(_texts(raw), buckets))
    mentioned = mentions(raw, profile)
    named = _by_bucket(mentioned.with_columns(bucket=_buckets(mentioned, profile)))
    problems = {NOBODYS: raw.problems}
    return {
        bucket: Piece(
            rows=rows.get(bucket, raw.rows.clear()),
            suspects=suspects.get(bucket, raw.records.suspects.clear()),
            mentioned=named.get(bucket, mentioned.clear()),
            texts=texts.get(bucket, _no_texts()),
            problems=problems.get(bucket, ()),
        )
        for bucket in sorted(rows.keys() | suspects.keys() | named.keys() | {NOBODYS})
    }


def portion_of(pieces: Sequence[Piece]) -> Portion:
    """All slices' pieces for one bucket."""
    texts = pl.concat([piece.texts for piece in pieces])
    return Portion(
        rows=pl.concat([piece.rows for piece in pieces]).sort("line"),
        suspects=pl.concat([piece.suspects for piece in pieces]).sort("line"),
        mentioned=pl.concat([piece.mentioned for piece in pieces]),
        texts=lambda lines: texts.filter(pl.col("line").is_in(lines.implode())),
    )


def _buckets(rows: pl.DataFrame, profile: Profile) -> pl.Series:
    if "customer_id" not in rows.columns:
        return pl.repeat(NOBODYS, rows.height, eager=True)
    ids = rows.select(trimmed("customer_id", profile)).to_series()
    known = ids.unique().drop_nulls()
    digits = pl.Series([keys.customer_key(id_)[:_DIGITS] for id_ in known], dtype=pl.String)
    return ids.replace_strict(known, digits, default=NOBODYS, return_dtype=pl.String)


def _placed(rows: pl.DataFrame, buckets: pl.DataFrame) -> pl.DataFrame:
    return rows.join(buckets, on="line", how="left").with_columns(
        pl.col("bucket").fill_null(NOBODYS)
    )


def _by_bucket(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    parts = rows.partition_by("bucket", as_dict=True, include_key=False)
    return {str(bucket): part for (bucket,), part in parts.items()}


def _texts(raw: RawCharges) -> pl.DataFrame:
    return texts_of(raw.rows["line"], raw.records) if raw.ignores_columns else _no_texts()


def _no_texts() -> pl.DataFrame:
    return pl.DataFrame(schema={name: SUSPECTS[name] for name in ("line", "text")})
