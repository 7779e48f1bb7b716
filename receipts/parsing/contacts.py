"""The contacts file of a profile whose source knows no addresses."""

import polars as pl

from receipts.model import Problem, Severity
from receipts.parsing.prepare import trimmed
from receipts.parsing.problems import file_error
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.decode import decode
from receipts.parsing.reading.read import read

_COLUMNS = ("customer_id", "customer_name", "email")
_CONTACTS = Profile("contacts", {name: name for name in _COLUMNS}, required=frozenset(_COLUMNS))


def contacts_key(profile: str) -> str:
    """Where an admin uploads it, in the landing bucket."""
    return f"config/contacts/{profile}.csv"


def read_contacts(
    data: bytes | None, profile: Profile
) -> tuple[pl.DataFrame | None, list[Problem]]:
    """Names and addresses by customer_id, or the problems that reject the run."""
    if not profile.contacts:
        return None, []
    key = contacts_key(profile.name)
    if data is None:
        return None, [file_error("contacts_missing", value=profile.name, key=key)]
    text = decode(data, profile.encoding)
    if isinstance(text, Problem):
        return None, [file_error("contacts_unreadable", key=key, reason=text.message)]
    raw = read(text.data, _CONTACTS)
    found = [*text.problems, *raw.problems]
    errors = [problem.message for problem in found if problem.severity is Severity.ERROR]
    errors += [
        f"Line {line} has misplaced quotes or cells." for line in raw.records.suspects["line"]
    ]
    if errors:
        return None, [file_error("contacts_unreadable", key=key, reason=" ".join(errors))]
    rows = raw.rows.select("line", *(trimmed(name, profile) for name in _COLUMNS))
    twice = rows.filter(pl.col("customer_id").is_duplicated())["line"].to_list()
    if twice:
        reason = f"lines {', '.join(map(str, twice))} name the same customer more than once."
        return None, [file_error("contacts_unreadable", key=key, reason=reason)]
    return rows.drop("line"), []
