"""Every problem code with its words: what is wrong, and how to mend it."""

from collections.abc import Mapping

from receipts.languages import TRANSLATED
from receipts.model import Problem, Severity

#: code -> message. `{…}` is filled in where the problem is found.
FILE_ERRORS: Mapping[str, str] = {
    "file_empty": "The file has no rows of charges. Export it again and drop it anew.",
    "file_too_large": (
        "The file has more than {limit} bytes of plain text. Split it, all lines of a customer"
        " together."
    ),
    "file_compressed": "The file is packed ({kind}). Unpack it, or pack it with gzip or zstd.",
    "file_damaged": "The {kind} file is cut short or damaged. Export it again and drop it anew.",
    "file_unpacks_too_far": (
        "The file unpacks to more than {ratio} times its size. If that is right, drop it unpacked."
    ),
    "file_is_spreadsheet": (
        "The file is a spreadsheet of a kind that is not read. Save it as .xlsx or 'CSV UTF-8'."
    ),
    "workbook_unreadable": "The workbook cannot be read: {reason}. Save it as 'CSV UTF-8'.",
    "workbook_too_large": (
        "The sheet {value} is too large to be read as a workbook. Save it as 'CSV UTF-8'."
    ),
    "workbook_hides_cells": (
        "The sheet {value} hides {hidden}. Show or delete them: nobody sees what they would bill."
    ),
    "encoding_utf16": (
        "The file is UTF-16 text. Save it as 'CSV UTF-8', or declare encoding = \"utf-16\" in a"
        " profile."
    ),
    "encoding_cp1252": (
        "Line {line} is Windows-1252 text, not UTF-8. Save the file as 'CSV UTF-8', or declare"
        ' encoding = "cp1252" in a profile.'
    ),
    "encoding_not_utf8": "Line {line} is not UTF-8 text. Save the file as 'CSV UTF-8'.",
    "encoding_damaged": "The file is not the {value} text that its profile declares.",
    "delimiter_unexpected": (
        "The cells are separated by {found}, not by {wanted}. Save the file with {wanted}, or"
        ' declare delimiter = "{sign}" in a profile.'
    ),
    "csv_unreadable": (
        "The rows cannot be told apart. Save the file as 'CSV UTF-8' and drop that."
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
    "profile_unknown": ("There is no profile {value}. Upload {key}, or use one of these: {known}."),
    "profile_invalid": "The profile {value} cannot be used: {reason}",
    "contacts_missing": "The profile {value} needs addresses: upload {key} first.",
    "contacts_unreadable": "The contacts file {key} cannot be read: {reason}",
    "branding_invalid": "The branding config/branding/branding.toml cannot be used: {reason}",
    "seller_invalid": "What the stack's parameters say of the seller cannot be used: {reason}",
    "same_file_other_month": (
        "The same bytes were already billed under {value}. If this month really has the same"
        " charges, add a billing_period column."
    ),
    "control_unreadable": "The control totals cannot be read: {reason}",
    "control_rows_differ": (
        "The control totals promise {value} rows, the file has {found}. Export it again."
    ),
    "control_sum_differs": (
        "The control totals promise {value}, the readable amounts in the file sum up to {found}."
        " Compare the file with its source."
    ),
    "control_sha256_differs": (
        "The file is not the one its control totals were made for: its SHA-256 is {found}, not"
        " {value}. Upload it again."
    ),
    "held_share": (
        "{held} of {customers} customers are held back, more than {limit} of all. Nothing was"
        " sent; mend their rows, or take them out, and drop the file again."
    ),
}

WARNINGS: Mapping[str, str] = {
    "columns_ignored": "These columns are not known and were ignored: {value}.",
    "row_empty": "A row of empty cells was skipped.",
    "compression_hidden": (
        "The file is packed ({value}) although its name does not say so; it was unpacked."
    ),
    "cells_show_less": (
        "Cells of the sheet that hold more digits than they show: {count}, first {value}. What they"
        " show was read."
    ),
    "lines_duplicated": (
        "Lines that repeat an earlier one cell by cell: {count}, {value} in all. Take them out if"
        " they are there by mistake."
    ),
    "value_mangled": (
        "A spreadsheet seems to have changed this value. Look it up at its source, and format the"
        " column as text before you paste it."
    ),
    "locale_unknown": "The locale is not one like en or pt-BR; the stack's default is used.",
    "locale_untranslated": (
        f"Nobody translated receipts into this language, only into {', '.join(sorted(TRANSLATED))}."
        " The stack's default is used, or English if that is none of them."
    ),
}


#: Warnings about the file, not about one of its lines.
FILE_WARNINGS = frozenset(
    {"columns_ignored", "compression_hidden", "cells_show_less", "lines_duplicated"}
)


def file_error(code: str, **facts: object) -> Problem:
    """A problem that rejects the whole file."""
    return _problem(code, Severity.ERROR, FILE_ERRORS, facts)


def warning(code: str, **facts: object) -> Problem:
    """Something worth a look that holds nothing back."""
    return _problem(code, Severity.WARNING, WARNINGS, facts)


def _problem(
    code: str, severity: Severity, words: Mapping[str, str], facts: Mapping[str, object]
) -> Problem:
    return Problem(
        code,
        severity,
        words[code].format(**facts),
        line=_line(facts),
        column=_text(facts.get("column")),
        value=_text(facts.get("value")),
        customer_id=_text(facts.get("customer_id")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _line(facts: Mapping[str, object]) -> int | None:
    line = facts.get("line")
    return line if isinstance(line, int) else None
