"""What the driver knows of a file before any executor reads it: where it is, how it is judged."""

import csv
from collections.abc import Callable
from dataclasses import dataclass

from receipts import keys
from receipts.model import Problem
from receipts.parsing.duplicates import Repeats
from receipts.parsing.inputs import Inputs
from receipts.parsing.judge import Judged
from receipts.parsing.portion import Basis, basis_of
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.header import Header, read_header
from receipts.parsing.reading.read import RawCharges, no_rows
from receipts.parsing.reading.slices import Slice, head_of, slices
from receipts.parsing.whole_file import Opened, WholeFile, open_file, whole_file
from receipts.ports import AuditRanges

OpenAudit = Callable[[], AuditRanges]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an executor needs to read a slice; it travels."""

    #: Where the text is in the audit bucket.
    key: str
    header: Header
    #: The header's own bytes.
    head: bytes
    has_quotes: bool
    profile: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A file cut into slices."""

    opened: Opened
    reading: Reading
    basis: Basis
    slices: list[Slice]


def plan_of(inputs: Inputs, *, slice_bytes: int) -> Plan | None:
    """None for a file that is rejected whatever its rows say, or has none."""
    opened = open_file(inputs)
    if isinstance(opened, WholeFile):
        return None
    try:
        header = read_header(opened.text, opened.profile)
    except csv.Error:
        return None
    if not header.known:
        return None
    basis = basis_of(
        inputs,
        opened.profile,
        sources=header.sources,
        ignores_columns=header.ignores_columns,
    )
    rows = list(slices(opened.text, header, about=slice_bytes))
    if not rows or _is_rejected(inputs, opened, basis, header.problems):
        return None
    return Plan(opened=opened, reading=_reading(inputs, opened, header), basis=basis, slices=rows)


def _is_rejected(inputs: Inputs, opened: Opened, basis: Basis, problems: list[Problem]) -> bool:
    nothing = Judged(repeats=Repeats(), months=[])
    return whole_file(inputs, opened, basis, RawCharges(no_rows(), problems), nothing).rejected


def _reading(inputs: Inputs, opened: Opened, header: Header) -> Reading:
    same = opened.text == inputs.data
    return Reading(
        key=keys.input_key(inputs.sha256 if same else keys.sha256(opened.text)),
        header=header,
        head=head_of(opened.text, header),
        has_quotes=b'"' in opened.text,
        profile=opened.profile,
    )
