import io
from pathlib import Path

from rich.console import Console

from receipts.cli.tables import COUNTS_UNSENT, print_outcomes, to_mend
from receipts.reconciliation.outcome import Outcome, Status


def outcome(**changes) -> Outcome:
    values = {
        "file": "charges-2024-09.csv",
        "run_id": "r1",
        "status": Status.SENT,
        "billing_period": "2024-09",
        "rows": 1200,
        "customers": 72,
        "receipts": 72,
        "held": 0,
        "problems": 0,
        "warnings": 0,
        "sent": 72,
        "failed": 0,
        "in_doubt": 0,
        "waiting": 0,
        "ended": 0,
        "not_mailed": 0,
        "charges_total": {"USD": "20.28022672899"},
        "receipts_total": {"USD": "20.28022672899"},
        "held_total": {},
        "billed_total": {"USD": "20.31"},
        "rounding_difference": {"USD": "0.02977327101"},
        "unreadable_amounts": 0,
        "held_because": {},
        "file_errors": [],
        "file_warnings": [],
    }
    return Outcome(**(values | changes))


def printed(*outcomes: Outcome, width: int = 80) -> str:
    out = io.StringIO()
    print_outcomes(outcomes, Console(file=out, width=width))
    return out.getvalue()


def test_no_number_is_cut_short_on_a_narrow_terminal():
    text = printed(outcome())

    for number in ("1,200", "20.28022672899", "20.31", "0.02977327101"):
        assert number in text
    assert "…" not in text


def test_nor_on_a_terminal_that_can_do_nothing():
    out = io.StringIO()
    dumb = Console(file=out, force_terminal=True, _environ={"TERM": "dumb"})

    print_outcomes([outcome(file="charges-of-a-long-name-2024-09.csv")], dumb)

    assert "1,200" in out.getvalue()
    assert "…" not in out.getvalue()
    assert dumb.width == 80


def test_money_is_summed_over_the_files_per_currency():
    text = printed(outcome(), outcome(charges_total={"USD": "1.5", "EUR": "1234567.25"}))

    assert "21.78022672899" in text
    assert "1,234,567.25" in text


def test_why_customers_are_held_is_said_in_words_with_the_file_to_mend():
    held = outcome(status=Status.HELD, held=2, held_because={"charges_missing": 2})

    text = printed(held, width=200)

    assert "2 customers, charges_missing: charges is empty." in text
    assert to_mend([held, outcome()], Path("out/audit")) == [
        "To mend: out/audit/mend/billing_period=2024-09/r1.xlsx"
    ]


def test_what_a_file_says_of_itself_is_printed_as_it_is():
    strange = outcome(file="[/x] 2024-09.csv", file_warnings=["Not known: [red], [/b]."])

    text = printed(strange, strange, width=200)

    assert text.count("Look [/x] 2024-09.csv: Not known: [red], [/b].") == 1


def test_what_was_only_judged_has_no_column_for_what_was_sent():
    out = io.StringIO()

    print_outcomes([outcome()], Console(file=out, width=80), counts=COUNTS_UNSENT)

    assert "receipts   held" in out.getvalue()
    assert "sent   " not in out.getvalue().splitlines()[3]


def test_why_a_file_is_rejected_is_said():
    rejected = outcome(status=Status.REJECTED, file_errors=["The billing period is unknown."])

    assert "Rejected charges-2024-09.csv (2024-09): The billing period is unknown." in printed(
        rejected, width=200
    )


def test_what_is_not_out_is_never_hidden():
    text = printed(outcome(status=Status.INCOMPLETE, failed=1, in_doubt=2, waiting=3), width=200)

    assert "1 receipts failed" in text
    assert "2 receipts may or may not be out" in text
    assert "3 receipts are not out yet" in text
