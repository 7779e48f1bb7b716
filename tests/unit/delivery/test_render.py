import re
from dataclasses import replace
from decimal import Decimal

import pytest

from receipts import keys
from receipts.languages import TRANSLATED
from tests.builders import LETTERHEAD, line
from tests.unit.delivery.receipts_to_read import (
    LETTERS,
    OF_MANY_LINES,
    SELLER,
    TEXTS,
    as_read,
    letter,
)

NUMBER = keys.receipt_number(billing_period="2024-09", customer_key=keys.customer_key("C1"))
OPEN, CLOSE = "\u2068", "\u2069"


def text(*lines, **changes):
    return letter(*lines, **changes).text


@pytest.mark.parametrize("name", LETTERS)
def test_a_receipt_reads_as_it_stands_in_its_file(name):
    assert as_read(LETTERS[name]) == (TEXTS / f"{name}.txt").read_text("utf-8")


def test_every_file_is_a_receipt():
    assert {path.stem for path in TEXTS.iterdir()} == set(LETTERS)


@pytest.mark.parametrize("name", LETTERS)
def test_a_text_needs_no_font_of_even_width_and_leaves_no_gaps(name):
    shown = LETTERS[name].text

    assert "\n\n\n" not in shown
    assert not re.search(r"[ \t]$", shown, re.MULTILINE)
    assert not re.search(r"\S {2,}|\t", shown)
    assert shown[0] != "\n"
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


@pytest.mark.parametrize("name", LETTERS)
def test_no_program_takes_the_seller_for_a_signature(name):
    assert "\n-- \n" not in LETTERS[name].text


@pytest.mark.parametrize("language", sorted(TRANSLATED))
def test_every_language_says_who_what_for_whom_and_how_to_ask(language):
    shown = LETTERS[language]

    for told in ("Example Cloud Ltd", "12 High Street, London", "GB123456789", NUMBER, "Alice"):
        assert told in shown.text
    for told in ("C1", "2024", "GB-h", "0.0116", "+44 20 7946 0000", "USD"):
        assert told in shown.text.replace("0,0116", "0.0116")
    assert NUMBER in shown.subject
    assert shown.language == language


def test_a_language_that_nobody_translated_is_the_sellers():
    shown = letter(locale="zh-TW", letterhead=replace(SELLER, default_locale="fr-CH"))

    assert shown.language == "fr-CH"
    assert "\nTotal\u00a0: 10.00\u00a0$US\n" in shown.text


def test_without_a_contact_one_asks_by_reply():
    assert "Questions? Just reply to this mail.\n" in text(letterhead=LETTERHEAD)


@pytest.mark.parametrize("contact", ["help@example.com", "https://example.com/help", "Call us."])
def test_a_contact_is_shown_as_it_is(contact):
    shown = text(letterhead=replace(SELLER, support_contact=contact))

    assert f"Questions? {contact}\n" in shown


def test_what_a_customer_sees_adds_up():
    shown = text(*(line(f"S{n}", "0.335") for n in range(3)))

    assert "S0: $0.34\nS1: $0.34\nS2: $0.33\n\nTotal: $1.01\n" in shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "Hosting: $1.00\n\n"),
        ({"unit": "h"}, "Hosting: $1.00\n\n"),
        ({"description": "Web"}, "- Web: $1.00\n"),
        ({"quantity": Decimal(3)}, "- 3: $1.00\n"),
        ({"quantity": Decimal("0.5"), "unit": "h"}, "- 0.5 h: $1.00\n"),
        ({"unit_price": Decimal("0.25")}, "- $0.25 each: $1.00\n"),
        ({"quantity": Decimal(0), "unit_price": Decimal(0)}, "- 0 at $0.00: $1.00\n"),
        ({"description": "Web", "quantity": Decimal(-3)}, "- Web, -3: $1.00\n"),
        (
            {"description": "W", "quantity": Decimal(4), "unit_price": Decimal("0.25")},
            "- W, 4 at $0.25: $1.00\n",
        ),
    ],
)
def test_a_line_shows_what_it_has(changes, shown):
    assert shown in text(line("Hosting", "1", **changes))


def test_only_a_service_with_charges_stands_by_itself():
    web = line("Hosting", "1", description="Web")

    shown = text(line("Backup", "2"), line("Mail", "3"), web, line("DNS", "4"), line("VPN", "5"))

    assert "\n\nBackup: $2.00\nMail: $3.00\n\nHosting: $1.00\n- Web: $1.00\n\n" in shown
    assert "\n\nDNS: $4.00\nVPN: $5.00\n\nTotal: $15.00\n" in shown


def test_what_is_not_shown_stands_by_itself_behind_a_service_with_charges():
    shown = text(*(line(f"S{n}", "1", description="Web") for n in range(61)))

    assert "S19: $1.00\n- Web: $1.00\n\nand 41 more services: $41.00\n\nTotal: $61.00\n" in shown


