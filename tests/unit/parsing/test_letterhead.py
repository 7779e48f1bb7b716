import pytest

from receipts.letterhead import Letterhead, Logo
from receipts.model import RunStatus
from receipts.parsing.branding import Branding
from receipts.parsing.evaluate import evaluate
from receipts.parsing.letterhead import read_letterhead
from tests.builders import ALICE, charges_csv, inputs, rulebook
from tests.pictures import png

SELLER = {
    "seller_name": "Shop",
    "seller_address": "1 High Street",
    "seller_tax_id": "VAT 1",
    "support_contact": "Call us",
    "default_locale": "de",
}
PARAMETERS = SELLER | {"brand_colour": "#111111", "footer_text": "Small print"}
LOGO = Logo(kind="png", width=120, height=40, data=png(120, 40))


def letterhead(toml=None, logo=None, **changes):
    found = inputs(
        b"", rulebook=rulebook(**(PARAMETERS | changes)), branding=Branding(toml=toml, logo=logo)
    )
    return read_letterhead(found)


def test_without_branding_the_parameters_hold():
    assert letterhead() == (Letterhead(**SELLER, colour="#111111", footer="Small print"), [])


@pytest.mark.parametrize(
    ("toml", "look"),
    [
        (b'colour = "#222222"', {"colour": "#222222", "footer": "Small print"}),
        (b'footer = "Other"', {"colour": "#111111", "footer": "Other"}),
        (b'footer = ""', {"colour": "#111111", "footer": ""}),
        (b'logo = "l.png"', {"colour": "#111111", "footer": "Small print", "logo": LOGO}),
    ],
)
def test_what_the_branding_says_goes_before_the_parameters(toml, look):
    assert letterhead(toml, LOGO.data) == (Letterhead(**SELLER, **look), [])


UNSEEN = "holds a control character or a line break. Delete it."
NOT_SPOKEN = (
    "DefaultLocale must be of a language that receipts speak (ar, de, en, es, fr, ja, pt),"
    ' not "sv".'
)
CODE = "SellerName holds =?, which mail programs take for code. Delete it."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"seller_name": "Shop\nBcc: all@example.com"}, f"SellerName {UNSEEN}"),
        ({"seller_name": "Shop\r"}, f"SellerName {UNSEEN}"),
        ({"seller_name": "Shop \ud800"}, f"SellerName {UNSEEN}"),
        ({"seller_name": "=?utf-8?q?=0D=0ABcc:_all=40example.com?="}, CODE),
        ({"seller_name": ""}, "SellerName is empty. Fill it in."),
        ({"seller_name": " "}, "SellerName is empty. Fill it in."),
        ({"seller_address": "1\t2"}, f"SellerAddress {UNSEEN}"),
        ({"seller_tax_id": "1\x7f"}, f"SellerTaxId {UNSEEN}"),
        ({"support_contact": "a\u2028b"}, f"SupportContact {UNSEEN}"),
        ({"footer_text": "a\nb"}, f"FooterText {UNSEEN}"),
        ({"brand_colour": "red"}, 'BrandColour must be like #1d4ed8, not "red".'),
        ({"brand_colour": "#1d4ed8\n"}, 'BrandColour must be like #1d4ed8, not "#1d4ed8\\n".'),
        ({"default_locale": "sv"}, NOT_SPOKEN),
        (
            {"seller_name": "\n", "brand_colour": ""},
            f"SellerName {UNSEEN} SellerName is empty. Fill it in."
            ' BrandColour must be like #1d4ed8, not "".',
        ),
    ],
)
def test_parameters_that_no_mail_can_bear_are_named(changes, reason):
    _, (problem,) = letterhead(**changes)

    assert problem.code == "seller_invalid"
    assert problem.message == (
        f"What the stack's parameters say of the seller cannot be used: {reason}"
    )


@pytest.mark.parametrize("name", ["Ærøskøbing A/S", 'A "B" <c@x.com>, D', "客户", "What = this?"])
def test_any_other_name_is_a_seller_s(name):
    found, problems = letterhead(seller_name=name)

    assert (found.seller_name, problems) == (name, [])


def test_all_mistakes_of_the_parameters_and_of_the_branding_reject_the_run_at_once():
    (run,) = evaluate(
        inputs(
            charges_csv(ALICE),
            key="charges.csv",
            rulebook=rulebook(seller_name=""),
            branding=Branding(toml=b'colour = "red"\nlogo = "logo.png"'),
        )
    )

    assert run.status is RunStatus.REJECTED
    assert not run.bills
    assert [problem.code for problem in run.problems] == [
        "seller_invalid",
        "branding_invalid",
        "period_missing",
    ]
    assert run.problems[1].message == (
        "The branding config/branding/branding.toml cannot be used: colour must be # and six of 0-9"
        ' and a-f, such as "#1d4ed8", not "red". There is no config/branding/logo.png. Upload it,'
        " or delete the line logo."
    )


def test_a_run_has_the_letterhead_of_its_inputs():
    branding = Branding(toml=b'colour = "#222222"')

    (run,) = evaluate(inputs(charges_csv(ALICE), rulebook=rulebook(), branding=branding))

    assert run.letterhead == Letterhead(seller_name="Example Cloud Ltd", colour="#222222")


@pytest.mark.parametrize(
    "change",
    [
        {"branding": Branding(toml=b"")},
        {"branding": Branding(toml=b"#")},
        {"branding": Branding(logo=b"")},
        {"branding": Branding(logo=b"x")},
        *({"rulebook": rulebook(**{name: "x"})} for name in PARAMETERS),
    ],
    ids=str,
)
def test_whatever_the_letterhead_is_made_of_makes_another_run(change):
    plain = inputs(charges_csv(ALICE))

    assert inputs(charges_csv(ALICE), **change).decided_by("2024-09") != plain.decided_by("2024-09")


def test_the_files_are_kept_beside_the_charges():
    found = inputs(b"", branding=Branding(toml=b"toml", logo=b"logo"))

    assert found.beside == [b"toml", b"logo"]


@pytest.mark.parametrize("asked", [True, False])
def test_whether_there_is_a_pdf_is_pinned_too(asked):
    found, problems = read_letterhead(inputs(b"", rulebook=rulebook(attach_pdf=asked)))

    assert (found.attach_pdf, problems) == (asked, [])
