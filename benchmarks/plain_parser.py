"""A parser as one would write it first: no rule is checked, nothing is kept but the receipts."""

import csv
import io
import json
from decimal import Decimal
from typing import Any


def group(data: bytes) -> dict[str, dict[str, Any]]:
    """Customers with their lines and exact totals."""
    customers: dict[str, dict[str, Any]] = {}
    for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
        amount = Decimal(row["charges"])
        customer = customers.setdefault(
            row["customer_id"],
            {
                "customer_id": row["customer_id"],
                "customer_name": row["customer_name"],
                "email": row["email"],
                "total": Decimal(0),
                "lines": [],
            },
        )
        customer["total"] += amount
        customer["lines"].append({"service_name": row["service_name"], "charges": amount})
    return customers


def group_and_write(data: bytes) -> int:
    """Likewise, and the JSON of each receipt, which is dropped; how many bytes."""
    return sum(len(json.dumps(each, default=str).encode()) for each in group(data).values())
