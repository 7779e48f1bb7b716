import json

import pytest

from receipts.errors import LetterheadError
from receipts.letterhead import Letterhead, Logo, from_json, to_json
from tests.pictures import png

PLAIN = Letterhead(seller_name="Shop")
FULL = Letterhead(
    seller_name="Ærøskøbing A/S",
    seller_address="1 High Street",
    seller_tax_id="VAT 1",
    support_contact="Call us",
    default_locale="da",
    colour="#222222",
    footer="One\nTwo",
    logo=Logo(kind="png", width=120, height=40, data=png(120, 40)),
)


@pytest.mark.parametrize("letterhead", [PLAIN, FULL], ids=["plain", "full"])
def test_a_letterhead_is_read_as_it_was_written(letterhead):
    assert from_json(to_json(letterhead)) == letterhead


def test_the_same_letterhead_is_the_same_bytes():
    assert to_json(from_json(to_json(FULL))) == to_json(FULL)


def changed(**values):
    return json.dumps({**json.loads(to_json(FULL)), **values}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"5",
        b'"text"',
        b"{}",
        b'{"seller_name": "Shop"}',
        b'{"version": 1}',
        to_json(PLAIN)[:-1],
        changed(version=2),
        changed(slogan="new"),
        changed(logo={"kind": "png"}),
        changed(logo="png"),
        changed(logo={"kind": "png", "width": 1, "height": 1, "data": "no base64"}),
    ],
)
def test_what_is_no_letterhead_is_not_taken_for_one(data):
    with pytest.raises(LetterheadError) as caught:
        from_json(data)

    assert caught.value.cause == "letterhead_missing"


def test_a_picture_is_not_printed():
    assert "PNG" not in repr(FULL)
