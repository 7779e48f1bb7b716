"""How a source's header and habits map to the columns of the contract."""

from dataclasses import dataclass, field

from schemas.charges import CHARGES_CSV


@dataclass(frozen=True, slots=True)
class Profile:
    """A source of charges files."""

    name: str
    #: The source's header name -> column of the contract.
    columns: dict[str, str]
    #: Cells with this text hold nothing.
    null: str | None = None
    #: Whether `1.5E-7` is an amount.
    exponents: bool = False
    #: The billing period is the month of a date, `2024-09-01 00:00:00`.
    period_from_date: bool = False
    #: Names and addresses come from `config/contacts/<name>.csv`.
    contacts: bool = False
    required: frozenset[str] = field(
        default=frozenset(f.name for f in CHARGES_CSV if not f.nullable)
    )


PLAIN = Profile("plain", {name: name for name in CHARGES_CSV.names})

#: FOCUS 1.0, https://focus.finops.org/focus-specification/v1-0/
FOCUS = Profile(
    "focus",
    {
        "SubAccountId": "customer_id",
        "SubAccountName": "customer_name",
        "ServiceName": "service_name",
        "BilledCost": "charges",
        "BillingCurrency": "currency",
        "PricingQuantity": "quantity",
        "PricingUnit": "unit",
        "ChargeDescription": "description",
        "BillingPeriodStart": "billing_period",
    },
    null="NULL",
    exponents=True,
    period_from_date=True,
    contacts=True,
    required=frozenset({"customer_id", "service_name", "charges", "currency", "billing_period"}),
)

PROFILES = {profile.name: profile for profile in (PLAIN, FOCUS)}


def header_key(name: str) -> str:
    """Headers match without regard to case, spaces, `_` and `-`."""
    return "".join(name.split()).casefold().replace("_", "").replace("-", "")
