"""Numbers as a cell's number format shows them, as plain digits."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

#: Excel shows no more, so the 16th and 17th of a binary float are never anybody's digits.
_DIGITS = 15
_SEEN = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
_LONGEST_FORMAT, _MOST_DECIMALS = 255, 30  # Excel's own limits
_MOST_PERCENTS = 9  # beyond any format; what is counted must fit into `_WIDE`

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<condition>[<>=])[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>General)|(?P<end>;)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_SCIENTIFIC = re.compile(r"([0#?,]*)\.?([0#?]*)E([+-])(0+)", re.IGNORECASE)
_THOUSANDS = re.compile(r",+(?![0#?,])")


class Displayed(NamedTuple):
    """A cell's text, and whether the cell holds more digits than that."""

    text: str
    shows_less: bool


class _Section(NamedTuple):
    """One of a format's sections: how it shows numbers."""

    #: `0#?.,%` and whatever else means something.
    code: str
    #: (character, whether it is a literal)
    signs: tuple[tuple[str, bool], ...]
    general: bool


def displayed_number(value: float, number_format: str, decimal: str) -> Displayed:
    """The number as shown, rounded half up; thousands separators and currency signs left out."""
    number = _SEEN.plus(Decimal(value))
    if not number.is_finite():
        return Displayed("#NUM!", shows_less=False)
    if number.adjusted() >= _DIGITS:  # digits are lost already: nobody may take it for an id
        return Displayed(_exponential(number).replace(".", decimal), shows_less=False)
    sections = _sections(number_format)
    section = sections[1 if number < 0 and len(sections) > 1 else 0]
    # General shows 517000000000 as 5.17E+11 in a narrow column; an id must keep its digits.
    if section.general:
        return Displayed(_plain(number).replace(".", decimal), shows_less=False)
    if not re.search("[0#?]", section.code):
        words = "".join(sign for sign, _ in section.signs).strip()
        return Displayed(words, shows_less=bool(number))
    if _is_a_pattern(section):
        return _pattern(number, section)
    scientific = _SCIENTIFIC.search(section.code)
    shown = _scientific(number, scientific) if scientific else _fixed(number, section.code)
    return Displayed(shown.text.replace(".", decimal), shown.shows_less)


def _exponential(number: Decimal) -> str:
    return format(number.normalize(), "E")


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


@lru_cache(maxsize=256)
def _sections(number_format: str) -> tuple[_Section, ...]:
    """The format's sections; a General one where the format's choice is not understood."""
    found: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(number_format):
        if match.lastgroup == "end":
            found.append([])
        elif match.lastgroup:
            found[-1].append(match)
    conditional = any(m.lastgroup == "condition" for section in found for m in section)
    general = conditional or len(number_format) > _LONGEST_FORMAT
    return tuple(_section(matches, general=general) for matches in found)


def _section(matches: list[re.Match[str]], *, general: bool) -> _Section:
    signs = tuple(
        (sign, m.lastgroup != "sign") for m in matches for sign in m[m.lastgroup or 0] or ""
    )
    code = "".join(sign for sign, literal in signs if not literal)
    fraction = "/" in code and "?" in code  # 0.25 as 1/4: the digits are the better text
    anything = any(m.lastgroup == "general" for m in matches) or "@" in code or fraction
    return _Section(code, signs, general=general or anything)


def _is_a_pattern(section: _Section) -> bool:
    """`00000`, `000-00-0000` or `"C-"0`: an id, whose zeros and letters belong to it."""
    if set(section.code) & set("#?.,%"):
        return False
    before = "".join(sign for sign, _ in section.signs).partition("0")[0]
    return section.code.count("0") > 1 or any(sign.isalpha() for sign in before)


def _pattern(number: Decimal, section: _Section) -> Displayed:
    width = section.code.count("0")
    whole = _rounded(abs(number), 0)
    digits = _plain(whole).zfill(width)
    parts = iter([digits[: len(digits) - width + 1], *digits[len(digits) - width + 1 :]])
    text = "".join(
        next(parts) if sign == "0" and not literal else sign for sign, literal in section.signs
    )
    minus = "-" if number < 0 and whole else ""
    return Displayed(minus + text.strip(), shows_less=whole != abs(number))


def _fixed(number: Decimal, code: str) -> Displayed:
    thousands = sum(len(m[0]) for m in _THOUSANDS.finditer(code))
    percents = min(code.count("%"), _MOST_PERCENTS)
    scaled = number.scaleb(2 * percents - 3 * thousands, _WIDE)
    whole, _, fraction = code.partition(".")
    text, shows_less = _digits(scaled, whole, fraction)
    # `#,##0,` shows 1234567 as 1235. Billed as that it would be wrong: rules refuse 1235E+3.
    scale = f"E+{3 * thousands}" if thousands else ""
    return Displayed(text + scale + "%" * percents, shows_less)


def _digits(number: Decimal, whole: str, fraction: str) -> Displayed:
    places = re.sub("[^0#?]", "", fraction)[:_MOST_DECIMALS]
    shown = _rounded(number, len(places))
    before, _, after = format(abs(shown), "f").partition(".")
    least = len(places.rstrip("#?"))
    after = after[:least] + after[least:].rstrip("0")
    text = before.zfill(whole.count("0")) + (f".{after}" if after else "")
    return Displayed(f"-{text}" if shown < 0 else text, shows_less=shown != number)


def _rounded(number: Decimal, decimals: int) -> Decimal:
    """Half up, as spreadsheets round."""
    return number.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)


def _scientific(number: Decimal, code: re.Match[str]) -> Displayed:
    whole, fraction, plus, power = code.groups()
    fraction = fraction[:_MOST_DECIMALS]
    step = min(max(1, len(whole.replace(",", ""))), _DIGITS)
    exponent = number.adjusted() // step * step if number else 0
    if number and abs(_rounded(number.scaleb(-exponent, _WIDE), len(fraction))) >= 10**step:
        exponent += step
    text, shows_less = _digits(number.scaleb(-exponent, _WIDE), "", fraction)
    sign = "-" if exponent < 0 else plus.replace("-", "")
    return Displayed(f"{text}E{sign}{abs(exponent):0{len(power)}d}", shows_less)
