import gzip
import io
import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.model import Problem, Severity
from receipts.parsing.reading import unpack as module
from receipts.parsing.reading.unpack import MAX_RATIO, Unpacked, unpack

TEXT = b"".join(b"C-%d,Storage,%d.%02d\n" % (i, i * 7 % 999, i % 100) for i in range(60))
#: `a,b\n1,2\n` packed by the zstd command, which adds a checksum; pyarrow writes none.
ZSTD_CHECKED = bytes.fromhex("28b52ffd0458410000612c620a312c320a35e7cace")
NAMES = {"gzip": "charges.csv.gz", "zstd": "charges.csv.zst"}
KINDS = sorted(NAMES)


def packed(data, kind):
    return pa.compress(data, codec=kind, asbytes=True)


def gzipped_to(size, data):
    """A gzip file of exactly this size: the name in its header is as long as needed."""
    return gzipped("x" * (size - len(gzipped("x", data)) + 1), data)


def gzipped(name, data):
    buffer = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=buffer, mtime=0) as stream:
        stream.write(data)
    return buffer.getvalue()


def flip(data, place, bit):
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def unpacked(data, kind, max_bytes=10**6):
    return unpack(data, name=NAMES[kind], max_bytes=max_bytes)


def code(result):
    assert isinstance(result, Problem), "it was accepted"
    assert result.severity is Severity.ERROR
    return result.code


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04xlsx", b"\xff\xfea\x00"])
def test_what_is_not_packed_is_the_very_same_object(data):
    result = unpack(data, name="charges.csv.gz", max_bytes=100)

    assert isinstance(result, Unpacked)
    assert result.data is data
    assert result.problems == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [TEXT, b"a", b""])
def test_packed_text_comes_out_whole(kind, text):
    assert unpacked(packed(text, kind), kind) == Unpacked(text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_is_read_and_empty_ones_hide_nothing(kind):
    empty, full = packed(b"", kind), packed(TEXT, kind)

    result = unpacked(empty + full + empty * 3 + full, kind)

    assert result == Unpacked(TEXT + TEXT)


def test_text_longer_than_a_chunk_comes_out_whole():
    text = random.Random(1).randbytes(3 * module._CHUNK + 1)  # noqa: S311

    assert unpacked(gzip.compress(text, 1), "gzip", len(text)) == Unpacked(text)


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"BZh91AY", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x04\x22\x4d\x18\x64", "lz4")],
)
def test_other_compression_is_refused_by_its_kind(start, kind):
    result = unpack(start, name="charges.csv", max_bytes=100)

    assert code(result) == "file_compressed"
    assert f"({kind})" in result.message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("inner", "named"),
    [(packed(TEXT, "gzip"), "gzip"), (packed(TEXT, "zstd"), "zstd"), (b"BZh91AY", "bzip2")],
)
def test_what_is_packed_twice_is_refused(kind, inner, named):
    result = unpacked(packed(inner, kind), kind)

    assert code(result) == "file_compressed"
    assert f"({named})" in result.message


@pytest.mark.parametrize("name", ["a.gz", "a.csv.GZ", "a.gzip", "a.zst", "A.CSV.ZSTD"])
def test_a_name_that_says_packed_is_no_surprise(name):
    assert unpack(gzip.compress(TEXT), name=name, max_bytes=10**6) == Unpacked(TEXT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["charges.csv", "gz", "charges.gz.csv", ""])
def test_a_name_that_hides_the_packing_is_a_warning(kind, name):
    result = unpack(packed(TEXT, kind), name=name, max_bytes=10**6)

    assert isinstance(result, Unpacked)
    assert result.data == TEXT
    assert [(p.code, p.severity, p.value) for p in result.problems] == [
        ("compression_hidden", Severity.WARNING, kind)
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: packed(data, "zstd")])
def test_exactly_the_largest_size_is_fine_and_one_byte_more_is_not(pack):
    data = pack(TEXT)

    fine = unpack(data, name="a.gz", max_bytes=len(TEXT))
    over = unpack(data, name="a.gz", max_bytes=len(TEXT) - 1)

    assert fine == Unpacked(TEXT)
    assert code(over) == "file_too_large"
    assert f" {len(TEXT) - 1} bytes" in over.message


def test_a_packed_size_above_the_largest_plain_size_is_fine():
    text = random.Random(1).randbytes(100)  # noqa: S311
    data = gzip.compress(text)

    result = unpacked(data, "gzip", len(text))

    assert len(data) > len(text)
    assert result == Unpacked(text)


@pytest.mark.parametrize(
    ("length", "expected"),
    [(1000 * MAX_RATIO, None), (1000 * MAX_RATIO + 1, "file_unpacks_too_far")],
)
def test_exactly_the_largest_ratio_is_fine_and_one_byte_more_is_not(length, expected):
    text = bytes(length)
    data = gzipped_to(1000, text)

    result = unpacked(data, "gzip")

    assert len(data) == 1000
    assert result == Unpacked(text) if expected is None else code(result) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("max_bytes", "expected"), [(10**9, "file_unpacks_too_far"), (1000, "file_too_large")]
)
def test_a_bomb_is_stopped_long_before_it_is_unpacked(monkeypatch, kind, max_bytes, expected):
    bomb = packed(bytes(10_000_000), kind)
    read = []
    real = module._read
    monkeypatch.setattr(module, "_read", lambda *args: read.append(real(*args)) or read[-1])

    result = unpacked(bomb, kind, max_bytes)

    assert code(result) == expected
    assert len(read[0]) == min(max_bytes, MAX_RATIO * len(bomb)) + 1


@pytest.mark.parametrize("data", [gzip.compress(TEXT), packed(TEXT, "zstd"), ZSTD_CHECKED])
@pytest.mark.parametrize("members", [0, 1])
def test_a_file_cut_short_anywhere_is_damaged(data, members):
    kind = module._kind(data, module._READ)
    cuts = range(1 if members else 4, len(data))

    codes = {code(unpacked(data * members + data[:cut], kind)) for cut in cuts}

    assert codes == {"file_damaged"}


@pytest.mark.parametrize("data", [gzip.compress(TEXT), ZSTD_CHECKED])
def test_a_flipped_bit_never_gives_other_text(data):
    kind = module._kind(data, module._READ)
    whole = unpacked(data, kind)
    flipped = [flip(data, place, bit) for place in range(4, len(data)) for bit in range(8)]

    results = [unpacked(each, kind) for each in flipped]

    others = [result for result in results if result != whole]
    assert isinstance(whole, Unpacked)
    assert {code(other) for other in others} == {"file_damaged"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after", [b"\x00", b"\n", b"customer_id,charges\n", bytes(600)])
def test_what_follows_the_packed_text_is_not_dropped_in_silence(kind, after):
    assert code(unpacked(packed(TEXT, kind) + after, kind)) == "file_damaged"


def test_the_damaged_kind_is_named():
    result = unpack(packed(TEXT, "zstd")[:-1], name="charges.csv", max_bytes=10**6)

    assert isinstance(result, Problem)
    assert "zstd" in result.message


@given(st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"]), st.binary())
def test_any_bytes_have_an_answer(start, rest):
    result = unpack(start + rest, name="charges.csv", max_bytes=1000)

    assert isinstance(result, Problem) or len(result.data) <= 1000
