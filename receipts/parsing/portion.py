"""Rows that can be judged by themselves: a whole file's, or all that some of its customers have."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from receipts.model import Problem
from receipts.parsing.contacts import read_contacts
from receipts.parsing.inputs import Inputs
from receipts.parsing.misshapen import mentions
from receipts.parsing.periods import periods_in
from receipts.parsing.prepare import Terms
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.read import RawCharges
from receipts.parsing.reading.records import texts_of
from schemas.charges import CHARGES_CSV


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What all rows of a file are judged by: known once its header is read."""

    terms: Terms
    #: Column of the contract -> the file's own name for it.
    sources: Mapping[str, str]
    #: Whether the file has columns that nobody reads.
    ignores_columns: bool
    #: The one month that the key names.
    month_of_key: str | None
    #: What is wrong with the contacts.
    problems: list[Problem]

    @property
    def in_column(self) -> bool:
        """Whether the file's own column says the month."""
        return "billing_period" in self.sources

    @property
    def absent(self) -> frozenset[str]:
        """Columns of the contract that neither the file nor its contacts have."""
        contacts = self.terms.contacts
        given = () if contacts is None else contacts.columns
        return frozenset(CHARGES_CSV.names) - self.sources.keys() - frozenset(given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """All rows of each of its customers, and what the file's other rows say of them."""

    #: As RawCharges.rows.
    rows: pl.DataFrame
    #: As Records.suspects, of these rows.
    suspects: pl.DataFrame
    #: What suspects mention of these customers, wherever they stand in the file.
    mentioned: pl.DataFrame
    #: `line` and `text` of the rows on these lines, where columns are ignored; equal rows are
    #: equal texts, and no more is promised.
    texts: Callable[[pl.Series], pl.DataFrame]


def basis_of(
    inputs: Inputs, profile: Profile, *, sources: Mapping[str, str], ignores_columns: bool
) -> Basis:
    """What a file's key, header and contacts say."""
    contacts, unreadable = read_contacts(inputs.contacts, profile)
    in_key = periods_in(inputs.key)
    month_of_key = in_key[0] if in_key else None
    terms = Terms(
        profile=profile,
        currency=inputs.rulebook.default_currency,
        locale=inputs.rulebook.default_locale,
        billing_period=None if "billing_period" in sources else month_of_key,
        contacts=contacts,
    )
    return Basis(
        terms=terms,
        sources=sources,
        ignores_columns=ignores_columns,
        month_of_key=month_of_key if len(in_key) == 1 else None,
        problems=unreadable,
    )


def all_rows(raw: RawCharges, profile: Profile) -> Portion:
    """A whole file."""
    return Portion(
        rows=raw.rows,
        suspects=raw.records.suspects,
        mentioned=mentions(raw, profile),
        texts=functools.partial(texts_of, records=raw.records),
    )
