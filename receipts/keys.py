"""Names derived from content: ids, receipt numbers and audit-bucket keys. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from receipts.model import DroppedFile, Line, Receipt

# No field may hold a control character, so these separate without escaping.
FIELD, RECORD = "\x1f", "\x1e"
#: What the text begins with that is hashed to a receipt_id, or a bill_id.
RECEIPT, BILL = "receipt-1", "bill-1"
_RECONCILED = re.compile(r"deliveries/[^/]+/[0-9]{8}T[0-9]{6}Z\.parquet")
_TABLE = re.compile(r"([0-9a-f]{32})\.parquet")
_PART = re.compile(r"([0-9a-f]{32})(?:-[0-9a-f]{1,2})?\.parquet")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def sha256(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def _digest(records: Iterable[str]) -> str:
    return sha256(RECORD.join(records).encode())[:32]


def customer_key(customer_id: str) -> str:
    """32 hex digits that stand for a customer: ids may hold slashes or 256 Chinese characters."""
    return sha256(customer_id.encode())[:32]


def _number(value: Decimal | None, places: int) -> str:
    return "" if value is None else format(value, f".{places}f")


def _line(line: Line) -> str:
    return FIELD.join(
        (
            line.service_name,
            _number(line.charges, 12),
            line.description or "",
            _number(line.quantity, 18),
            line.unit or "",
            _number(line.unit_price, 18),
        )
    )


def receipt_id(receipt: Receipt) -> str:
    """32 hex digits over all a customer would read; the order of the lines does not matter."""
    head = (
        RECEIPT,
        receipt.billing_period,
        receipt.customer_id,
        receipt.customer_name,
        receipt.email,
        receipt.currency,
        receipt.locale,
    )
    return _digest([FIELD.join(head), *sorted(map(_line, receipt.lines))])


def bill_id(receipt: Receipt) -> str:
    """Like receipt_id, without name, address and locale: what is owed, not who reads it."""
    head = (BILL, receipt.billing_period, receipt.customer_id, receipt.currency)
    return _digest([FIELD.join(head), *sorted(map(_line, receipt.lines))])


def run_id(decides: dict[str, Any]) -> str:
    """32 hex digits over everything that decides a run's outcome (JSON values)."""
    return sha256(json.dumps(decides, sort_keys=True, separators=(",", ":")).encode())[:32]


def receipt_number(*, billing_period: str, customer_key: str) -> str:
    """What a customer reads on the phone: `2024-09-7Q4KX-2MD9B`, stable over resends."""
    bits = int(customer_key, 16) >> 78  # 50 bits: one clash in 2,000 months of a million customers
    digits = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(45, -1, -5))
    return f"{billing_period}-{digits[:5]}-{digits[5:]}"


def ledger_partition(*, billing_period: str, customer_key: str) -> str:
    """`<period>#<0..15>`: a month is spread over 16 partitions."""
    return f"{billing_period}#{int(customer_key[0], 16)}"


def input_key(content_sha256: str) -> str:
    """The exact bytes of a dropped file."""
    return f"inputs/{content_sha256}"


def snapshot_key(*, billing_period: str, customer_key: str, receipt_id: str) -> str:
    """One customer's receipt."""
    folder = f"snapshots/billing_period={billing_period}/customer_key={customer_key}"
    return f"{folder}/{receipt_id}.parquet"


def run_key(folder: str, *, billing_period: str, run_id: str, suffix: str) -> str:
    """A run's file: `lines/…/<run_id>.parquet`, `runs/…/<run_id>.json` and so on."""
    return f"{folder}/billing_period={billing_period}/{run_id}{suffix}"


def lines_key(*, billing_period: str, run_id: str, prefix: str) -> str:
    """The lines of all customers of a run, or of those whose key begins with `prefix`."""
    suffix = f"-{prefix}.parquet" if prefix else ".parquet"
    return run_key("lines", billing_period=billing_period, run_id=run_id, suffix=suffix)


def run_of_table(key: str) -> str | None:
    """The run whose table this is; None: no file of ours. Only lines may be cut into parts."""
    name = key.rpartition("/")[2]
    found = _PART.fullmatch(name) if key.startswith("lines/") else _TABLE.fullmatch(name)
    return found[1] if found else None


def receipts_key(*, billing_period: str, run_id: str) -> str:
    """A run's `receipts` table: what it bills, and its commit point."""
    return run_key("receipts", billing_period=billing_period, run_id=run_id, suffix=".parquet")


