"""What the libraries are told that an address and an amount look like."""

EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
AMOUNT = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,12})?$"
