"""What is proven of a customer's receipts of a month, what is only recorded, what does not fit."""

from collections.abc import Callable, Iterator

from receipts.support.proof import of_content, of_mails
from receipts.support.proof.evidence import Evidence, ReceiptEvidence
from receipts.support.proof.verdicts import Level, Said, Saying

#: In the order of the way from the file to the inbox.
CHECKS: dict[str, Callable[[ReceiptEvidence, Evidence], Saying]] = {
    "input": of_content.check_input,
    "lines": of_content.check_lines,
    "record": of_content.check_record,
    "snapshot": of_content.check_snapshot,
    "table": of_content.check_table,
    "letterhead": of_mails.check_letterhead,
    "mails": of_mails.check_mails,
    "ledger": of_mails.check_ledger,
    "decisions": of_mails.check_decisions,
    "reconciliation": of_mails.check_reconciliation,
}

#: What nothing here could prove.
NOT_PROVABLE = (
    "that a person read it: a mail server took it at most;",
    "that the dropped file says what finance meant;",
    "what SES reported: its events are kept as the ledger's states only.",
)


def verify_receipt(receipt: ReceiptEvidence, evidence: Evidence) -> list[Said]:
    """Every check of one receipt."""
    return [
        Said(code, level, words)
        for code, check in CHECKS.items()
        for level, words in check(receipt, evidence)
    ]


def verify_month(evidence: Evidence) -> Iterator[Said]:
    """What is about no single receipt."""
    for run_id in evidence.held_by:
        words = f"Run {run_id} held rows of this customer back: `receipts show` says why."
        yield Said("held", Level.RECORDED, words)
    entry, made = evidence.entry, {receipt.receipt_id for receipt in evidence.receipts}
    if entry and entry.receipt_id not in made:
        words = f"The ledger names the receipt {entry.receipt_id}, and no run made it."
        yield Said("origin", Level.FAILED, words)
