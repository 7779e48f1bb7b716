"""The mails SES accepted, one file each, numbered in the order of acceptance."""

import threading
from pathlib import Path

from receipts.local.files import write_whole
from receipts.local.moto_ses import SentMail

_NAME_TAG = "receipt_id"


class Outbox:
    """`NNNNNN-<receipt id or message id>.eml`; a receipt sent twice shows up as two files."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._count = max((int(path.name[:6]) for path in directory.glob("*.eml")), default=0)
        self._counting = threading.Lock()

    def keep(self, mail: SentMail) -> None:
        """Write the exact bytes SES got."""
        with self._counting:
            self._count += 1
            number = self._count
        name = mail.tags.get(_NAME_TAG, mail.message_id)
        write_whole(self._directory / f"{number:06}-{name}.eml", mail.mime)
