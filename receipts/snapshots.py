"""A receipt as Parquet rows and back: what was audited is what is rendered and hashed."""

import io
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from receipts.errors import AlteredSnapshotError
from receipts.model import Line, Receipt
from schemas.audit import SNAPSHOT

_OF_THE_CUSTOMER = ("period_start", "customer_id", "customer_name", "email", "currency", "locale")


def encode(table: pa.Table) -> bytes:
    """Parquet bytes; small files carry no statistics or dictionaries, which would outweigh them."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    return sink.getvalue()


def decode(data: bytes) -> Receipt:
    """The receipt in a snapshot file; AlteredSnapshotError when it is not one."""
    try:
        table = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise AlteredSnapshotError("the snapshot is not a Parquet file") from error
    if not table.schema.equals(SNAPSHOT) or table.num_rows == 0:
        raise AlteredSnapshotError("the snapshot does not have the snapshot schema")
    return receipt_of(table)


def receipt_of(table: pa.Table) -> Receipt:
    """The receipt in rows of the snapshot schema, all of one customer and month."""
    customer = {name: table.column(name).unique().to_pylist() for name in _OF_THE_CUSTOMER}
    several = [name for name, values in customer.items() if len(values) != 1]
    if several:
        raise AlteredSnapshotError(f"the snapshot has several values of {', '.join(several)}")
    first = {name: values[0] for name, values in customer.items()}
    period_start: date = first.pop("period_start")
    columns = (table.column(name).to_pylist() for name in Line.__slots__)
    lines = tuple(map(Line, *columns))
    return Receipt(billing_period=f"{period_start:%Y-%m}", lines=lines, **first)
