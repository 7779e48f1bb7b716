"""What a PDF costs: CPU and memory for a receipt of ten lines, by language."""

import resource
import sys
import time
from dataclasses import replace
from decimal import Decimal

from receipts.delivery.pdf import render_pdf
from receipts.delivery.speech import speech_of
from receipts.delivery.statement import state
from receipts.delivery.view import View, view_of
from receipts.languages import TRANSLATED
from receipts.letterhead import Letterhead
from receipts.model import Line, Receipt

_TIMES = 40
_LETTERHEAD = Letterhead(seller_name="Example Cloud Ltd", seller_address="1 High Street")


def main() -> None:
    """Print a line for each language."""
    for language in sorted(TRANSLATED):
        views = [_view(language, customer=n) for n in range(_TIMES + 1)]
        render_pdf(views.pop())
        told = f"{language}  {_timed(views):5.1f} ms of CPU  {_memory()} MiB at most so far\n"
        sys.stdout.write(told)


def _timed(views: list[View]) -> float:
    """No two are the same: Typst remembers what it has set."""
    started = time.process_time()
    for view in views:
        render_pdf(view)
    return (time.process_time() - started) * 1000 / len(views)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _view(language: str, *, customer: int) -> View:
    line = Line("", Decimal("10.50"), quantity=Decimal(730), unit="h", unit_price=Decimal("0.0144"))
    lines = (
        replace(line, service_name=f"Service {n % 3}", description=f"Item {n}") for n in range(10)
    )
    receipt = Receipt(
        billing_period="2024-09",
        customer_id=f"C{customer}",
        customer_name=f"Customer {customer}",
        email="customer@example.com",
        currency="EUR",
        locale=language,
        lines=tuple(lines),
    )
    speech = speech_of(language, default="en")
    return view_of(
        receipt,
        state(receipt),
        letterhead=_LETTERHEAD,
        speech=speech,
        revision=1,
        would_go_to=None,
    )


if __name__ == "__main__":
    main()
