import pytest

from receipts.delivery.contact import link_of


@pytest.mark.parametrize(
    ("contact", "target"),
    [
        ("billing@cloud.example", "mailto:billing@cloud.example"),
        ("bill.ing+eu@mail.cloud.example", "mailto:bill.ing+eu@mail.cloud.example"),
        ("https://cloud.example/help?topic=bills", "https://cloud.example/help?topic=bills"),
        ("Call +44 0000 000000", None),
        ("Write to billing@cloud.example", None),
        ("https://cloud.example or call us", None),
        ("http://cloud.example", None),
        ("javascript:alert(1)", None),
        ("billing@cloud.example?bcc=other@cloud.example", None),
        ("billing@localhost", None),
        ("https://", None),
    ],
)
def test_only_an_address_or_a_page_is_a_link(contact, target):
    assert link_of(contact) == target
