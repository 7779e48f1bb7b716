"""Bills for tests."""

from receipts.cost.assumptions import assumptions
from receipts.cost.bill import Bill, bill_of
from receipts.cost.month import Month
from receipts.cost.prices import price_list


def bill(customers: int = 100_000, **changes: object) -> Bill:
    month = Month(**({"customers": customers, "lines": customers * 10} | changes))
    return bill_of(month, assumptions(), price_list().prices)
