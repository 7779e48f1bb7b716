"""The parser and a plain Python reading of the same rules agree on any file."""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.pure_python import Month, validate
from benchmarks.pure_python_rules import UNKNOWN_CURRENCY
from receipts.model import Severity
from receipts.money import CURRENCIES, by_currency
from receipts.parsing.evaluate import evaluate
from receipts.parsing.problems import FILE_ERRORS
from tests.builders import inputs, rulebook

REQUIRED = ("customer_id", "customer_name", "email", "service_name", "charges")
OPTIONAL = ("currency", "quantity", "unit", "unit_price", "description", "locale", "junk")
SPELLINGS = (str, str.upper, str.title, lambda name: name.replace("_", " "), '"{}"'.format)
CUSTOMERS = (
    ("C1", "Alice", "alice@example.com", "USD"),
    ("C2", "Bob, Sons", "bob+bills@example.co.uk", "EUR"),
    ("\u4e2d 3", "Zo\u00eb", "zoe@m\u00fcller.example.com", "JPY"),
    ("4", 'The "Best"', "o'hara@example.com", ""),
    ("c1", "Alice", "alice@example.com", "usd"),
)
MONTHS = st.sampled_from(["2024-09", "2024-09", "2024-10", "2024-11"])
GOOD = {
    "service_name": st.sampled_from(["Hosting", "Backup, daily", 'The "S"', "\u0141"]),
    "charges": st.one_of(
        st.sampled_from(["10.00", "-3", "+0.5", "007", "0", "-0.000000000001", "9" * 15, "1.50"]),
        st.decimals(-10_000, 10_000, places=12).map("{:f}".format),
    ),
    "quantity": st.sampled_from(["", "1", "0.123456789012345678"]),
    "unit": st.sampled_from(["", "h", "GB-Month"]),
    "unit_price": st.sampled_from(["", "0.5", "3.0000000000000000000"]),
    "description": st.sampled_from(["", "d", "a, b", '"']),
    "locale": st.sampled_from(["", "en", "pt-BR", "?"]),
    "junk": st.sampled_from(["", "x", '"']),
    "billing_period": MONTHS,
}
EDGES = st.text(
    " \t\u00a0\u1680\u180e\u2007\u200b\u200c\u200d\u202f\u2028\u2029\u2060\u3000\ufeff\r\n\x0b\x85",
    min_size=1,
    max_size=2,
)
CONTROLS = ["\x00", "\x07", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\x9f", "\r", "\t"]
IDS = [customer[0] for customer in CUSTOMERS]
NUMBERS = (
    *("5,00", "1,204.50", "1.204,50", ",5", "5,", "5.", ".5", "--5", "$5", "1_0", "1e3"),
    *("NaN", "inf", "\u0661", "1" * 16, "0.1234567890123", "0.12345678901200"),
    *("0.1234567890123456789", "0.12345678901234567800", "1" + "0" * 90, "1." + "0" * 90),
)
LONG = ("x" * 200, "x" * 201, "\u4e2d" * 256, "\u4e2d" * 257)
NASTY = {
    "customer_id": (*IDS, '"C1"', " C1", "C1\r\n", "x\nC1", "C1\x00", *LONG),
    "customer_name": ("Alice ", "alice", "Al\tice", "\rAlice", *LONG),
    "email": (
        *("a@x", "a@@x.com", "A@EXAMPLE.com", "alice@EXAMPLE.com", "a@x.com b@x.com", "\x00@x.com"),
        *("a..b@x.com", '"a b"@x.com', "a@[1.2.3.4]", "<a@x.com>", "a@-x.com", "m\u00fc@x.com"),
        *("a@h.test", "a@h.local", "a@xn--x.com", "a@ab--cd.com", "POSTMASTER@x.com"),
        *("x" * 65 + "@x.com", "x" * 64 + "@x.com", "a@" + "x" * 64 + ".com"),
    ),
    "service_name": LONG,
    "charges": ("5,00", "-1204,5", "+1,234", "1,2,3", *NUMBERS),
    "quantity": NUMBERS,
    "unit_price": NUMBERS,
    "currency": ("XXX", "XAU", "eur", "US", "u\u017fd", "USD EUR", "JPY"),
    "billing_period": ("2024-13", "2024-9", "2024-09-01", "24-09", "2124-09", "\u0662024-09"),
}
ANYTHING = st.one_of(
    st.sampled_from(["", " ", "\u200b"]),
    st.sampled_from(["?", "=1+1", *IDS]),
    st.sampled_from(CONTROLS).map("a{}b".format),
    st.sampled_from(CONTROLS),
    # Private use and surrogates apart: no CSV holds them in earnest.
    st.text(st.characters(codec="utf-8", exclude_categories=["Co", "Cs"]), max_size=6),
)
INSERTED = st.one_of(
    st.sampled_from(
        ['"', '"', '""', ",", "\n", "\r\n", "\r", '"\n"', '",', ',"', '\n"', "C1", ' "']
    ),
    st.sampled_from(CONTROLS),
)


def often(chance, of=10):
    """True in about `chance` of ten draws; shrinks to False."""
    return st.integers(0, of - 1).map(lambda number: number >= of - chance)


@st.composite
def clean_rows(draw, columns):
    """Rows of cells, a customer's lines agreeing with each other."""
    rows = []
    for _ in range(draw(st.integers(1, 10))):
        customer = draw(st.sampled_from(CUSTOMERS))
        identity = dict(
            zip(("customer_id", "customer_name", "email", "currency"), customer, strict=True)
        )
        rows.append([identity.get(c) or draw(GOOD.get(c, st.just(""))) for c in columns])
    return rows


@st.composite
def damaged_rows(draw, rows, columns):
    """The same rows after up to six accidents."""
    rows = list(rows)
    for _ in range(draw(st.integers(0, 6))):
        row = draw(st.integers(0, len(rows) - 1))
        key_column = columns.index(draw(st.sampled_from(["customer_id", "email", "charges"])))
        at = draw(st.just(key_column) | st.integers(0, len(columns) - 1))
        fitting = st.sampled_from(NASTY.get(columns[at], LONG))
        nasty = draw(fitting if draw(often(6)) else ANYTHING)
        accident = draw(st.sampled_from(ACCIDENTS))
        rows[row : row + 1] = accident(rows[row], at, nasty, draw(EDGES))
    return rows


def _replaced(row, at, nasty, edge):
    return [[*row[:at], nasty, *row[at + 1 :]]]


def _padded(row, at, nasty, edge):
    return [[*row[:at], edge + "".join(row[at : at + 1]) + edge, *row[at + 1 :]]]


def _dropped(row, at, nasty, edge):
    return [row[:at] + row[at + 1 :]]


def _added(row, at, nasty, edge):
    return [[*row[:at], nasty, *row[at:]]]


def _repeated(row, at, nasty, edge):
    return [row, row]


def _blank_line_below(row, at, nasty, edge):
    return [row, []]


def _empty_cells_below(row, at, nasty, edge):
    return [row, [edge, *[""] * at]]


ACCIDENTS = (
    *(_replaced, _replaced, _replaced, _padded, _dropped, _added),
    *(_repeated, _blank_line_below, _empty_cells_below),
)


@st.composite
def written(draw, rows):
    """Rows -> text of the body: quoted where needed, sometimes elsewhere, LF and CRLF mixed."""
    ends = draw(st.sampled_from([["\n"], ["\r\n"], ["\n", "\r\n"]]))
    all_quoted = draw(often(2))
    lines = []
    for row in rows:
        cells = [_cell(cell, quoted=all_quoted or draw(often(1))) for cell in row]
        lines += [",".join(cells), draw(st.sampled_from(ends))]
    unfinished = draw(often(3))
    return "".join(lines[:-1] if unfinished else lines)


def _cell(value, *, quoted):
    if quoted or any(sign in value for sign in ',"\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


@st.composite
def damaged_text(draw, text):
    """The same text with a few signs put in or taken out anywhere."""
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 4]))):
        at = draw(st.integers(0, len(text)))
        taken = draw(st.sampled_from([0, 0, 0, 1]))
        text = text[:at] + draw(INSERTED) + text[at + taken :]
    return text


