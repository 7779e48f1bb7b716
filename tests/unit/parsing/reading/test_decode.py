import pytest

from receipts.model import Problem
from receipts.parsing.reading.decode import Text, decode, shown

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a,b\n1,2\n", "a,b\n1,2\n"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "a,b\n1,2\n"),
        (b"a,b\r\n1,2\r\n", "a,b\r\n1,2\r\n"),
        (b"a,b\r1,2\r", "a,b\n1,2\n"),
        ("a\n\u00fc\u4e2d\n".encode(), "a\n\u00fc\u4e2d\n"),
    ],
)
def test_utf8_with_any_line_end_is_text(data, text):
    assert decode(data, "utf-8").data.removeprefix(BOM).decode() == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\n\r\n  \n", "file_empty"),
        (b"name\nM\xfcller \x81\n", "encoding_not_utf8"),
        ("a,b\n".encode("utf-16") + b"\x00", "encoding_utf16"),
        (b"\x89PNG\r\n\x1a\n", "encoding_not_utf8"),
    ],
)
def test_what_is_not_utf8_text_is_named(data, code):
    problem = decode(data, "utf-8")

    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize(
    ("encoding", "code", "line"),
    [
        ("utf-16", "encoding_utf16", None),
        ("utf-16-le", "encoding_utf16", None),
        ("cp1252", "encoding_cp1252", 3),
    ],
)
def test_an_encoding_that_is_recognised_is_an_error_and_read_all_the_same(encoding, code, line):
    text = decode("a,b\nb,c\nM\u00fcller,1\n".encode(encoding), "utf-8")

    assert text.data == "a,b\nb,c\nM\u00fcller,1\n".encode()
    assert [(problem.code, problem.line) for problem in text.problems] == [(code, line)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("a,b\nM\u00fcller,1\n", "cp1252"),
        ("a,b\nM\u00fcller,1\n", "utf-16"),
        ("a,b\n\u4e2d,1\n", "utf-16-le"),
        ("a,b\n\u4e2d,1\n", "utf-16-be"),
    ],
)
def test_what_the_profile_declares_is_read(text, encoding):
    declared = "utf-16" if encoding.startswith("utf-16") else encoding

    assert decode(text.encode(encoding), declared) == Text(text.encode())


@pytest.mark.parametrize("declared", ["utf-16", "cp1252"])
def test_utf8_is_read_whatever_the_profile_declares(declared):
    text = "a,b\nM\u00fcller,1\n".encode()

    assert decode(text, declared) == Text(text)


@pytest.mark.parametrize(
    ("data", "declared"),
    [(b"a,b\n\x81,1\n", "cp1252"), ("a,b\n".encode("utf-16") + b"\x00", "utf-16")],
)
def test_what_is_not_what_the_profile_declares_is_refused(data, declared):
    problem = decode(data, declared)

    assert isinstance(problem, Problem)
    assert problem.code == "encoding_damaged"


def test_a_far_line_that_is_not_utf8_is_named():
    data = b"name\n" * 600_000 + b"M\xfcller\n"

    assert decode(data, "utf-8").problems[0].line == 600_001


def test_a_carriage_return_inside_a_line_travels_as_a_stand_in():
    text = decode(b"a,b\r,c\r\n", "utf-8").data

    assert text.count(b"\r") == 1
    assert shown(text.decode()) == "a,b\\r,c\\r\\n"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1f", "\x7f", "\x85", "\x9f", "\t"])
def test_a_control_character_is_shown_spelled_out(char):
    assert shown(f"a{char}b") == f"a{char!r}b".replace("'", "")