def letterhead_key(*, billing_period: str, run_id: str) -> str:
    """Who a run's receipts are from and what they look like."""
    return run_key("letterheads", billing_period=billing_period, run_id=run_id, suffix=".json")


def evaluation_key(file: DroppedFile, *, billing_period: str, run_id: str) -> str:
    """The note of one drop: `runs/…/<run_id>.<dropped at>.<drop>.json`."""
    suffix = f".{file.dropped_at:%Y%m%dT%H%M%SZ}.{_drop(file)}.json"
    return run_key("runs", billing_period=billing_period, run_id=run_id, suffix=suffix)


def is_evaluation(key: str) -> bool:
    """Whether a key below `runs/` is the note of a drop, not a run's record or report."""
    return key.endswith(".json") and key.rpartition("/")[2].count(".") == 3


def evaluated_at(key: str) -> datetime:
    """When the drop was that a note is about, as its key says."""
    at = key.rpartition("/")[2].split(".")[1]
    return datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def may_be_evaluation_of(key: str, file: DroppedFile) -> bool:
    """Whether a key below `runs/` looks like the note of this drop; only the note itself knows."""
    return is_evaluation(key) and key.endswith(f".{_drop(file)}.json")


def run_of(key: str) -> tuple[str, str]:
    """The billing period and the run_id that a key below `runs/` names."""
    _, folder, name = key.split("/")
    return folder.removeprefix("billing_period="), name.partition(".")[0]


def _drop(file: DroppedFile) -> str:
    return _digest([file.bucket, file.key, file.version_id])[:8]


def deliveries_key(*, billing_period: str, as_of: datetime) -> str:
    """What became of a month's receipts, as of a time."""
    return f"deliveries/billing_period={billing_period}/{as_of:%Y%m%dT%H%M%SZ}.parquet"


def is_deliveries(key: str) -> bool:
    """Whether a key below `deliveries/` is that of a reconciliation, and no foreign file's."""
    return _RECONCILED.fullmatch(key) is not None


def reconciled_at(key: str) -> datetime:
    """The time that a key below `deliveries/` names."""
    name = key.rpartition("/")[2].removesuffix(".parquet")
    return datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def report_key(*, billing_period: str, run_id: str, as_of: datetime | None = None) -> str:
    """A run's report, as it was written or with what became of its receipts as of a time."""
    suffix = f".{as_of:%Y%m%dT%H%M%SZ}.html" if as_of else ".html"
    return run_key("runs", billing_period=billing_period, run_id=run_id, suffix=suffix)


def mail_key(*, billing_period: str, receipt_id: str, attempt: int) -> str:
    """The exact MIME handed to SES."""
    prefix = mails_prefix(billing_period=billing_period, receipt_id=receipt_id)
    return f"{prefix}{attempt}.eml.gz"


def mails_prefix(*, billing_period: str, receipt_id: str) -> str:
    """All mails of one receipt."""
    return f"mails/billing_period={billing_period}/{receipt_id}-"


def approval_key(*, billing_period: str, run_id: str) -> str:
    """A person's word that a run may go out."""
    return f"decisions/billing_period={billing_period}/{run_id}.approved.json"


def run_decision_key(*, billing_period: str, run_id: str, at: datetime) -> str:
    """The note of what a person decided about a run as a whole."""
    return f"decisions/billing_period={billing_period}/{run_id}.{_instant(at)}.json"


def pause_decision_key(*, at: datetime) -> str:
    """The note that a person stopped all sending or let it go on."""
    return f"decisions/pause/{_instant(at)}.json"


def decisions_prefix(*, billing_period: str, receipt_id: str) -> str:
    """What people decided about one receipt."""
    return f"decisions/billing_period={billing_period}/{receipt_id}."


def decision_key(*, billing_period: str, receipt_id: str, at: datetime) -> str:
    """The note of one decision, by its time."""
    prefix = decisions_prefix(billing_period=billing_period, receipt_id=receipt_id)
    return f"{prefix}{_instant(at)}.json"


def event_key(*, sent_at: datetime, content: bytes) -> str:
    """An SES event of a kind we do not know, by its mail's day and its content."""
    return f"events/{sent_at:%Y-%m-%d}/{sha256(content)}.json"


def _instant(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%fZ}"
