import pytest

from receipts.parsing.periods import month_before


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2024-10", "2024-09"),
        ("2024-01", "2023-12"),
        ("2024-12", "2024-11"),
        ("2000-02", "2000-01"),
    ],
)
def test_the_month_before_may_be_in_the_year_before(period, before):
    assert month_before(period) == before
