"""The contracts of the audit bucket's Parquet files.

`billing_period` and a snapshot's `customer_key` are partition columns: they are in the key, and
`period_start` repeats the month inside the file for whoever reads one file alone.
"""

import pyarrow as pa

from schemas.charges import CHARGES, QUANTITY


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


_CUSTOMER = [
    #: First day of the billing period.
    _required("period_start", pa.date32()),
    _required("customer_id", pa.string()),
    _required("customer_name", pa.string()),
    _required("email", pa.string()),
    _required("currency", pa.string()),
    _required("locale", pa.string()),
]

#: One row is one charge; one file is one customer's receipt, all that is needed to render it.
SNAPSHOT = pa.schema(
    [
        *_CUSTOMER,
        _required("service_name", pa.string()),
        _required("charges", CHARGES),
        pa.field("description", pa.string()),
        pa.field("quantity", QUANTITY),
        pa.field("unit", pa.string()),
        pa.field("unit_price", QUANTITY),
        # Provenance: where the row was first seen. Not part of the receipt's content.
        _required("source_sha256", pa.string()),
        _required("source_line", pa.int64()),
    ]
)

_OF_A_RUN = [_required("run_id", pa.string()), _required("receipt_id", pa.string())]

#: One row is one charge of one run; the month-wide copy for queries.
LINES = pa.schema([*_OF_A_RUN, *SNAPSHOT])

#: One row is one receipt; the file is the commit point of a run.
RECEIPTS = pa.schema(
    [
        *_OF_A_RUN,
        *_CUSTOMER,
        _required("customer_key", pa.string()),
        #: The content without name, address and locale: what is owed, not who reads it.
        _required("bill_id", pa.string()),
        _required("line_count", pa.int32()),
        #: Exact, before rounding.
        _required("total", CHARGES),
        #: Rounded once, half up, to the currency's minor unit.
        _required("billed", CHARGES),
        #: Whether a mail is to go out: none need be for a total of zero.
        _required("mailed", pa.bool_()),
        _required("snapshot_key", pa.string()),
    ]
)

#: One row is one problem of one run.
REJECTS = pa.schema(
    [
        _required("run_id", pa.string()),
        _required("code", pa.string()),
        _required("severity", pa.string()),
        _required("message", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("column", pa.string()),
        pa.field("value", pa.string()),
        pa.field("customer_id", pa.string()),
    ]
)

#: One row is one charge that a run held back: whose it is, and what it says if it can be read.
HELD = pa.schema(
    [
        _required("run_id", pa.string()),
        _required("line", pa.int64()),
        #: Null: the row has no usable customer_id.
        pa.field("customer_id", pa.string()),
        pa.field("customer_key", pa.string()),
        #: `XXX`: no currency that is known.
        _required("currency", pa.string()),
        pa.field("charges", CHARGES),
    ]
)

#: One row is a number that the sender of a run's file promised of the whole file.
CONTROL_TOTALS = pa.schema(
    [
        _required("run_id", pa.string()),
        _required("source_sha256", pa.string()),
        #: rows or sum.
        _required("what", pa.string()),
        #: Of a sum.
        pa.field("currency", pa.string()),
        #: Plain decimal text: a promise may be larger than any sum can be.
        _required("promised", pa.string()),
        #: The same of the file as it was read; equal text is an equal number.
        _required("found", pa.string()),
    ]
)

_AT = pa.timestamp("us", tz="UTC")

#: One row is the fate at the time `as_of` of a receipt, of a customer's held rows in one currency
#: (no receipt_id), or of a row of the ledger that no run accounts for (no amounts).
DELIVERIES = pa.schema(
    [
        _required("as_of", _AT),
        #: Exactly one class, see receipts/reconciliation/fate.py.
        _required("fate", pa.string()),
        #: The first run that has it.
        _required("run_id", pa.string()),
        pa.field("receipt_id", pa.string()),
        #: Null: rows without a usable customer_id, or nobody knows.
        pa.field("customer_id", pa.string()),
        pa.field("customer_key", pa.string()),
        pa.field("currency", pa.string()),
        #: Exact, before rounding.
        pa.field("total", CHARGES),
        pa.field("billed", CHARGES),
        #: Held rows whose charges cannot be read; they are in no total.
        _required("unreadable_amounts", pa.int32()),
        #: What the ledger says, where its row names this receipt.
        pa.field("state", pa.string()),
        pa.field("cause", pa.string()),
        pa.field("revision", pa.int32()),
        pa.field("sent_at", _AT),
        pa.field("changed_at", _AT),
    ]
)
