"""The charges CSV judged in plain Python: an oracle for the tests, a baseline for the benchmark.

It shares nothing with receipts.parsing but the list of currencies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation

from benchmarks.pure_python_csv import decoded, records
from benchmarks.pure_python_rules import UNKNOWN_MONTH, Line, filled, judged, layout_of

_STRAY, _CONFLICT = "stray_quote", "identity_conflict"
_EXACT = Context(prec=76, traps=[Inexact, InvalidOperation])

#: Month -> customer -> lines, all in the order of the file.
_Groups = dict[str, dict[str | None, list[Line]]]


@dataclass(frozen=True, slots=True)
class Month:
    """What one month of a file comes to."""

    #: customer_id -> currency, exact total, number of lines.
    valid: dict[str, tuple[str, Decimal, int]]
    #: Customer ids; None for all lines without a usable one.
    held: frozenset[str | None]
    #: Currency -> exact sum over the readable amounts of held lines.
    held_total: dict[str, Decimal]
    #: Held lines whose amount is in no sum.
    unreadable_amounts: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file comes to."""

    #: Physical line -> codes; lines without a problem are not in it.
    problems: dict[int, frozenset[str]]
    months: dict[str, Month]


def validate(data: bytes, *, key: str, default_currency: str = "USD") -> Verdict:
    """Judge a file of the profile `plain` whose header is valid and whose month is known."""
    rows = (record for record in records(decoded(data)) if filled(record))
    layout = layout_of(next(rows).cells, key, default_currency)
    groups = _grouped(judged(rows, layout))
    return _verdict(groups)


def _grouped(lines: Iterable[Line]) -> _Groups:
    groups: _Groups = {}
    for line in lines:
        groups.setdefault(line.month, {}).setdefault(line.customer, []).append(line)
    return groups


def _verdict(groups: _Groups) -> Verdict:
    by_line = {line.number: line.codes for line in _every(groups) if line.codes}
    by_customer = _customer_problems(groups)
    months = {}
    for month, customers in groups.items():
        held = {
            customer
            for customer, lines in customers.items()
            if (month, customer) in by_customer or any(line.codes for line in lines)
        }
        months[month] = _month_of(customers, frozenset(held))
    for (month, customer), codes in by_customer.items():
        for code in codes:
            line = _first(groups[month][customer], code)
            if _STRAY not in line.codes:  # which stays the only code of its line
                by_line[line.number] = by_line.get(line.number, frozenset()) | {code}
    return Verdict(dict(sorted(by_line.items())), months)


def _first(lines: list[Line], code: str) -> Line:
    """Where a customer's code is told; a conflict is not about lines whose cells nobody knows."""
    if code == _CONFLICT:
        return next(line for line in lines if _STRAY not in line.codes)
    return lines[0]


def _every(groups: _Groups) -> Iterator[Line]:
    for customers in groups.values():
        for lines in customers.values():
            yield from lines


def _customer_problems(groups: _Groups) -> dict[tuple[str, str], frozenset[str]]:
    """Month and customer -> the codes that are not about one line alone."""
    shifted = [line for line in _every(groups) if line.perhaps_of]
    monthless = groups.get(UNKNOWN_MONTH, {})
    problems = {}
    for month, customers in groups.items():
        for customer, lines in customers.items():
            codes = {
                _CONFLICT: _in_conflict(lines),
                "line_unclear": any(
                    customer in line.perhaps_of and (line.month, line.customer) != (month, customer)
                    for line in shifted
                ),
                "billing_period_unclear": month != UNKNOWN_MONTH and customer in monthless,
            }
            if customer is not None and any(codes.values()):
                problems[month, customer] = frozenset(code for code in codes if codes[code])
    return problems


def _in_conflict(lines: list[Line]) -> bool:
    """Whether there are several names, addresses or currencies."""
    if len(lines) == 1:
        return False
    columns = zip(*(line.identity for line in lines), strict=True)
    return any(len(set(values) - {None}) > 1 for values in columns)


def _month_of(customers: Mapping[str | None, list[Line]], held: frozenset[str | None]) -> Month:
    back = [line for customer in held for line in customers[customer]]
    return Month(
        valid={
            customer: (lines[0].currency, _total(lines), len(lines))
            for customer, lines in customers.items()
            if customer not in held
        },
        held=held,
        held_total=_totals(back),
        unreadable_amounts=sum(line.amount is None for line in back),
    )


def _totals(lines: Iterable[Line]) -> dict[str, Decimal]:
    readable: dict[str, list[Line]] = {}
    for line in lines:
        if line.amount is not None:
            readable.setdefault(line.currency, []).append(line)
    return {currency: _total(readable[currency]) for currency in sorted(readable)}


def _total(lines: Iterable[Line]) -> Decimal:
    total = Decimal(0)
    for line in lines:
        total = _EXACT.add(total, line.amount)
    return total
