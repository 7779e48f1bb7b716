"""What a command's exit code says of the files it handled."""

from collections.abc import Iterable

from receipts.reconciliation.outcome import Outcome, Status

#: sysexits.h: 0, 1 and 2 say how the files fared, so a wrong command line may not be one of them.
EX_USAGE = 64
EX_SOFTWARE = 70

#: For a command's help.
WORDS = """Exit code: 0 all is as it should be, 1 customers were held or receipts are not out,
2 a file was rejected (the highest that applies); 64 wrong usage, 70 it could not run."""

_CODES = {
    Status.ACCEPTED: 0,
    Status.SENT: 0,
    Status.ALREADY_SENT: 0,
    Status.HELD: 1,
    Status.INCOMPLETE: 1,
    Status.REJECTED: 2,
}


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """Of the file that fared worst; 1 when nobody knows yet how any fared."""
    return max((_CODES[outcome.status] for outcome in outcomes), default=1)
