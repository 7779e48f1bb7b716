"""Tables of a Glue catalogue over the objects of a bucket, read as Athena reads them.

What Athena refuses is refused here in its own words: a file that is no Parquet, or whose columns
are not the table's; an injected partition without a value; partitions that nobody registered.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from receipts.local.athena_partitions import Mention
from schemas.athena import athena_type

_PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
_PATH = "$path"
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_ARROW = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    # Athena has milliseconds; DuckDB's own timestamp is this one.
    "timestamp": pa.timestamp("us"),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
}


class RefusedQueryError(Exception):
    """Athena would answer FAILED, with this as the reason."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An object below a table's location."""

    url: str
    size: int
    read: Callable[[], bytes]


#: All objects below a URL `s3://bucket/prefix/`, in order of their keys.
Listing = Callable[[str], Iterable[StoredFile]]


@dataclass(frozen=True, slots=True)
class CataloguedTable:
    """A table as Glue has it."""

    name: str
    location: str
    columns: dict[str, str]
    partitions: tuple[str, ...]
    parameters: dict[str, str]

    @classmethod
    def of(cls, name: str, told: dict[str, Any]) -> "CataloguedTable":
        """From a TableInput; only Parquet is understood."""
        storage = told["StorageDescriptor"]
        if storage["SerdeInfo"]["SerializationLibrary"] != _PARQUET:
            raise RefusedQueryError(f"HIVE_UNSUPPORTED_FORMAT: {name} is no Parquet table")
        return cls(
            name,
            storage["Location"].rstrip("/") + "/",
            {column["Name"]: column["Type"] for column in storage["Columns"]},
            tuple(key["Name"] for key in told.get("PartitionKeys", [])),
            told.get("Parameters", {}),
        )

    def projects(self, partition: dict[str, str]) -> bool:
        """Whether partition projection makes this partition up."""
        if not self.partitions:
            return True
        # Without projection a partition is there once it is registered, and nobody registers any.
        return self.parameters.get("projection.enabled") == "true" and all(
            self._is_projected(column, value) for column, value in partition.items()
        )

    def _is_projected(self, column: str, value: str) -> bool:
        told = {
            name.removeprefix(f"projection.{column}."): text
            for name, text in self.parameters.items()
        }
        if told.get("type") == "injected":
            return True
        if told.get("type") != "date" or told.get("format") != "yyyy-MM":
            raise RefusedQueryError(
                f"INVALID_TABLE_PROPERTY: {self.name}: {column} is not projected"
            )
        low, high = told["range"].split(",")
        return bool(re.fullmatch(r"\d{4}-\d{2}", value)) and low <= value <= high

    def check(self, mention: Mention) -> None:
        """Refuse a mention that names no value of an injected column."""
        named = {each.column for each in mention.conditions if each.is_static}
        for column in self.partitions:
            is_injected = self.parameters.get(f"projection.{column}.type") == "injected"
            if is_injected and column not in named:
                raise RefusedQueryError(
                    f"CONSTRAINT_VIOLATION: For the injected projected partition column {column},"
                    " the WHERE clause must contain only static equality conditions, and at least"
                    " one such condition must be present."
                )


def read_table(
    table: CataloguedTable, mentioned: list[Mention], listing: Listing
) -> tuple[pa.Table, int]:
    """The rows that the mentions of a table may need, and how many bytes they are."""
    parts, size = [_empty(table)], 0
    for mention in mentioned:
        table.check(mention)
    for file in listing(table.location):
        partition = _partition_of(file.url, table)
        if partition is None or not table.projects(partition):
            continue
        if any(mention.reads(partition) for mention in mentioned):
            parts.append(_rows(file, table, partition))
            size += file.size
    return pa.concat_tables(parts), size


def _partition_of(url: str, table: CataloguedTable) -> dict[str, str] | None:
    *folders, name = url.removeprefix(table.location).split("/")
    if name.startswith(("_", ".")) or not name:
        return None  # Athena does not see them
    pairs = [folder.partition("=") for folder in folders[: len(table.partitions)]]
    if tuple(column for column, _, _ in pairs) != table.partitions:
        return None
    return {column: value for column, _, value in pairs}


def _rows(file: StoredFile, table: CataloguedTable, partition: dict[str, str]) -> pa.Table:
    try:
        found = pq.read_table(io.BytesIO(file.read()))
    except (pa.ArrowException, OSError) as error:
        raise RefusedQueryError(f"HIVE_BAD_DATA: Not valid Parquet file: {file.url}") from error
    known = {name: _column(found, name, kind, file) for name, kind in table.columns.items()}
    said = {**partition, _PATH: file.url}
    for name, value in said.items():
        known[name] = pa.array([value] * found.num_rows, pa.string())
    return pa.table(known)


def _column(found: pa.Table, name: str, kind: str, file: StoredFile) -> Any:
    if name not in found.column_names:
        return pa.nulls(found.num_rows, _arrow(kind))  # as Athena does
    column = found.column(name)
    if _named(column.type) != kind:
        raise RefusedQueryError(
            f"HIVE_BAD_DATA: Field {name}'s type {column.type} in parquet file {file.url} is"
            f" incompatible with type {kind} defined in table schema"
        )
    if kind == "timestamp":
        column = pc.floor_temporal(column, unit="millisecond")
    return column.cast(_arrow(kind))


def _named(kind: pa.DataType) -> str:
    try:
        return athena_type(kind)
    except ValueError:
        return str(kind)


def _empty(table: CataloguedTable) -> pa.Table:
    kinds = {name: _arrow(kind) for name, kind in table.columns.items()}
    kinds |= dict.fromkeys((*table.partitions, _PATH), pa.string())
    return pa.schema(kinds.items()).empty_table()


def _arrow(kind: str) -> pa.DataType:
    if match := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(match[1]), int(match[2]))
    if kind not in _ARROW:
        raise RefusedQueryError(f"NOT_SUPPORTED: the embedded Athena does not know the type {kind}")
    return _ARROW[kind]


def by_table(mentioned: Iterable[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """The mentions of each table."""
    grouped: dict[str, list[Mention]] = {}
    for mention in mentioned:
        grouped.setdefault(mention.table, []).append(mention)
    yield from grouped.items()
