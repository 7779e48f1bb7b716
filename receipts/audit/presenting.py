"""An answer as a file: CSV for people and spreadsheets, Parquet for programs."""

import csv
import io
import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from receipts import money
from receipts.formulas import NUMBER, guarded
from receipts.model import QueryResult

_DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")
_ARROW = {
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("ms"),
}


def plain(text: str, kind: str) -> str:
    """A value as people write it: exact, without the zeros that only fill a decimal's scale."""
    return money.plain(Decimal(text)) if _DECIMAL.fullmatch(kind) else text


def as_csv(result: QueryResult) -> bytes:
    """UTF-8 with BOM, so Excel reads it; text that looks like a formula gets a leading `'`."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([name for name, _ in result.columns])
    for row in result.rows:
        cells = zip(row, result.columns, strict=True)
        writer.writerow(["" if text is None else _cell(text, kind) for text, (_, kind) in cells])
    return lines.getvalue().encode("utf-8-sig")


def _cell(text: str, kind: str) -> str:
    shown = plain(text, kind)
    return shown if re.search(NUMBER, shown) else guarded(shown)


def as_parquet(result: QueryResult) -> bytes:
    """With the types of the answer; what Arrow has no type for stays text."""
    columns = zip(*result.rows, strict=True) if result.rows else ([] for _ in result.columns)
    arrays = [
        pa.array(list(texts), pa.string()).cast(_arrow(kind))
        for texts, (_, kind) in zip(columns, result.columns, strict=True)
    ]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, [name for name, _ in result.columns]), sink)
    return sink.getvalue()


def _arrow(kind: str) -> pa.DataType:
    if match := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(match[1]), int(match[2]))
    return _ARROW.get(kind, pa.string())
