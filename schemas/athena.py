"""The contracts as Athena knows them: the tables of the audit bucket and their columns' types.

Types by https://docs.aws.amazon.com/athena/latest/ug/data-types.html. The template repeats these
tables; a test holds the two together.
"""

from dataclasses import dataclass

import pyarrow as pa

from schemas import audit

_MOST_DIGITS = 38
_PLAIN = {
    pa.string(): "string",
    pa.large_string(): "string",
    pa.binary(): "binary",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.int8(): "tinyint",
    pa.int16(): "smallint",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float32(): "float",
    pa.float64(): "double",
}


def athena_type(kind: pa.DataType) -> str:
    """Athena's name of an Arrow type; ValueError says why it has none."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if pa.types.is_decimal(kind):
        if kind.precision > _MOST_DIGITS:
            raise ValueError(f"Athena's decimals have {_MOST_DIGITS} digits at most, not {kind}")
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        if kind.unit not in {"ms", "us"} or kind.tz not in {None, "UTC"}:
            raise ValueError(f"write a timestamp in UTC and in ms or us for Athena, not {kind}")
        return "timestamp"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"array<{athena_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        fields = ",".join(f"{field.name}:{athena_type(field.type)}" for field in kind)
        return f"struct<{fields}>"
    raise ValueError(f"Athena has no type for Arrow's {kind}")


@dataclass(frozen=True, slots=True)
class Table:
    """A folder of the audit bucket as a table."""

    name: str
    schema: pa.Schema
    description: str
    #: Where its files are, below the bucket.
    folder: str
    #: Column -> kind of partition projection, in the order of the folders.
    partitions: tuple[tuple[str, str], ...] = (("billing_period", "date"),)

    @property
    def columns(self) -> dict[str, str]:
        """Name -> type of each column in the files."""
        return {field.name: athena_type(field.type) for field in self.schema}


def _table(name: str, schema: pa.Schema, description: str) -> Table:
    return Table(name, schema, description, folder=name)


TABLES = (
    Table(
        "snapshots",
        audit.SNAPSHOT,
        "A row is a charge of one customer's receipt; the file's name is the receipt_id.",
        folder="snapshots",
        partitions=(("billing_period", "date"), ("customer_key", "injected")),
    ),
    _table("receipts", audit.RECEIPTS, "A row is a receipt of one run, sent or not."),
    _table("lines", audit.LINES, "A row is a charge of one run."),
    _table("rejects", audit.REJECTS, "A row is a problem of one run."),
    Table(
        "rejects_unknown",
        audit.REJECTS,
        "A row is a problem of a file of which nobody knows the month.",
        folder="rejects/billing_period=unknown",
        partitions=(),
    ),
    _table("held", audit.HELD, "A row is a line nobody was billed for in its run."),
    _table("control_totals", audit.CONTROL_TOTALS, "A row is a number the sender promised."),
    _table("deliveries", audit.DELIVERIES, "A row is a receipt's fate when it was reconciled."),
)
