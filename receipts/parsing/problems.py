"""Every problem code with its words: what is wrong, and how to mend it."""

from collections.abc import Mapping

from receipts.model import Problem, Severity

#: code -> message. `{…}` is filled in where the problem is found.
FILE_ERRORS: Mapping[str, str] = {
    "file_empty": "The file has no rows of charges. Export it again and drop it anew.",
    "file_too_large": (
        "The file has more than {limit} bytes. Split it, all lines of a customer together."
    ),
    "file_compressed": "The file is compressed ({kind}). Unpack it and drop the CSV.",
    "file_is_spreadsheet": "The file is a spreadsheet. Save it as 'CSV UTF-8' and drop that.",
    "encoding_utf16": "The file is UTF-16 text. Save it as 'CSV UTF-8'.",
    "encoding_not_utf8": (
        "Line {line} is not UTF-8 text (often Windows-1252). Save the file as 'CSV UTF-8'."
    ),
    "delimiter_not_comma": (
        "The cells are separated by {delimiter}, not by commas. Save the file with commas."
    ),
    "csv_unreadable": (
        "The quotes do not pair up, first at line {line}. Put a value with quotes or commas"
        ' inside "…" and double the quotes within it.'
    ),
    "column_missing": "The column {column} is missing. Add it to the header and fill it in.",
    "column_duplicated": "The column {column} stands twice in the header. Delete or rename one.",
    "period_missing": (
        "The billing period is unknown. Put one YYYY-MM in the file's name or folder"
        " (2024-09/charges.csv), or add a billing_period column."
    ),
    "period_ambiguous": (
        "The file's name or folder holds more than one YYYY-MM ({value}). Keep one of them."
    ),
    "period_disagrees": (
        "The file's name says {value}, but a line says another month. Make them agree."
    ),
    "profile_unknown": "There is no profile {value}. Known are: {known}.",
    "contacts_missing": "The profile {value} needs addresses: upload {key} first.",
    "contacts_unreadable": "The contacts file {key} cannot be read: {reason}",
    "same_file_other_month": (
        "The same bytes were already billed under {value}. If this month really has the same"
        " charges, add a billing_period column."
    ),
    "held_share": (
        "{held} of {customers} customers are held back, more than {limit} of all. Nothing was"
        " sent; mend the file and drop it again."
    ),
}

WARNINGS: Mapping[str, str] = {
    "columns_ignored": "These columns are not known and were ignored: {value}.",
    "row_empty": "A row of empty cells was skipped.",
    "locale_unknown": "The locale is not one like en or pt-BR; {default} is used.",
}


def file_error(code: str, **facts: object) -> Problem:
    """A problem that rejects the whole file."""
    return Problem(
        code,
        Severity.ERROR,
        FILE_ERRORS[code].format(**facts),
        line=_line(facts),
        column=_text(facts.get("column")),
        value=_text(facts.get("value")),
    )


def warning(code: str, *, line: int | None = None, **facts: object) -> Problem:
    """Something worth a look that holds nothing back."""
    value = _text(facts.get("value"))
    return Problem(code, Severity.WARNING, WARNINGS[code].format(**facts), line=line, value=value)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _line(facts: Mapping[str, object]) -> int | None:
    line = facts.get("line")
    return line if isinstance(line, int) else None
