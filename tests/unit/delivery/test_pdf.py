import base64
import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from receipts.delivery.pdf import pdf_of, render_pdf
from receipts.delivery.render import render
from receipts.delivery.speech import speech_of
from receipts.delivery.statement import state
from receipts.delivery.view import view_of
from receipts.errors import UnrenderableError
from receipts.languages import TRANSLATED
from receipts.letterhead import Letterhead, Logo
from tests.builders import LETTERHEAD, line, receipt

NUMBER = "2024-09-CVB1K-XPNNZ"
#: What a customer is called where a language is spoken, and a service.
NAMES = {
    "ar": ("شركة الأمل للتقنية", "استضافة"),
    "de": ("Groß & Söhne GmbH", "Geschäftsführung"),
    "en": ("Alice Ångström", "Hosting"),
    "es": ("Íñigo Muñoz", "¿Qué?"),
    "fr": ("Œuvre Anaïs", "Hébergement"),
    "ja": ("株式会社髙島屋 𠮷野", "ホスティング"),
    "pt": ("João Conceição", "Serviço"),
}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABAQAAAADcWUInAAAACklEQVR42mM4AAAAwgDB/9Yt3AAAAABJRU5ErkJggg=="
JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////"
    "////////////////////////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AP//Z"
)
USED = {"quantity": Decimal(730), "unit": "hours", "unit_price": Decimal("0.0144")}
TEN = tuple(line(f"Service {n % 3}", "10.50", description=f"d{n}", **USED) for n in range(10))
#: Every kanji that a Japanese computer is sure to know: JIS X 0208.
JIS = tuple(
    bytes((row, cell)).decode("euc_jp", "ignore")
    for row in range(0xB0, 0xF5)
    for cell in range(0xA1, 0xFF)
)
#: Prints the hash of a PDF, from a process of its own.
HASHED = (
    "import hashlib; from tests.unit.delivery import test_pdf as t;"
    "print(hashlib.sha256(t.render_pdf(t.view(*t.TEN, locale='ar'))).hexdigest())"
)


def view(*lines, letterhead=LETTERHEAD, revision=1, **changes):
    bill = receipt(*lines, customer_id="CUST-0042", **changes)
    return view_of(
        bill,
        state(bill),
        letterhead=letterhead,
        speech=speech_of(bill.locale, default="en"),
        revision=revision,
        would_go_to=None,
    )


def paper(*lines, **changes) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(view(*lines, **changes))))


