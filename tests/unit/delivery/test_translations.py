"""No language lacks a word, and none has one that the mails do not say."""

import re
from gettext import c2py

import pytest
from babel import Locale

from receipts.languages import TRANSLATED
from tests.words import CATALOGUES, DELIVERY, read, said, updated

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: As far as anybody's receipt has lines.
MANY = 1000
LANGUAGES = sorted(TRANSLATED - {"en"})
WORDS = said()


def on_file(language):
    return (CATALOGUES / f"{language}.po").read_text("utf-8")


def faults(text, language, words=WORDS):
    """What is wrong with a catalogue, each with the message it is about."""
    catalogue = read(text, language)
    lacking = [message.id for message in words if message.id and message.id not in catalogue]
    yield from (f"missing: {wanted}" for wanted in lacking)
    for message in catalogue:
        if message.id:
            yield from (f"{fault}: {message.id}" for fault in faults_of(message, catalogue, words))
    yield from (f"obsolete: {key}" for key in catalogue.obsolete)


def faults_of(message, catalogue, words):
    forms = message.string if message.pluralizable else (message.string,)
    if message.id not in words:
        yield "obsolete"
    if message.fuzzy:
        yield "fuzzy"
    if not all(forms):  # a plural form that is not there is read as an empty one
        yield "untranslated"
    if any(form != form.strip() for form in forms):
        yield "space around it"
    for number, form in enumerate(forms):
        if form and not same_placeholders(message, form, numbers_of(number, catalogue)):
            yield "other placeholders"


def same_placeholders(message, form, numbers):
    """A form that stands for one number alone may spell it out."""
    ids = message.id if message.pluralizable else (message.id,)
    wanted, found = set(PLACEHOLDER.findall(ids[0])), set(PLACEHOLDER.findall(form))
    bare = "%" in PLACEHOLDER.sub("", form)
    may_lack = {"num"} if message.pluralizable and len(numbers) == 1 else set()
    return not bare and wanted - may_lack <= found <= wanted


def numbers_of(form, catalogue):
    choose = c2py(catalogue.plural_expr)
    return [number for number in range(MANY) if choose(number) == form]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_mail_is_translated(language):
    assert list(faults(on_file(language), language)) == []


def test_a_language_is_a_catalogue_and_an_entry():
    assert {path.stem for path in CATALOGUES.iterdir()} | {"en"} == TRANSLATED


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language):
    locale, choose = Locale(language), c2py(read(on_file(language), language).plural_expr)

    by_form, by_name = {}, {}
    for number in range(MANY):
        by_form.setdefault(choose(number), set()).add(number)
        by_name.setdefault(locale.plural_form(number), set()).add(number)

    assert sorted(map(min, by_form.values())) == sorted(map(min, by_name.values()))
    assert sorted(by_form.values(), key=min) == sorted(by_name.values(), key=min)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_are_as_make_words_leaves_them(language):
    assert updated(on_file(language), language, WORDS) == on_file(language)


def test_french_signs_keep_an_unbreakable_distance():
    texts = [
        form
        for message in read(on_file("fr"), "fr")
        if message.id
        for form in ([message.string] if isinstance(message.string, str) else message.string)
    ]

    assert [text for text in texts if re.search("[^\u00a0\u202f][:;?!]( |$)", text)] == []


def test_templates_and_code_are_searched():
    found = {message.id for message in WORDS if message.id}

    assert "Total" in found
    assert ("and %(num)s more charge", "and %(num)s more charges") in found
    assert len(list(DELIVERY.glob("templates/*.j2"))) == 5


TOTAL = 'msgid "Total"\nmsgstr "Gesamtbetrag"\n'
MORE = 'msgstr[0] "und %(num)s weiterer Posten"\nmsgstr[1] "und %(num)s weitere Posten"\n'
PERIOD = "Das haben wir Ihnen für %(period)s berechnet."


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (TOTAL, "", "missing: Total"),
        (TOTAL, TOTAL.replace("Gesamtbetrag", ""), "untranslated: Total"),
        (TOTAL, f"#, fuzzy\n{TOTAL}", "fuzzy: Total"),
        (TOTAL, f'{TOTAL}\nmsgid "Gone"\nmsgstr "Weg"\n', "obsolete: Gone"),
        (TOTAL, f'{TOTAL}\n#~ msgid "Gone"\n#~ msgstr "Weg"\n', "obsolete: Gone"),
        ('"Gesamtbetrag"', '"Gesamtbetrag "', "space around it: Total"),
        ('"Gesamtbetrag"', '"Gesamtbetrag %(total)s"', "other placeholders: Total"),
        (PERIOD, PERIOD.replace("%(period)s", "den Monat"), "other placeholders: This is what"),
        (PERIOD, PERIOD.replace("period", "month"), "other placeholders: This is what"),
        (PERIOD, PERIOD.replace(")s", ")"), "other placeholders: This is what"),
        (PERIOD, PERIOD.replace("Das", "100 %"), "other placeholders: This is what"),
        (MORE, MORE.partition("\n")[0] + "\n", "untranslated: ('and %(num)s more"),
        (MORE, MORE.replace("weitere ", ""), None),
        (MORE, MORE.replace("und %(num)s weitere Posten", ""), "untranslated: ('and %(num)s more"),
        (MORE, MORE.replace("und %(num)s weitere ", ""), "other placeholders: ('and %(num)s more"),
        (MORE, MORE.replace("%(num)s weiterer", "ein weiterer"), None),
    ],
)
def test_a_fault_of_a_catalogue_is_found_and_named(before, after, fault):
    text = on_file("de")
    assert text.count(before) == 1

    found = list(faults(text.replace(before, after), "de"))

    assert [one[: len(fault)] for one in found] == [fault] if fault else not found


def test_a_word_that_a_template_begins_to_say_is_missing_everywhere(tmp_path):
    (tmp_path / "new.txt.j2").write_text('{{ _("Paid by card") }}')
    (tmp_path / "new.py").write_text('words.ngettext("%(num)s page", "%(num)s pages", count)')
    words = said(tmp_path)

    found = [fault for fault in faults(on_file("ja"), "ja", words) if "missing" in fault]

    assert found == ["missing: ('%(num)s page', '%(num)s pages')", "missing: Paid by card"]