def test_a_line_that_says_nothing_among_others_is_a_charge():
    shown = text(line("Hosting", "1", description="Web"), line("Hosting", "2"))

    assert "Hosting: $3.00\n- Web: $1.00\n- Charge: $2.00\n" in shown


def test_of_several_lines_that_say_nothing_each_is_shown():
    shown = text(line("Hosting", "1"), line("Hosting", "2"))

    assert "Hosting: $3.00\n- Charge: $1.00\n- Charge: $2.00\n" in shown


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (61, "- and 58 more charges: "),
        (1500, "- and 1,497 more charges: "),
    ],
)
def test_a_long_receipt_says_how_many_charges_are_in_its_file(lines, said):
    rendered = letter(*(line("Hosting", "1") for _ in range(lines)))

    assert said in rendered.text
    assert "The attached file lists every charge." in rendered.text
    assert [attachment.name for attachment in rendered.attachments] == [f"receipt-{NUMBER}.csv"]


@pytest.mark.parametrize(
    ("lines", "language", "said"),
    [
        (61, "ar", "و58 بندًا آخر"),
        (106, "ar", "و103 بنود أخرى"),
        (104, "ar", "و101 بند آخر"),
        (1500, "de", "und 1.497 weitere Posten"),
        (1500, "fr", "et 1\u202f497 autres lignes"),
        (61, "ja", "ほか 58 件の料金"),
    ],
)
def test_numbers_of_charges_are_in_the_languages_own_forms(lines, language, said):
    assert said in text(*(line("Hosting", "1") for _ in range(lines)), locale=language)


def test_one_charge_more_is_one():
    lines = [*OF_MANY_LINES, *(line("Backup", "1") for _ in range(4))]

    assert "- and 1 more charge: $1.00\n" in text(*lines)


@pytest.mark.parametrize("field", ["customer_name", "customer_id"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_customers_values_turn_nothing_around(field, locale):
    harmless = letter(**{field: "Alice fdp"}, locale=locale)

    hostile = letter(**{field: "\u202eAlice\u2069 \u2066fdp\u200f"}, locale=locale)

    for shown, wanted in ((hostile.text, harmless.text), (hostile.html, harmless.html)):
        assert re.sub("2024-09-[0-9A-Z-]+", "", shown) == re.sub("2024-09-[0-9A-Z-]+", "", wanted)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_lines_values_turn_nothing_around(locale):
    quantity = Decimal(2)
    clean = line("Web", "1", description="a b", quantity=quantity, unit="GB")
    twisted = line(
        "\u202eWeb", "1", description="a\u2067 b\u2029", quantity=quantity, unit="\u202bGB"
    )

    harmless, hostile = letter(clean, locale=locale), letter(twisted, locale=locale)

    assert (hostile.text, hostile.html) == (harmless.text, harmless.html)


def test_a_link_is_none_either_when_marks_have_left_it():
    shown = text(customer_name="pay.\u200eexample")

    assert "pay.example" not in shown


def test_a_latin_mail_has_no_invisible_characters():
    shown = LETTERS["en"]

    assert not re.search("[\u200b-\u200f\u2028-\u202e\u2060-\u206f]", shown.text + shown.subject)


def test_an_arabic_mail_isolates_what_is_not_its_own():
    shown = LETTERS["ar"]

    quantity = f"{OPEN}100,000{CLOSE} GB-h"
    for told in ("Example Cloud Ltd", NUMBER, "Alice", "C1", quantity, "+44 20 7946 0000"):
        assert f"{OPEN}{told}{CLOSE}" in shown.text
    assert shown.subject.count(OPEN) == shown.subject.count(CLOSE) == 2


def test_a_file_has_a_plain_name_in_any_language():
    rendered = letter(*OF_MANY_LINES, locale="ar")

    assert [attachment.name for attachment in rendered.attachments] == [f"receipt-{NUMBER}.csv"]


def test_every_line_of_an_arabic_mail_runs_from_right_to_left():
    lines = LETTERS["ar"].text.splitlines()

    assert {line[0] for line in lines if line} == {"\u200f"}


@pytest.mark.parametrize("contact", ["help@example.com", "https://example.com/help"])
def test_a_link_of_the_sellers_stays_one_in_an_arabic_mail(contact):
    shown = text(letterhead=replace(SELLER, support_contact=contact), locale="ar")

    assert f" {contact}\n" in shown


def test_sums_beyond_pythons_default_precision_stay_exact():
    largest = Decimal("999999999999999.999999999999")

    shown = text(*[line("S", str(largest))] * 100)

    assert "Total: $100,000,000,000,000,000.00\n" in shown


def test_the_same_receipt_is_the_same_mail():
    assert letter(*OF_MANY_LINES) == letter(*OF_MANY_LINES)
