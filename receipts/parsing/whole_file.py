"""The rules about a file as a whole: one error here and nobody gets a receipt."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from receipts.model import Problem, Severity
from receipts.parsing.contacts import read_contacts
from receipts.parsing.control import Control, read_control
from receipts.parsing.duplicates import duplicated_lines
from receipts.parsing.inputs import Inputs
from receipts.parsing.letterhead import read_letterhead
from receipts.parsing.months import months_named
from receipts.parsing.periods import periods_in
from receipts.parsing.prepare import Terms
from receipts.parsing.problems import file_error
from receipts.parsing.profiles import Profile, built_in, resolve
from receipts.parsing.reading.read import RawCharges, no_rows, read
from receipts.parsing.reading.text import read_text


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file's rows before they are told apart by month, and what is wrong with all of it."""

    raw: RawCharges
    terms: Terms
    problems: list[Problem]
    #: Columns of the contract that neither the file nor its contacts have.
    absent: frozenset[str] = frozenset()
    control: Control = field(default_factory=Control)

    @property
    def rejected(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def judge_file(inputs: Inputs) -> WholeFile:
    """Read and judge a file; what cannot be read has no rows."""
    profile = resolve(inputs.profile, inputs.profile_file)
    control = read_control(inputs.control, inputs.sidecar)
    limit = inputs.rulebook.max_input_bytes
    too_large = file_error("file_too_large", limit=limit) if inputs.too_large else None
    _, of_letterhead = read_letterhead(inputs)
    beside = (profile, control, *of_letterhead, too_large)
    wrong = [each for each in beside if isinstance(each, Problem)]
    if isinstance(profile, Problem) or too_large:
        return _unread(inputs, built_in()["plain"], wrong)
    text = read_text(inputs.data, name=inputs.key, profile=profile, max_bytes=limit)
    if isinstance(text, Problem):
        return _unread(inputs, profile, [*wrong, text])
    raw = read(text.data, profile)
    if not raw.sources:
        return _unread(inputs, profile, [*wrong, *text.problems, *raw.problems])
    totals = control if isinstance(control, Control) else Control()
    problems = [*wrong, *text.problems, *raw.problems]
    return _judge_rows(inputs, raw, profile, problems, totals)


def _judge_rows(
    inputs: Inputs, raw: RawCharges, profile: Profile, found: list[Problem], control: Control
) -> WholeFile:
    """`found` is what is known of the file before anybody looks at its rows."""
    contacts, unreadable = read_contacts(inputs.contacts, profile)
    in_key = periods_in(inputs.key)
    in_column = "billing_period" not in raw.absent
    terms = Terms(
        profile=profile,
        currency=inputs.rulebook.default_currency,
        locale=inputs.rulebook.default_locale,
        billing_period=None if in_column or not in_key else in_key[0],
        contacts=contacts,
    )
    problems = [
        *found,
        *unreadable,
        *_period_problems(raw.rows, terms, in_key, in_column=in_column),
        *_billed_before(inputs, in_column=in_column),
        *duplicated_lines(raw, terms),
    ]
    given = frozenset(() if contacts is None else contacts.columns)
    return WholeFile(raw, terms, problems, raw.absent - given, control)


def _period_problems(
    rows: pl.DataFrame, terms: Terms, in_key: list[str], *, in_column: bool
) -> Iterator[Problem]:
    if len(in_key) > 1:
        yield file_error("period_ambiguous", value=" and ".join(in_key))
    elif not in_key and not in_column:
        yield file_error("period_missing")
    elif in_key and in_column:
        named = months_named(rows, terms)
        others = named.filter(pl.col("month").is_not_null() & (pl.col("month") != in_key[0]))
        if others.height:
            line = rows.join(others, on="billing_period")["line"].min()
            yield file_error("period_disagrees", value=in_key[0], line=line)


def _billed_before(inputs: Inputs, *, in_column: bool) -> Iterator[Problem]:
    if inputs.billed_under and not in_column:
        yield file_error("same_file_other_month", value=inputs.billed_under)


def _unread(inputs: Inputs, profile: Profile, problems: list[Problem]) -> WholeFile:
    """A file whose rows nobody has seen; its key may be wrong as well."""
    rulebook, in_key = inputs.rulebook, periods_in(inputs.key)
    terms = Terms(
        profile=profile,
        currency=rulebook.default_currency,
        locale=rulebook.default_locale,
        billing_period=None,
    )
    period = _period_problems(no_rows(), terms, in_key, in_column=False)
    return WholeFile(RawCharges(no_rows(), []), terms, [*problems, *period])
