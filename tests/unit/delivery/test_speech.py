import pytest

from receipts.delivery import speech
from receipts.delivery.speech import speech_of, words_in
from receipts.languages import TRANSLATED

AMOUNT = {
    "ar": "المبلغ",
    "de": "Betrag",
    "en": "Amount",
    "es": "Importe",
    "fr": "Montant",
    "pt": "Valor",
}


@pytest.mark.parametrize(
    ("locale", "default", "language", "tag"),
    [
        # As the customer asked, with figures of the country.
        ("de", "en", "de", "de"),
        ("de-CH", "en", "de", "de-CH"),
        ("pt-PT", "en", "pt", "pt-PT"),
        ("es-419", "en", "es", "es-419"),
        ("ar-EG", "en", "ar", "ar-EG"),
        # However it is written.
        ("DE", "en", "de", "de"),
        ("EN_us", "fr", "en", "en-US"),
        ("de_Latn_CH", "en", "de", "de-CH"),
        # What is not known of it is left out.
        ("de-XX", "en", "de", "de"),
        ("de-1996", "en", "de", "de"),
        ("de-x-private", "en", "de", "de"),
        ("de-AT-u-co-phonebk", "en", "de", "de-AT"),
        # A language that nobody translated: as the seller prefers.
        ("zh", "fr-CA", "fr", "fr-CA"),
        ("zh-Hant-TW", "pt-BR", "pt", "pt-BR"),
        ("deu", "fr", "fr", "fr"),
        # No language at all.
        ("", "de", "de", "de"),
        ("?", "de", "de", "de"),
        ("../de", "fr", "fr", "fr"),
        # Nor does the seller name one.
        ("zh", "nl", "en", "en"),
        ("zh", "", "en", "en"),
    ],
)
def test_a_mail_speaks_as_the_customer_asked_else_as_the_seller_else_english(
    locale, default, language, tag
):
    found = speech_of(locale, default=default)

    assert (found.locale.language, found.tag) == (language, tag)
    assert found.words.gettext("Amount") == AMOUNT[language]


@pytest.mark.parametrize("language", sorted(TRANSLATED))
def test_only_arabic_runs_from_right_to_left(language):
    assert speech_of(language, default="en").direction == ("rtl" if language == "ar" else "ltr")


def test_what_a_catalogue_lacks_is_in_english(tmp_path, monkeypatch):
    monkeypatch.setattr(speech, "_CATALOGUES", tmp_path)
    (tmp_path / "de.po").write_text(
        'msgid "Total"\nmsgstr "Gesamtbetrag"\n\n'
        'msgid "Amount"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Service"\nmsgstr "Dienst?"\n\n'
        'msgid "%(num)s more"\nmsgid_plural "%(num)s more of them"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )

    words = words_in.__wrapped__("de")

    told = [words.gettext(word) for word in ("Total", "Amount", "Service", "Charge")]
    assert told == ["Gesamtbetrag", "Amount", "Service", "Charge"]
    assert words.ngettext("%(num)s more", "%(num)s more of them", 2) == "%(num)s more of them"
