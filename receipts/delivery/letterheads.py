"""The letterheads of the runs that a batch is about, each read once."""

import threading

from receipts import keys
from receipts.errors import LetterheadError, MissingObjectError
from receipts.letterhead import Letterhead, from_json
from receipts.model import ReceiptMessage
from receipts.ports import AuditObjects


class Letterheads:
    """Threads may share it."""

    def __init__(self, audit: AuditObjects) -> None:
        self._audit = audit
        self._read: dict[str, Letterhead] = {}
        self._lock = threading.Lock()

    def of(self, message: ReceiptMessage) -> Letterhead:
        """The one its run was written with; LetterheadError when there is none."""
        key = keys.letterhead_key(billing_period=message.billing_period, run_id=message.run_id)
        with self._lock:
            if key not in self._read:
                self._read[key] = self._fetched(key)
            return self._read[key]

    def _fetched(self, key: str) -> Letterhead:
        try:
            return from_json(self._audit.get(key))
        except MissingObjectError as error:
            raise LetterheadError("the run has no letterhead") from error
