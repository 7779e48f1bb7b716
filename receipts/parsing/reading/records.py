"""Where each record begins, and which ones may not be what they seem."""

from array import array
from dataclasses import dataclass

import polars as pl

from receipts.parsing.reading.header import Header

#: White space of every kind, zero-width and no-break included, as people paste it.
AROUND = " \t\r\n\u00a0\u1680\u180e\u2007\u200b\u200c\u200d\u202f\u2028\u2029\u2060\u3000\ufeff"
#: One physical line that is no record by RFC 4180, and rows with too few or too many cells.
SHAPES = pl.Enum(["stray_quote", "cells_missing", "cells_extra"])
SUSPECTS = pl.Schema({"line": pl.UInt32(), "misshapen": SHAPES, "text": pl.String()})


@dataclass(frozen=True, slots=True)
class Records:
    """The shape of a file's body."""

    #: Text that a CSV reader reads as these very records.
    text: bytes
    #: Physical line of each record; empty where it simply counts on.
    lines: "array[int]"
    #: `line`, `misshapen` (null for a record that only spans several lines), and `text`, the
    #: record as it came.
    suspects: pl.DataFrame
    #: Lines of the file above the text's first one.
    above: int = 0

    @property
    def texts(self) -> dict[int, str]:
        """The suspects' texts by line."""
        return dict(self.suspects.select("line", "text").iter_rows())


def even_records(text: bytes) -> Records:
    """Each line is a record, and all have the right number of cells."""
    return Records(text, array("L"), pl.DataFrame(schema=SUSPECTS))


def records_without_quotes(text: bytes, header: Header) -> Records:
    """Each physical line is a record."""
    cells, fewest, most = pl.col("cells"), header.fewest_cells, len(header.names)
    shape = pl.when(cells < fewest).then(pl.lit("cells_missing")).otherwise(pl.lit("cells_extra"))
    suspects = (
        physical_lines(text)
        .slice(header.ends_at)
        .with_columns(cells=pl.col("text").str.count_matches(header.delimiter, literal=True) + 1)
        .filter((cells < fewest) | (cells > most))
        .filter(pl.col("text").str.strip_chars(f"{header.delimiter}{AROUND}") != "")
        .with_columns(misshapen=shape)
        .select(pl.col(name).cast(kind) for name, kind in SUSPECTS.items())
        .collect(engine="streaming")
    )
    return Records(text, array("L"), suspects)


def texts_of(lines: pl.Series, records: Records) -> pl.DataFrame:
    """`line` and `text` of the records on these lines."""
    spanning = records.suspects.select("line", "text")
    every = physical_lines(records.text, records.above)
    single = every.filter(pl.col("line").is_in(lines.implode()))
    wanted = spanning.filter(pl.col("line").is_in(lines.implode()))
    others = single.filter(~pl.col("line").is_in(spanning["line"].implode()))
    return pl.concat([others.collect(engine="streaming"), wanted])


def physical_lines(text: bytes, above: int = 0) -> pl.LazyFrame:
    """`line`, counted from 1 below so many others, and `text` of each line."""
    lines = pl.scan_lines(text, name="text", row_index_name="line", row_index_offset=above + 1)
    return lines.cast({"line": pl.UInt32})
