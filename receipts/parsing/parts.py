"""A run's customers, cut into parts that are written one by one: every engine cuts alike."""

from dataclasses import dataclass

import polars as pl

from receipts import keys
from receipts.parsing.billed import Billed

#: Lines of a part, about. Who changes this, or how customers are told apart below, changes the
#: names of a run's files: raise RULES_VERSION, or a run begun before is finished under both names.
_LINES = 250_000
_DIGITS = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Part:
    """Customers whose customer_key begins with `prefix`; all of them where that is empty."""

    prefix: str
    billed: Billed


@dataclass(frozen=True, slots=True)
class Parts:
    """All of a run's parts, each cut when it is asked for."""

    prefixes: list[str]
    _customers: pl.DataFrame
    _lines: pl.DataFrame

    def part(self, prefix: str) -> Part:
        """One of `prefixes`."""
        theirs = pl.col("prefix") == prefix
        return Part(
            prefix,
            Billed(
                self._customers.filter(theirs).drop("prefix"),
                self._lines.filter(theirs).drop("prefix"),
            ),
        )


def cut(billed: Billed, every: list[str]) -> Parts:
    """Cut into parts with these prefixes, all of one length; a part may be empty."""
    digits, known = len(every[0]), pl.Enum(every)
    ids = billed.customers["customer_id"]
    theirs = pl.Series("prefix", [keys.customer_key(id_)[:digits] for id_ in ids], known)
    customers = billed.customers.with_columns(theirs)
    lines = billed.lines.with_columns(
        pl.col("key").replace_strict(customers["key"], theirs, return_dtype=known).alias("prefix")
    )
    return Parts(every, customers, lines)


def prefixes(lines: int) -> list[str]:
    """The parts of a run of so many lines: 1, 16 or 256."""
    if lines <= _LINES:
        return [""]
    if lines <= _LINES * len(_DIGITS):
        return list(_DIGITS)
    return [one + other for one in _DIGITS for other in _DIGITS]
