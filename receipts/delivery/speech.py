"""A locale -> the words, numbers and dates that a mail speaks in."""

import functools
import io
import re
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from receipts.languages import SPOKEN

#: What the templates themselves are written in.
_SOURCE = "en"
_SPOKEN = re.compile(SPOKEN)
_CATALOGUES = Path(__file__).with_name("translations")


@dataclass(frozen=True, slots=True)
class Speech:
    """How a mail speaks."""

    locale: Locale
    words: NullTranslations

    @property
    def tag(self) -> str:
        """BCP 47: who the mail is for (RFC 3282). Swiss Germans read German with Swiss figures."""
        return str(self.locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)


@functools.lru_cache(maxsize=256)
def speech_of(locale: str, *, default: str) -> Speech:
    """As the customer asked, else as the seller prefers, else English: a mail is in one language.

    What nobody translated is in English.
    """
    found = next(filter(None, map(_spoken, (locale, default))), Locale(_SOURCE))
    return Speech(found, words_in(found.language))


def _spoken(tag: str) -> Locale | None:
    """The nearest locale that is known, down to the language alone; None if it has no words."""
    if not _SPOKEN.match(tag):
        return None
    parts = tag.replace("-", "_").split("_")
    nearest = ("_".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(filter(None, map(_known, nearest)), None)


def _known(identifier: str) -> Locale | None:
    try:
        return Locale.parse(identifier)
    except (UnknownLocaleError, ValueError):
        return None


@functools.cache
def words_in(language: str) -> NullTranslations:
    """A language's catalogue, made from its .po so that there is no second copy to go stale."""
    if language == _SOURCE:
        return NullTranslations()
    compiled = io.BytesIO()
    with (_CATALOGUES / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
