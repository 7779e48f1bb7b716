"""Whatever is in a file and wherever it is cut: many executors write what one process writes."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import inputs, rulebook
from tests.unit.parsing.test_against_pure_python import files
from tests.unit.parsing.test_any_bytes import FILES
from tests.unit.spark.comparing import by_many, by_one

SIZES = st.integers(1, 400)
KEYS = st.sampled_from(["2024-09/x.csv", "x.csv"])
PROFILES = st.sampled_from(["plain", "focus"])


@settings(deadline=None, max_examples=100)
@given(files(damaged=True), SIZES, st.integers(1, 5))
def test_a_damaged_file_comes_to_the_same(file, slice_bytes, partitions):
    data, key = file
    given_ = inputs(data, key=key, rulebook=rulebook(max_held_share=Decimal(1)))

    alone = by_one(given_)
    together = by_many(given_, slice_bytes=slice_bytes, partitions=partitions)

    assert together == alone


@settings(deadline=None, max_examples=100)
@given(
    FILES, st.sampled_from(["2024-09/x.csv", "x.csv"]), st.sampled_from(["plain", "focus"]), SIZES
)
def test_any_bytes_come_to_the_same(data, key, profile, slice_bytes):
    contacts = b"customer_id,customer_name,email\nC1,A,a@x.com\n"
    given_ = inputs(data, key=key, profile=profile, contacts=contacts)

    alone, together = by_one(given_), by_many(given_, slice_bytes=slice_bytes)

    assert together == alone
