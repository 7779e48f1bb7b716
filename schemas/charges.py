"""The contract of the charges CSV: one row is one charge of one customer."""

import pyarrow as pa

#: 15 integer digits and 12 fraction digits a line leave 11 digits of head room for sums.
CHARGES = pa.decimal128(38, 12)
QUANTITY = pa.decimal128(38, 18)


def _column(name: str, kind: pa.DataType, *, required: bool) -> pa.Field:
    return pa.field(name, kind, nullable=not required)


CHARGES_CSV = pa.schema(
    [
        _column("customer_id", pa.string(), required=True),
        _column("customer_name", pa.string(), required=True),
        _column("email", pa.string(), required=True),
        _column("service_name", pa.string(), required=True),
        _column("charges", CHARGES, required=True),
        _column("currency", pa.string(), required=False),
        _column("quantity", QUANTITY, required=False),
        _column("unit", pa.string(), required=False),
        _column("unit_price", QUANTITY, required=False),
        _column("description", pa.string(), required=False),
        _column("billing_period", pa.string(), required=False),
        _column("locale", pa.string(), required=False),
    ]
)
