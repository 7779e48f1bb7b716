import pyarrow as pa
import pytest

from schemas.athena import TABLES, athena_type

LINE = pa.struct({"line_id": pa.string(), "day": pa.date32(), "amount": pa.decimal128(18, 2)})


@pytest.mark.parametrize(
    ("arrow", "athena"),
    [
        (pa.string(), "string"),
        (pa.large_string(), "string"),
        (pa.binary(), "binary"),
        (pa.bool_(), "boolean"),
        (pa.date32(), "date"),
        (pa.decimal128(38, 12), "decimal(38,12)"),
        (pa.decimal128(18, 2), "decimal(18,2)"),
        (pa.timestamp("ms"), "timestamp"),
        (pa.timestamp("us", tz="UTC"), "timestamp"),
        (pa.int8(), "tinyint"),
        (pa.int16(), "smallint"),
        (pa.int32(), "int"),
        (pa.int64(), "bigint"),
        (pa.float32(), "float"),
        (pa.float64(), "double"),
        (pa.list_(pa.string()), "array<string>"),
        (pa.large_list(LINE), "array<struct<line_id:string,day:date,amount:decimal(18,2)>>"),
    ],
    ids=str,
)
def test_a_type_that_athena_reads_has_its_name_there(arrow, athena):
    assert athena_type(arrow) == athena


@pytest.mark.parametrize(
    ("arrow", "why"),
    [
        (pa.decimal256(50, 2), "38 digits at most"),
        (pa.string_view(), "no type for Arrow's string_view"),
        (pa.uint64(), "no type for Arrow's uint64"),
        (pa.uint32(), "no type for Arrow's uint32"),
        (pa.time32("s"), "no type for Arrow's time32"),
        (pa.dictionary(pa.int8(), pa.string()), "no type for Arrow's dictionary"),
        (pa.timestamp("ns"), "in UTC and in ms or us"),
        (pa.timestamp("us", tz="Europe/Berlin"), "in UTC and in ms or us"),
        (pa.list_(pa.uint64()), "no type for Arrow's uint64"),
    ],
    ids=str,
)
def test_a_type_that_athena_cannot_hold_is_refused_in_words(arrow, why):
    with pytest.raises(ValueError, match=why):
        athena_type(arrow)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_contract_can_be_held_by_athena(table):
    assert list(table.columns) == table.schema.names
    assert not {name for name, _ in table.partitions} & set(table.columns)
