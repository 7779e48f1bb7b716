"""A receipt as Parquet rows and back: what was audited is what is rendered and hashed."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from receipts.errors import AlteredSnapshotError
from receipts.model import Line, Receipt
from schemas.audit import SNAPSHOT

_OF_THE_CUSTOMER = ("period_start", "customer_id", "customer_name", "email", "currency", "locale")


def encode(table: pa.Table) -> bytes:
    """Parquet bytes of one receipt.

    Small files carry no statistics, dictionaries or Arrow schema, which would outweigh them; snappy
    takes half of zstd's time and is smaller here.
    """
    # Into a Python object Arrow could only write while it holds Python's lock.
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="snappy",
        use_dictionary=False,
        write_statistics=False,
        store_schema=False,
    )
    return bytes(sink.getvalue())


def encode_many(table: pa.Table) -> bytes:
    """Parquet bytes of a table of any length; queries skip what its statistics rule out."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def read_many(
    data: bytes, columns: list[str] | None = None, *, where: tuple[str, str] | None = None
) -> pa.Table:
    """A table of any length; of it those rows that have a value in a column.

    pyarrow's own read_table takes threads that may still be at work when Python ends: one process
    in sixty that had only just read a table was killed (SIGABRT) on a busy machine.
    """
    file = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
    table = file.read(columns=columns, use_threads=False)
    return table.filter(pc.equal(table[where[0]], where[1])) if where else table


def decode(data: bytes) -> Receipt:
    """The receipt in a snapshot file; AlteredSnapshotError when it is not one."""
    try:
        table = read_many(data)
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
