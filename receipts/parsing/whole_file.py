"""The rules about a file as a whole: one error here and nobody gets a receipt."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from receipts.model import Problem, Severity
from receipts.parsing.contacts import read_contacts
from receipts.parsing.decode import decode
from receipts.parsing.inputs import Inputs
from receipts.parsing.periods import PATTERN, periods_in
from receipts.parsing.prepare import Defaults, locale_warnings, prepare
from receipts.parsing.problems import file_error
from receipts.parsing.profiles import PLAIN, PROFILES
from receipts.parsing.read import RawCharges, no_rows, read


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file's rows before they are told apart by month, and what is wrong with all of it."""

    #: As `prepare` makes them.
    rows: pl.DataFrame
    problems: list[Problem]
    #: Columns of the contract that the file does not have.
    absent: frozenset[str]

    @property
    def rejected(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def judge_file(inputs: Inputs) -> WholeFile:
    """Read and judge a file; what cannot be read has no rows."""
    refused = _refused(inputs)
    if refused:
        return _unread(inputs, [refused])
    text = decode(inputs.data)
    if isinstance(text, Problem):
        return _unread(inputs, [text])
    raw = read(text, PROFILES[inputs.profile])
    return _judge_rows(inputs, raw) if raw.rows.width else _unread(inputs, raw.problems)


def _refused(inputs: Inputs) -> Problem | None:
    if inputs.too_large:
        return file_error("file_too_large", limit=inputs.rulebook.max_input_bytes)
    if inputs.profile not in PROFILES:
        return file_error("profile_unknown", value=inputs.profile, known=", ".join(PROFILES))
    return None


def _judge_rows(inputs: Inputs, raw: RawCharges) -> WholeFile:
    profile = PROFILES[inputs.profile]
    contacts, unreadable = read_contacts(inputs.contacts, profile)
    in_key = periods_in(inputs.key)
    in_column = "billing_period" not in raw.absent
    rows = prepare(raw.rows, profile, contacts, _defaults(inputs, None if in_column else in_key))
    problems = [
        *raw.problems,
        *unreadable,
        *_period_problems(rows, in_key, in_column=in_column),
        *_billed_before(inputs, in_column=in_column),
        *locale_warnings(rows, inputs.rulebook.default_locale),
    ]
    given = frozenset(() if contacts is None else contacts.columns)
    return WholeFile(rows, problems, raw.absent - given)


def _defaults(inputs: Inputs, in_key: list[str] | None) -> Defaults:
    rulebook = inputs.rulebook
    period = in_key[0] if in_key else None
    return Defaults(rulebook.default_currency, rulebook.default_locale, period)


def _period_problems(
    rows: pl.DataFrame, in_key: list[str], *, in_column: bool
) -> Iterator[Problem]:
    if len(in_key) > 1:
        yield file_error("period_ambiguous", value=" and ".join(in_key))
    elif not in_key and not in_column:
        yield file_error("period_missing")
    elif in_key and in_column:
        legible = rows.filter(pl.col("billing_period").str.contains(PATTERN))
        others = legible.filter(pl.col("billing_period") != in_key[0])
        if others.height:
            yield file_error("period_disagrees", value=in_key[0], line=others["line"][0])


def _billed_before(inputs: Inputs, *, in_column: bool) -> Iterator[Problem]:
    if inputs.billed_under and not in_column:
        yield file_error("same_file_other_month", value=inputs.billed_under)


def _unread(inputs: Inputs, problems: list[Problem]) -> WholeFile:
    """A file whose rows nobody has seen; its key may be wrong as well."""
    rows = prepare(no_rows(), PLAIN, None, _defaults(inputs, None))
    period = _period_problems(rows, periods_in(inputs.key), in_column=False)
    return WholeFile(rows, [*problems, *period], frozenset())
