"""The rules about a file as a whole: one error here and nobody gets a receipt."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from receipts.model import Problem, Severity
from receipts.parsing.control import Control, read_control
from receipts.parsing.duplicates import duplicated_lines
from receipts.parsing.inputs import Inputs
from receipts.parsing.judge import Judged
from receipts.parsing.letterhead import read_letterhead
from receipts.parsing.periods import periods_in
from receipts.parsing.portion import Basis
from receipts.parsing.problems import file_error
from receipts.parsing.profiles import Profile, resolve
from receipts.parsing.reading.read import RawCharges, no_rows
from receipts.parsing.reading.text import read_text


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file's rows before they are told apart by month, and what is wrong with all of it."""

    raw: RawCharges
    problems: list[Problem]
    #: All rows of the file, whether `raw` holds them or not.
    rows: int = 0
    #: Columns of the contract that neither the file nor its contacts have.
    absent: frozenset[str] = frozenset()
    control: Control = field(default_factory=Control)

    @property
    def rejected(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file's text, and what is known of the file before anybody looks at its rows."""

    text: bytes
    profile: Profile
    control: Control
    problems: list[Problem]


def open_file(inputs: Inputs) -> Opened | WholeFile:
    """Decode a file; what cannot be read has no rows."""
    profile = resolve(inputs.profile, inputs.profile_file)
    control = read_control(inputs.control, inputs.sidecar)
    limit = inputs.rulebook.max_input_bytes
    too_large = file_error("file_too_large", limit=limit) if inputs.too_large else None
    _, of_letterhead = read_letterhead(inputs)
    beside = (profile, control, *of_letterhead, too_large)
    wrong = [each for each in beside if isinstance(each, Problem)]
    if isinstance(profile, Problem) or too_large:
        return unread(inputs, wrong)
    text = read_text(inputs.data, name=inputs.key, profile=profile, max_bytes=limit)
    if isinstance(text, Problem):
        return unread(inputs, [*wrong, text])
    return Opened(
        text=text.data,
        profile=profile,
        control=control if isinstance(control, Control) else Control(),
        problems=[*wrong, *text.problems],
    )


def unread(inputs: Inputs, problems: list[Problem]) -> WholeFile:
    """A file whose rows nobody has seen; its key may be wrong as well."""
    return WholeFile(
        RawCharges(no_rows(), []), [*problems, *_period_problems(inputs, None, in_column=False)]
    )


def whole_file(
    inputs: Inputs, opened: Opened, basis: Basis, raw: RawCharges, judged: Judged
) -> WholeFile:
    """`raw` need hold no rows but those that may be held back."""
    problems = [
        *opened.problems,
        *raw.problems,
        *basis.problems,
        *_period_problems(inputs, judged.disagrees_at, in_column=basis.in_column),
        *_billed_before(inputs, in_column=basis.in_column),
        *duplicated_lines(judged.repeats),
    ]
    return WholeFile(raw, problems, judged.rows, basis.absent, opened.control)


def _period_problems(
    inputs: Inputs, disagrees_at: int | None, *, in_column: bool
) -> Iterator[Problem]:
    in_key = periods_in(inputs.key)
    if len(in_key) > 1:
        yield file_error("period_ambiguous", value=" and ".join(in_key))
    elif not in_key and not in_column:
        yield file_error("period_missing")
    elif disagrees_at:
        yield file_error("period_disagrees", value=in_key[0], line=disagrees_at)


def _billed_before(inputs: Inputs, *, in_column: bool) -> Iterator[Problem]:
    if inputs.billed_under and not in_column:
        yield file_error("same_file_other_month", value=inputs.billed_under)