def text(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def fonts(page):
    """All that a page names, each with what it is made of."""
    for font in page["/Resources"]["/Font"].values():
        yield font["/DescendantFonts"][0]["/FontDescriptor"]


def test_every_language_has_a_name_of_its_own_here():
    assert set(NAMES) == TRANSLATED


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_receipt_can_be_copied_out_of_its_pdf(language):
    name, service = NAMES[language]
    lines = line(service, "1234.50"), line("Backup", "0.45")

    shown = text(paper(*lines, locale=language, customer_name=name))

    total = re.search(r"[\d.,\s]*\d", view(*lines, locale=language).total)[0]
    assert NUMBER in shown
    assert total in shown
    # pypdf puts the words of an Arabic line in the order of the eye, but not the letters of a word.
    assert [word for word in (*name.split(), *service.split(), "Backup") if word not in shown] == []


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_pdf_says_what_it_is_and_in_which_language(language):
    document = paper(locale=language)

    assert NUMBER in document.metadata.title
    assert document.metadata.author == "Example Cloud Ltd"
    assert document.root_object["/Lang"] == language
    assert document.root_object["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in document.root_object["/Metadata"].get_data().decode()


@pytest.mark.parametrize("language", sorted(NAMES))
def test_all_fonts_travel_with_the_pdf(language):
    name, service = NAMES[language]

    page = paper(line(service), locale=language, customer_name=name).pages[0]

    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts(page))


def test_ten_lines_are_one_page():
    document = paper(*TEN)

    assert len(document.pages) == 1
    assert "1 / 1" in text(document)


def test_many_lines_are_numbered_pages_with_the_columns_named_on_each():
    document = paper(*TEN * 6)

    pages = [page.extract_text() for page in document.pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert "Service Amount" in page


def test_what_is_not_shown_one_by_one_is_counted():
    shown = text(paper(*[line(f"S{n % 30}", "1", description="d") for n in range(150)]))

    assert "and 2 more charges" in shown
    assert "and 10 more services" in shown
    assert "The attached file lists every charge." in shown


@pytest.mark.parametrize(
    ("charges", "revision", "words"),
    [
        ("5", 1, "This is what we charged you for September 2024."),
        ("-5", 1, "Total credit"),
        ("0", 1, "there is nothing to pay"),
        ("5", 2, "Corrected receipt no. 2"),
    ],
)
def test_it_says_what_the_mail_says(charges, revision, words):
    assert words in text(paper(line("S", charges), revision=revision))


def test_the_seller_is_named_with_all_that_is_known():
    letterhead = Letterhead(
        seller_name="Seller",
        seller_address="1 Street\nTown",
        seller_tax_id="GB1",
        support_contact="help@example.com",
        footer="No. 5\nThank you.",
    )

    shown = text(paper(letterhead=letterhead))

    for told in (
        "Seller\n1 Street\nTown\nTax number: GB1",
        "help@example.com",
        "No. 5\nThank you.",
    ):
        assert told in shown


@pytest.mark.parametrize(("kind", "data"), [("png", PNG), ("jpeg", JPEG)])
def test_a_logo_is_embedded(kind, data):
    logo = Logo(kind=kind, width=2, height=1, data=base64.b64decode(data))

    document = paper(letterhead=Letterhead(seller_name="Seller", logo=logo))

    assert len(document.pages[0].images) == 1


def test_without_a_logo_there_is_no_picture():
    assert not paper().pages[0].images


@pytest.mark.parametrize(
    "value",
    [
        '#import "x": *',
        "#read(sys.inputs.receipt)",
        "$ x^2 $ *bold* _it_ `raw` = T",
        "a \\ b \\u{41} \\u0041",
        '"} #panic() {"',
        "<script>alert(1)</script> <label> @label",
        "// no comment /* none */",
        "{{ 7 * 7 }} {% raw %}",
        "~ -- ... '' \"\" -? 1/2",
    ],
)
def test_values_of_others_stay_text(value):
    lines = line(value, description=value, quantity=Decimal(1), unit=value)

    shown = " ".join(text(paper(lines, customer_name=value)).split())

    assert shown.count(value) == 4


def test_a_customer_turns_no_line_around():
    shown = text(paper(customer_name="A \N{RIGHT-TO-LEFT OVERRIDE}live"))

    assert "A live" in shown


def test_there_are_no_links_and_no_actions():
    document = paper(
        line("https://evil.example"), customer_name="mail@evil.example www.evil.example"
    )

    assert "/Annots" not in document.pages[0]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(document.root_object)


def test_an_invisible_sign_of_one_value_is_copied_with_no_other():
    shown = text(paper(line("1.de", "1.00"), customer_name="pay.example"))

    assert "pay.example" in shown
    assert "$1.00" in shown


def test_a_word_longer_than_a_line_breaks():
    shown = text(paper(line("W" * 200), customer_name="M" * 200))

    assert shown.count("W") == 200
    assert not re.search("W{80}|M{40}", shown.replace("\N{ZERO WIDTH SPACE}", ""))


def test_every_kanji_can_be_written():
    names = "".join(JIS)

    assert render_pdf(view(line(names[:3200]), line(names[3200:])))


@pytest.mark.parametrize("name", ["ไทย", "a \N{PARTY POPPER}"])
def test_what_no_font_can_write_has_no_pdf(name, caplog):
    attachment = pdf_of(view(customer_name=name))

    assert attachment is None
    assert [record.message for record in caplog.records] == ["receipt_without_pdf"]
    assert name not in str(vars(caplog.records[0]))


def test_what_typst_refuses_is_said_without_its_words():
    letterhead = Letterhead(seller_name="Seller", colour="no colour")

    with pytest.raises(UnrenderableError, match="the PDF cannot be made") as error:
        render_pdf(view(letterhead=letterhead))

    assert error.value.__suppress_context__


def test_the_file_is_called_after_its_number():
    attachment = pdf_of(view())

    assert (attachment.name, attachment.kind) == (f"receipt-{NUMBER}.pdf", "application/pdf")
    assert attachment.data.startswith(b"%PDF-")


def test_the_same_receipt_is_the_same_bytes_in_any_process():
    other = subprocess.run(
        [sys.executable, "-c", HASHED], capture_output=True, check=True, text=True
    )

    mine = hashlib.sha256(render_pdf(view(*TEN, locale="ar"))).hexdigest()
    assert other.stdout.strip() == mine


@pytest.mark.parametrize(
    ("attach_pdf", "lines", "files"),
    [
        (False, TEN, []),
        (True, TEN, [f"receipt-{NUMBER}.pdf"]),
        (True, TEN * 7, [f"receipt-{NUMBER}.pdf", f"receipt-{NUMBER}.csv"]),
    ],
)
def test_a_mail_has_the_pdf_that_its_letterhead_asks_for(attach_pdf, lines, files):
    letterhead = replace(LETTERHEAD, attach_pdf=attach_pdf)

    rendered = render(receipt(*lines, customer_id="CUST-0042"), letterhead=letterhead, revision=1)

    assert [attachment.name for attachment in rendered.attachments] == files
