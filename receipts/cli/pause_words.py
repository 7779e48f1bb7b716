"""Why nothing is sent and what to do about it, in words."""

from receipts.pause import PIPELINE, Pause
from receipts.reasons import Reason

_ENDS_BY_ITSELF = "Sending goes on by itself when that is over."
WORDS = {
    Reason.QUOTA: "SES's quota of mails in 24 hours is used up."
    f" {_ENDS_BY_ITSELF} Ask AWS for a higher one if it happens every month.",
    Reason.ACCOUNT: "SES suspended or paused the account. Read what AWS wrote to its owner."
    f" {_ENDS_BY_ITSELF}",
    Reason.IDENTITY: "SES does not let us send from our address: look at the identity's DNS"
    f" records. {_ENDS_BY_ITSELF}",
    Reason.REFUSED: "SES refuses every mail; the worker's log has its code. Most likely the stack's"
    " permissions or its configuration set were changed. It is tried again after 15 minutes.",
    Reason.SILENCE: "SES did not answer five times in a row, and each left a receipt in doubt."
    " It is tried again after 15 minutes.",
    Reason.BRAKE: "Too many mails of run {run_id} bounced or were called spam. Look at it with"
    " `receipts show {run_id}`; then `receipts end {run_id}` if the list is bad, and"
    " `receipts continue` in any case.",
    Reason.PERSON: "Somebody stopped it. `receipts continue` goes on.",
}


def in_words(pause: Pause) -> list[str]:
    """Lines for a person."""
    who = "the pipeline" if pause.by == PIPELINE else pause.by
    return [
        f"PAUSED since {pause.since:%Y-%m-%d %H:%M} UTC by {who} ({pause.reason}).",
        WORDS[pause.reason].format(run_id=pause.run_id),
    ]
