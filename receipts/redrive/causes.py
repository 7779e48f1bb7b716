"""Why a receipt waits in the dead-letter queue, in the words of docs/problems.md."""

#: For a letter that SQS moved there itself.
NO_CAUSE = "none"
MALFORMED = "malformed_message"
ALTERED = "altered_snapshot"

WORDS = {
    MALFORMED: "Not a message of this pipeline. Nothing was read or sent."
    " Find out who sent it; delete it.",
    ALTERED: "The snapshot is missing or is not the content its id names. Nothing was sent."
    " Never redrive before you know why.",
    "letterhead_missing": "The run's letterhead is missing or is not one. Nothing was sent."
    " If it is missing, drop the month's file again: its run writes the letterhead anew. Then"
    " redrive.",
    "cannot_be_rendered": "A name or address fits no mail header, the mail would be larger than"
    " mailboxes take, or its PDF cannot be made; the worker's log says which. Nothing was sent."
    " Mend or shorten the lines and drop the customer again.",
    "refused_by_ses": "SES refused this one mail. Mend the address and drop the customer again;"
    " or redrive if SES was at fault.",
    "conflict": "Other content was sent for this customer and month."
    " Drop the charges under `corrections/` if they are right.",
    NO_CAUSE: "The message was received too often (20 times)."
    " The worker's log says why; redrive when the cause is gone.",
}

#: Moved only when somebody who knows why names the cause.
ONLY_IF_NAMED = frozenset({MALFORMED, ALTERED})


def words_of(cause: str) -> str:
    """What a cause means and what to do."""
    return WORDS.get(cause, "This version does not know the cause; see the worker's log.")
