"""What each class means to a reader. Commands and pages say the same."""

from collections.abc import Mapping

from receipts.reconciliation.fate import Fate

#: What a class means, and what there is to do; nothing where nothing is.
CLASSES: Mapping[Fate, tuple[str, str]] = {
    Fate.DELIVERED: ("the customer's mail server took it", ""),
    Fate.SENT: ("SES has it, and no word of its delivery yet", ""),
    Fate.BOUNCED: (
        "the address refused it",
        "Mend the address and drop the file again: it is sent under the same number.",
    ),
    Fate.COMPLAINED: ("it arrived, and the customer called it spam", ""),
    Fate.REJECTED: (
        "SES took it and did not send it",
        "`receipts show CUSTOMER` has the cause. Mend that; drop the charges under corrections/.",
    ),
    Fate.IN_DOUBT: (
        "nobody knows whether it was sent",
        "Decide: `receipts resolve`, see docs/runbooks/in-doubt.md.",
    ),
    Fate.FAILED: (
        "certainly not sent, it waits in the dead-letter queue",
        "`receipts dlq list` has the causes, see docs/runbooks/redrive.md.",
    ),
    Fate.WAITING: ("not out yet", "Wait; `receipts show` says until when, or what stops it."),
    Fate.MISSING: (
        "should be out, and the ledger does not know it",
        "See docs/runbooks/missing.md.",
    ),
    Fate.CONFLICT: (
        "the customer has another receipt of this month",
        "Combine the files, or drop this one under corrections/.",
    ),
    Fate.HELD: (
        "rows with problems, so there is no receipt",
        "Mend the rows in the run's workbook under mend/ and drop it; or `receipts end RUN`.",
    ),
    Fate.SUPERSEDED: ("another receipt took its place", ""),
    Fate.ENDED: ("a person ended its run", ""),
    Fate.NOT_MAILED: ("a total of zero, which this stack does not mail", ""),
    Fate.UNEXPECTED: (
        "the ledger has a mail that no run accounts for",
        "See docs/runbooks/missing.md.",
    ),
}