@st.composite
def files(draw, *, damaged):
    """The bytes of a file whose header is valid, and its key."""
    optional = draw(st.lists(st.sampled_from(OPTIONAL), unique=True))
    in_column = draw(st.booleans())
    period = ["billing_period"] if in_column else []
    columns = draw(st.permutations([*REQUIRED, *optional, *period]))
    header = ",".join(draw(st.sampled_from(SPELLINGS))(column) for column in columns)
    rows = draw(clean_rows(columns))
    body = draw(written(draw(damaged_rows(rows, columns)) if damaged else rows))
    start = "\ufeff" * draw(often(2)) + "\n" * draw(often(1))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = f"{start}{header}{end}{draw(damaged_text(body)) if damaged else body}"
    return text.encode(), "charges.csv" if in_column else "2024-09/charges.csv"


def judge(data, key):
    return evaluate(inputs(data, key=key, rulebook=rulebook(max_held_share=Decimal(1))))


def rejected(runs):
    return any(problem.code in FILE_ERRORS for run in runs for problem in run.problems)


def problems(runs):
    """Line -> the codes that hold it back."""
    found = {}
    for problem in (problem for run in runs for problem in run.problems):
        if problem.severity is Severity.ERROR:
            found.setdefault(problem.line, set()).add(problem.code)
    return found


def months(runs):
    return {run.billing_period: month(run) for run in runs}


def month(run):
    """A run in the oracle's words."""
    receipts = run.receipts.select("customer_id", "currency", "total", "line_count")
    readable = run.held.filter(run.held["amount"].is_not_null()).select("currency", "amount")
    return Month(
        {customer: tuple(told) for customer, *told in receipts.iter_rows()},
        frozenset(run.held["customer"]),
        by_currency(
            (currency if currency in CURRENCIES else UNKNOWN_CURRENCY, amount)
            for currency, amount in readable.iter_rows()
        ),
        run.held["amount"].null_count(),
    )


@settings(deadline=None, max_examples=25)
@given(files(damaged=False))
def test_nobody_is_held_in_a_clean_file(file):
    data, key = file
    runs, expected = judge(data, key), validate(data, key=key)

    assert problems(runs) == expected.problems == {}
    assert months(runs) == expected.months


@settings(deadline=None, max_examples=100)
@given(files(damaged=True))
def test_the_parser_agrees_with_plain_python(file):
    data, key = file
    runs = judge(data, key)
    assume(not rejected(runs))
    expected = validate(data, key=key)

    assert problems(runs) == expected.problems
    assert months(runs) == expected.months
