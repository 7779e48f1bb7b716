"""What the parser does not finish itself, and what a parser that was killed begins again."""

import gzip
import io
import json
import logging
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from receipts.config import Reach
from receipts.errors import RetryableError
from receipts.model import DroppedFile, RunStatus
from receipts.parsing import parts
from receipts.parsing.reading.unpack import unpacks_to_more_than
from receipts.parsing.service import parse_file
from tests.builders import ALICE, BOB, NOW, charges_csv, rulebook
from tests.fakes import FakeWorld
from tests.working import RELEASE

TWO = charges_csv(ALICE, BOB)
KEY = "2024-09/John Smith.csv"


def workbook_of(size: int) -> bytes:
    """An archive whose parts have that many plain bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"x" * (size - 10))
        archive.writestr("xl/styles.xml", b"y" * 10)
    return stream.getvalue()


def parse(world: FakeWorld, data: bytes, *, size: int | None = None, **limits: int):
    """The runs of a drop, by a parser of that reach."""
    world.landing.files[KEY] = data
    file = DroppedFile("landing", KEY, "v1", len(data) if size is None else size, NOW)
    reach = Reach(**({"file_bytes": 1_000_000, "receipts": 1_000} | limits))
    settings = rulebook(max_input_bytes=50_000_000)
    return parse_file(file, ports=world.parser, rulebook=settings, release=RELEASE, reach=reach)


@pytest.mark.parametrize(
    ("size", "handed_over"), [(1_000_000, False), (1_000_001, True), (50_000_000, True)]
)
def test_a_file_is_handed_over_by_its_size_alone(size, handed_over):
    world = FakeWorld()

    runs = parse(world, TWO, size=size)

    assert [file.size for file in world.large.taken] == ([size] if handed_over else [])
    assert bool(runs) is not handed_over


def test_a_file_that_is_handed_over_unread_leaves_nothing_behind():
    world = FakeWorld()

    parse(world, TWO, file_bytes=10)

    assert (world.audit.objects, world.files.months, world.queue.sent) == ({}, {}, [])


def test_a_file_that_is_too_large_for_anybody_is_rejected_here():
    world = FakeWorld()

    (run,) = parse(world, TWO, size=50_000_001)

    assert (run.status, world.large.taken) == (RunStatus.REJECTED, [])


def test_a_packed_file_counts_by_what_it_unpacks_to():
    world = FakeWorld()
    packed = gzip.compress(TWO)

    runs = parse(world, packed, file_bytes=len(TWO) - 1)

    assert (len(world.large.taken), runs, world.audit.objects) == (1, [], {})


@pytest.mark.parametrize(
    ("data", "limit", "more"),
    [
        pytest.param(gzip.compress(b"x" * 1000), 999, True, id="more"),
        pytest.param(gzip.compress(b"x" * 1000), 1000, False, id="just so many"),
        pytest.param(b"x" * 1000, 10, False, id="not packed"),
        pytest.param(gzip.compress(b"x" * 1000)[:-9], 2000, False, id="damaged"),
        pytest.param(gzip.compress(b"x" * 3_000_000), 2_000_000, False, id="a bomb"),
        pytest.param(b"", 0, False, id="empty"),
        pytest.param(workbook_of(1000), 999, True, id="a workbook"),
        pytest.param(workbook_of(1000), 1000, False, id="a smaller workbook"),
        pytest.param(workbook_of(1000)[:40], 10, False, id="a damaged workbook"),
    ],
)
def test_plain_bytes_are_counted_up_to_the_limit(data, limit, more):
    assert unpacks_to_more_than(limit, data) is more


@pytest.mark.parametrize(("receipts", "handed_over"), [(2, False), (1, True)])
def test_a_file_is_handed_over_by_the_receipts_of_all_its_months(receipts, handed_over):
    world = FakeWorld()
    header = "customer_id,customer_name,email,service_name,charges,billing_period"
    months = charges_csv(f"{ALICE},2024-09", f"{BOB},2024-10", header=header)
    world.landing.files["2024/x.csv"] = months
    file = DroppedFile("landing", "2024/x.csv", "v1", len(months), NOW)
    reach = Reach(file_bytes=1_000_000, receipts=receipts)

    runs = parse_file(file, ports=world.parser, rulebook=rulebook(), release=RELEASE, reach=reach)

    assert len(world.large.taken) == int(handed_over)
    assert len(runs) == (0 if handed_over else 2)


@pytest.mark.parametrize(("most", "handed_over"), [(6, False), (5, True)])
def test_lines_that_are_held_back_count_like_receipts(most, handed_over):
    world = FakeWorld()
    bad = BOB.replace("5.50", "5,50")

    parse(world, charges_csv(ALICE, *[bad] * 5), receipts=most)

    assert bool(world.large.taken) is handed_over


def test_nothing_of_a_run_is_written_before_it_is_handed_over():
    world = FakeWorld()

    parse(world, TWO, receipts=1)

    assert {key.partition("/")[0] for key in world.audit.objects} == {"inputs"}
    assert world.queue.sent == []


def test_where_nobody_takes_large_files_nothing_is_too_large():
    world = FakeWorld(large=None)

    (run,) = parse(world, TWO, file_bytes=10, receipts=1)

    assert run.receipts.height == 2


def test_without_room_the_file_stays_on_its_queue_and_is_handed_over_later():
    world = FakeWorld()
    world.large.full = RetryableError("no room")

    with pytest.raises(RetryableError):
        parse(world, TWO, receipts=1)
    parse(world, TWO, receipts=1)

    assert len(world.large.taken) == 1


def test_the_log_names_the_version_and_the_job_s_run_but_not_the_key(caplog):
    caplog.set_level(logging.INFO)

    parse(FakeWorld(), TWO, receipts=1)

    (said,) = [each for each in caplog.records if each.message == "handed_over"]
    assert (said.version_id, said.job_run_id, said.size) == ("v1", "jr_1", len(TWO))
    assert "Smith" not in json.dumps(vars(said), default=str)


def test_a_file_comes_to_the_same_whether_it_is_handed_over_or_not():
    here, there = FakeWorld(), FakeWorld()
    parse(here, TWO)
    parse(there, TWO, receipts=1)
    (file,) = there.large.taken

    there.large = None
    parse_file(
        file,
        ports=there.parser,
        rulebook=rulebook(max_input_bytes=50_000_000),
        release=RELEASE,
    )

    assert there.audit.objects == here.audit.objects
    assert there.queue.sent == here.queue.sent


class Died(BaseException):
    """The time is over: nothing of the process is left."""


def test_a_parser_whose_time_was_over_begins_again_and_skips_the_parts_it_had_finished(monkeypatch):
    monkeypatch.setattr(parts, "_LINES", 8)
    rows = [f"C{n},Name {n},c{n}@example.com,Hosting,{n}.00" for n in range(60)]
    whole, killed = FakeWorld(), FakeWorld()
    parse(whole, charges_csv(*rows))
    put, puts = killed.audit.put_new, []

    def dies_at_the_seventh_part(key: str, body: bytes) -> bool:
        if key.startswith("lines/") and sum(k.startswith("lines/") for k in puts) == 6:
            raise Died
        puts.append(key)
        return put(key, body)

    killed.audit.put_new = dies_at_the_seventh_part
    with pytest.raises(Died):
        parse(killed, charges_csv(*rows))
    finished = {key for key in killed.audit.objects if key.startswith("lines/")}
    puts.clear()
    killed.audit.put_new = lambda key, body: puts.append(key) or put(key, body)
    parse(killed, charges_csv(*rows))

    again = {key.split("customer_key=")[1][0] for key in puts if key.startswith("snapshots/")}
    assert 0 < len(finished) < 16
    assert finished.isdisjoint(puts)
    assert again
    assert again.isdisjoint(key.removesuffix(".parquet")[-1] for key in finished)
    assert killed.audit.objects == whole.audit.objects
    assert killed.queue.sent == whole.queue.sent
