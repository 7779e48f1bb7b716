"""What is said of a month before anybody believes an answer about it."""

import pytest

from receipts.audit.standing import FOLDERS, notes
from tests.audited import three_months

RUN, OTHER = "a" * 32, "b" * 32
MONTH = "billing_period=2024-09"
RECEIPTS, LINES = f"receipts/{MONTH}/{RUN}.parquet", f"lines/{MONTH}/{RUN}.parquet"
DELIVERIES = f"deliveries/{MONTH}/20241001T000000Z.parquet"
WHOLE = [RECEIPTS, LINES, DELIVERIES]


def test_a_month_that_is_whole_needs_no_words():
    assert notes("2024-09", WHOLE) == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        pytest.param([], ["Nothing was billed for 2024-09"], id="a missing month"),
        pytest.param(
            [f"rejects/{MONTH}/{RUN}.parquet"], ["Nothing was billed"], id="only rejected files"
        ),
        pytest.param(
            [RECEIPTS, LINES], ["receipts reconcile 2024-09"], id="a month never reconciled"
        ),
        pytest.param(
            [*WHOLE, f"lines/{MONTH}/{OTHER}.parquet"],
            [f"Run {OTHER} was begun and never finished"],
            id="a half-written run",
        ),
        pytest.param([LINES], [f"Run {RUN}", "Nothing was billed"], id="nothing but a half-run"),
        pytest.param(
            [*WHOLE, f"receipts/{MONTH}/export.parquet"],
            [f"receipts/{MONTH}/export.parquet is no file of ours"],
            id="a foreign Parquet file",
        ),
        pytest.param(
            [*WHOLE, f"lines/{MONTH}/notes.txt", f"deliveries/{MONTH}/{RUN}.parquet"],
            ["notes.txt is no file of ours", f"deliveries/{MONTH}/{RUN}.parquet is no file"],
            id="two of them",
        ),
        pytest.param(
            [*WHOLE, RECEIPTS.replace(".", " (1)."), DELIVERIES.replace(".", "-copy.")],
            [f"receipts/{MONTH}/{RUN} (1).parquet is no file", "Z-copy.parquet is no file of ours"],
            id="copies of ours",
        ),
        pytest.param(
            [RECEIPTS, LINES, DELIVERIES.replace(".", "-copy.")],
            ["Z-copy.parquet is no file", "2024-09 was never reconciled"],
            id="a copy is no reconciliation",
        ),
    ],
)
def test_what_is_wrong_with_a_month_is_said(keys, said):
    found = notes("2024-09", keys)

    assert len(found) == len(said)
    assert all(part in note for part, note in zip(said, found, strict=True))


@pytest.mark.parametrize(("period", "count"), [("2024-09", 0), ("2024-10", 0), ("2024-11", 1)])
def test_what_the_pipeline_writes_is_never_foreign(period, count):
    keys = [key for key in three_months().audit.objects if f"billing_period={period}/" in key]

    told = notes(period, [key for key in keys if key.partition("/")[0] in FOLDERS])

    assert len(told) == count
