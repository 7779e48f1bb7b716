"""What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection"""

import re

#: How such a cell of a CSV begins, in East Asia with the wide signs too. Python's syntax and
#: polars'.
FORMULA = r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
#: It begins like a formula and is none.
NUMBER = r"^[+-]?[0-9.]+$"


def guarded(text: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula, and no text for a number."""
    return f"'{text}" if re.search(FORMULA, text) else text
