import pytest

from receipts.model import Problem
from receipts.parsing.decode import decode, shown


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
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\n\r\n  \n", "file_empty"),
        (b"\x1f\x8b\x08\x00", "file_compressed"),
        (b"\x28\xb5\x2f\xfd\x00", "file_compressed"),
        (b"PK\x03\x04xlsx", "file_is_spreadsheet"),
        (b"\xd0\xcf\x11\xe0xls", "file_is_spreadsheet"),
        ("a,b\n".encode("utf-16"), "encoding_utf16"),
        ("a,b\n".encode("utf-16-le"), "encoding_utf16"),
        ("name\nM\u00fcller\n".encode("cp1252"), "encoding_not_utf8"),
        (b"\x89PNG\r\n\x1a\n", "encoding_not_utf8"),
    ],
)
def test_what_is_not_utf8_text_is_named(data, code):
    problem = decode(data)

    assert isinstance(problem, Problem)
    assert problem.code == code


def test_the_line_that_is_not_utf8_is_named():
    problem = decode(b"a\nb\nM\xfcller\n")

    assert isinstance(problem, Problem)
    assert problem.line == 3


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1f", "\x7f", "\x85", "\x9f", "\r"])
def test_a_control_character_stays_visible(char):
    text = decode(f"a,x{char},b\n".encode())

    assert isinstance(text, str)
    assert char not in text.replace("\n", "")
    assert shown(text) == f"a,x{char!r},b\n".replace("'", "")
