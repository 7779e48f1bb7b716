"""Whatever people drop, it is judged: nothing crashes, nothing disappears, the sums hold."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.parsing.engine import IN_PROCESS
from receipts.parsing.evaluate import evaluate
from receipts.parsing.run import record
from receipts.parsing.write import write_run
from schemas.charges import CHARGES_CSV
from tests.builders import inputs
from tests.fakes import FakeAudit

HEADS = st.sampled_from([*CHARGES_CSV.names, "junk", "Customer-ID"])
CELLS = st.one_of(
    st.sampled_from(
        [
            "C1",
            "C2",
            "",
            "a@x.com",
            "A",
            "5",
            "0.5",
            "-3",
            "1e3",
            "USD",
            "eur",
            "2024-09",
            "2024-10",
        ]
    ),
    st.sampled_from(['"q"', '"a,b"', '"a\nb"', 'a"b', '"', "\x00", "\t", "\r", "=1+1", "\u200b"]),
    st.text(max_size=5),
)
ROWS = st.lists(st.lists(CELLS, max_size=9).map(",".join), max_size=8)
LINES = st.tuples(st.lists(HEADS, min_size=1, max_size=9).map(",".join), ROWS)
FILES = st.one_of(
    st.binary(max_size=80),
    LINES.map(lambda file: "\n".join([file[0], *file[1]]).encode("utf-8", "surrogatepass")),
)


def total(of: dict[str, str]) -> Decimal:
    return sum(map(Decimal, of.values()), Decimal(0))


@settings(deadline=None, max_examples=150)
@given(FILES, st.sampled_from(["2024-09/x.csv", "x.csv"]), st.sampled_from(["plain", "focus"]))
def test_any_file_is_judged_with_every_row_and_amount_accounted_for(data, key, profile):
    contacts = b"customer_id,customer_name,email\nC1,A,a@x.com\n"

    runs = evaluate(inputs(data, key=key, profile=profile, contacts=contacts))

    assert runs
    for run in runs:
        told = record(run)
        assert told["rows"] == run.billed.lines.height + run.held.height
        assert told["customers"] == told["receipts"] + told["held"]
        assert total(told["charges_total"]) == total(told["receipts_total"]) + total(
            told["held_total"]
        )
        write_run(run, FakeAudit(), IN_PROCESS)
