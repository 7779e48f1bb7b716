"""A month that is to be paid for."""

from dataclasses import dataclass
from decimal import Decimal

from receipts.cost.assumptions import Assumptions, Workers
from receipts.cost.calls import Work
from receipts.pace import allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One file, all of its receipts mailed."""

    customers: int
    #: Of all customers together.
    lines: int
    #: KeepMails.
    keep_mails: bool = True
    #: Of each mail, before base64: PDF, list, logo.
    attachment_bytes: int = 0
    #: SesMaxSendRate.
    rate: int = 14
    #: SES's plan Essentials instead of à la carte.
    essentials: bool = False
    #: For so many months its files and rows are kept.
    months_kept: int = 1

    def workers(self, assumed: Assumptions) -> Workers:
        """Who sends it."""
        return assumed.workers[self.rate]

    def work(self, assumed: Assumptions) -> Work:
        """What the functions have to do."""
        return Work(
            receipts=self.customers,
            lines=self.lines,
            keep_mails=self.keep_mails,
            events_a_mail=int(assumed["events_a_mail"]),
            worker_batch=self.workers(assumed).batch,
            feedback_batch=int(assumed["feedback_batch"]),
        )

    @property
    def sending_seconds(self) -> Decimal:
        """From the first mail to the last, if no quota stops it."""
        return self.customers / Decimal(str(allowed(self.rate)))

    def is_handed_over(self, assumed: Assumptions) -> bool:
        """Whether Glue writes it, not the parser."""
        return self.customers > assumed["lambda_receipts"]
