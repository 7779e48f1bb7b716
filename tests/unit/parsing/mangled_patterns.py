"""The pattern of mangled values without one of its parts at a time."""

from receipts.parsing import rules

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ERRORS = ["N/A", "REF!", "VALUE!", "DIV/0!", r"NAME\?", "NULL!", "NUM!", "#+"]
EXPONENT = r"^[0-9](\.[0-9]+)?E\+[0-9]{2,}$"


def mangled_pattern(*, exponent=EXPONENT, before=MONTHS, behind=MONTHS, errors=ERRORS):
    """The pattern of `rules`, built anew so that a part can be left out."""
    return (
        f"{exponent}|^(?i:[0-3]?[0-9]-)?(?i:{'|'.join(before)})-[0-9]{{2,4}}$"
        f"|^[0-3]?[0-9]-(?i:{'|'.join(behind)})$"
        f"|^#({'|'.join(errors)})$"
    )


def less(whole, part):
    return [each for each in whole if each != part]


def mangled_patterns():
    whole = mangled_pattern()
    assert whole == rules._MANGLED
    dates = whole.split("|^")
    yield "no fraction", mangled_pattern(exponent=r"^[0-9]E\+[0-9]{2,}$")
    yield "always a fraction", mangled_pattern(exponent=r"^[0-9]\.[0-9]+E\+[0-9]{2,}$")
    yield "two digits of exponent", mangled_pattern(exponent=r"^[0-9](\.[0-9]+)?E\+[0-9]{2}$")
    yield "one digit of exponent", mangled_pattern(exponent=r"^[0-9](\.[0-9]+)?E\+[0-9]+$")
    yield "no plus", mangled_pattern(exponent=r"^[0-9](\.[0-9]+)?E\+?[0-9]{2,}$")
    yield "several digits", mangled_pattern(exponent=r"^[0-9]+(\.[0-9]+)?E\+[0-9]{2,}$")
    yield "text behind an exponent", mangled_pattern(exponent=r"^[0-9](\.[0-9]+)?E\+[0-9]{2,}")
    yield "text before an exponent", mangled_pattern(exponent=r"[0-9](\.[0-9]+)?E\+[0-9]{2,}$")
    for month in MONTHS:
        yield f"{month}-26 is fine", mangled_pattern(before=less(MONTHS, month))
        yield f"26-{month} is fine", mangled_pattern(behind=less(MONTHS, month))
    for error in ERRORS:
        yield f"#{error} is fine", mangled_pattern(errors=less(ERRORS, error))
    yield "# is not", mangled_pattern(errors=[*less(ERRORS, "#+"), "#*"])
    yield "no day", whole.replace(r"(?i:[0-3]?[0-9]-)?", "")
    yield "days of two digits", whole.replace("[0-3]?[0-9]-(?i:Jan", "[0-3][0-9]-(?i:Jan")
    yield "any day", whole.replace("[0-3]?", "[0-9]?")
    yield "no case", whole.replace("(?i:Jan", "(?:Jan")
    yield "years of one digit", whole.replace("{2,4}", "{1,4}")
    yield "years of five digits", whole.replace("{2,4}", "{2,5}")
    yield "years of two digits", whole.replace("{2,4}", "{2}")
    for number in range(len(dates)):
        open_start = [each if i != number else f".*{each}" for i, each in enumerate(dates)]
        open_start[0] = open_start[0].replace(".*^", "^.*")
        yield f"anything before {number}", "|^".join(open_start)
        open_end = [each if i != number else each.removesuffix("$") for i, each in enumerate(dates)]
        yield f"anything behind {number}", "|^".join(open_end)
