"""Files of charges to measure with: always the same, in random customer order, kept."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

HEADER = "customer_id,customer_name,email,service_name,charges"
_FIRST = ("Alice", "Bob", "Chloé", "Daniel", "Emma", "Fatima", "George", "Jürgen", "Kenji", "Zoë")
_LAST = ("Andersson", "Brown", "Castillo", "Dubois", "Eriksen", "Fischer", "García", "Ito", "Jones")
_COMPANY = ("Consulting", "Logistics & Sons", "GmbH", "Labs Ltd", "Trading Co.", "Studio")
_SERVICE = (
    *("Web hosting", "Managed database", "Object storage (EU)", "Off-site backup", "Support plan"),
    *("Content delivery", "Mail relay", "Load balancer", "Domain names", "Log retention 90 d"),
)
#: Bad rows, each kind as often as the others; `{column}` is the good cell.
_BAD = (
    "{customer_id},{customer_name},{email},{service_name},12.3.4",
    "{customer_id},{customer_name},nobody.example.com,{service_name},{charges}",
    ",{customer_name},{email},{service_name},{charges}",
    "{customer_id},Somebody Else,{email},{service_name},{charges}",
    "{customer_id},{customer_name},{email},,{charges}",
    "{customer_id},{customer_name},{email},{service_name},",
    "{customer_id},{customer_name},{email},{service_name},1.5E3",
    "{customer_id},{customer_name},{email},{service_name}",
    "{customer_id},{customer_name},{email},{service_name},{charges},extra",
    "{customer_id},{customer_name},{email},Web\x07hosting,{charges}",
)
_GOOD = "{customer_id},{customer_name},{email},{service_name},{charges}"
#: Rows are made a block at a time: ten million of them need no more memory than one.
_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides a file's content."""

    rows: int
    customers: int
    #: Of 10,000 rows, how many are bad.
    bad: int = 0
    #: Of 10,000 customers, how many have a name with a comma, in quotes.
    quoted: int = 0

    def __str__(self) -> str:
        """As a table names it."""
        parts = [f"{self.rows:,} rows of {self.customers:,} customers"]
        parts += [f"{self.bad / 100:g} % bad rows"] if self.bad else []
        parts += [f"{self.quoted / 100:g} % of names quoted"] if self.quoted else []
        return ", ".join(parts)


def charges_file(shape: Shape) -> Path:
    """Where the file is; it is written when nobody has asked for it before."""
    # polars may hash differently in its next version.
    name = f"{shape.rows}x{shape.customers}-{shape.bad}-{shape.quoted}-polars-{pl.__version__}.csv"
    path = Path(tempfile.gettempdir(), "receipts-benchmarks", name)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        _write(shape, unfinished)
        unfinished.replace(path)
    return path


def _write(shape: Shape, path: Path) -> None:
    people = _people(shape)
    with path.open("wb") as file:
        file.write(f"{HEADER}\n".encode())
        for start in range(0, shape.rows, _BLOCK):
            lines = _lines(start, min(start + _BLOCK, shape.rows), people, shape)
            lines.write_csv(file, include_header=False, quote_style="never")


def _people(shape: Shape) -> pl.DataFrame:
    first, last = _one_of(_FIRST, 1), _one_of(_LAST, 2)
    person = pl.concat_str(first, last, separator=" ")
    company = pl.concat_str(last, _one_of(_COMPANY, 3), separator=" ")
    name = pl.when(_random(4) % 4 == 0).then(company).otherwise(person)
    return pl.select(number=pl.int_range(shape.customers, dtype=pl.UInt64)).select(
        customer_id=pl.format("C{}", pl.col("number") + 10_000_000),
        customer_name=pl.when(_random(5) % 10_000 < shape.quoted)
        .then(pl.format('"{}, {}"', last, first))
        .otherwise(name),
        email=pl.format("billing.{}@customer-{}.example.com", _random(6) % 100_000, "number"),
    )


def _lines(start: int, end: int, people: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    numbers = pl.select(number=pl.int_range(start, end, dtype=pl.UInt64))
    drawn = numbers.select(_random(7) % shape.customers).to_series()
    rows = pl.concat([numbers, people[drawn]], how="horizontal").with_columns(
        service_name=_one_of(_SERVICE, 8), charges=_amount()
    )
    line = _formatted(_GOOD)
    if shape.bad:
        bad = _random(9) % 10_000 < shape.bad
        for kind, template in enumerate(_BAD):
            chosen = bad & (_random(10) % len(_BAD) == kind)
            line = pl.when(chosen).then(_formatted(template)).otherwise(line)
    return rows.select(line)


def _random(seed: int) -> pl.Expr:
    """A number that looks random, from the row's own."""
    return pl.col("number").hash(seed)


def _one_of(texts: tuple[str, ...], seed: int) -> pl.Expr:
    return pl.lit(pl.Series(texts)).gather(_random(seed) % len(texts))


def _amount() -> pl.Expr:
    """Up to 499.99; one in fifty is a credit."""
    cents = _random(11) % 50_000
    sign = pl.when(_random(12) % 50 == 0).then(pl.lit("-")).otherwise(pl.lit(""))
    fraction = (cents % 100).cast(pl.String).str.zfill(2)
    return pl.format("{}{}.{}", sign, cents // 100, fraction)


def _formatted(template: str) -> pl.Expr:
    """A line from a template like `{customer_id},…`."""
    columns = [name for name in HEADER.split(",") if f"{{{name}}}" in template]
    pattern = template.format(**dict.fromkeys(columns, "{}"))
    return pl.format(pattern, *columns)
