"""Every rule of the table, removed or weakened in the ways that fit it."""

from dataclasses import replace
from typing import NamedTuple

import polars as pl

from receipts.money import CURRENCIES
from receipts.parsing import addresses, prepare, rules, screen, validate
from tests.unit.parsing.locale_patterns import LOCALES, SPOKEN_LOCALES
from tests.unit.parsing.mangled_patterns import less, mangled_patterns

#: Either may say what the other should.
AMOUNTS = {"charges_not_a_number", "charges_decimal_comma"}
NEVER = pl.col("email").is_null() & pl.col("email").is_not_null()
#: Addresses that are not written as they came.


class Mutant(NamedTuple):
    """A change of a rule, seen in its cases."""

    code: str
    column: str
    name: str
    #: (module, name in it, value)
    patches: list[tuple[object, str, object]]

    @property
    def id(self):
        return f"{self.code} {self.column}: {self.name}"


def of(code, column, name, expression):
    """A rule with another expression; without one it is taken away."""
    patches = [
        (module, table, tuple(mutated(getattr(rules, table), code, column, expression)))
        for table in ("RULES", "NOTICES")
        for module in (validate, screen)
    ]
    return Mutant(code, column, name, patches)


def mutated(table, code, column, expression):
    for rule in table:
        if (rule.code, rule.column) != (code, column):
            yield rule
        elif expression is not None:
            yield replace(rule, broken=expression)


def matching(column, pattern):
    return pl.col(column).str.contains(pattern).fill_null(value=False)


def not_matching(column, pattern):
    return (~pl.col(column).str.contains(pattern)).fill_null(value=False)


def without_the_rule():
    for rule in (*rules.RULES, *rules.NOTICES):
        yield of(rule.code, rule.column, "removed", None)
        yield of(rule.code, rule.column, "never broken", NEVER)


def lengths():
    for column, limit in (("customer_id", 256), ("customer_name", 200), ("service_name", 200)):
        characters, size = pl.col(column).str.len_chars(), pl.col(column).str.len_bytes()
        for name, broken in {
            "one more": characters > limit + 1,
            "one less": characters > limit - 1,
            "bytes": size > limit,
        }.items():
            yield of(f"{column}_too_long", column, name, broken.fill_null(value=False))


CONTROL_PARTS = {
    "tab": r"\t",
    "line break": r"\n",
    "NUL": r"\x00",
    "other C0": r"\x01-\x08\x0b-\x1f",
    "DEL": r"\x7f",
    "C1": r"\x{80}-\x{9f}",
    "stand-ins": r"\x{F0000}-\x{F009F}",
}


def control_characters():
    parts = {
        f"{left_out} is fine": "".join(
            CONTROL_PARTS[name] for name in CONTROL_PARTS if name != left_out
        )
        for left_out in CONTROL_PARTS
    }
    more = {"a space is none": " ", "a no-break space is none": "\u00a0"}
    patterns = {name: f"[{part}]" for name, part in parts.items()}
    patterns |= {name: f"{rules.UNSEEN}|{sign}" for name, sign in more.items()}
    columns = ("customer_id", "customer_name", "service_name", "description", "unit")
    for number, (name, pattern) in enumerate(patterns.items()):
        for column in (columns[number % 5], columns[(number + 2) % 5]):
            broken = matching(column, pattern)
            yield of(f"{column}_control_character", column, name, broken)


def numbers(scale):
    """What else is an amount -> its pattern, without anchors."""
    whole, fraction = "[0-9]{1,15}", rf"(\.[0-9]{{1,{scale}}}0*)?"
    number = rf"[+-]?{whole}{fraction}"
    return {
        "other digits": rf"^[+-]?\d{{1,15}}(\.\d{{1,{scale}}}0*)?$",
        "other digits before the point": rf"^[+-]?\d{{1,15}}{fraction}$",
        "other digits behind the point": rf"^[+-]?{whole}(\.\d{{1,{scale}}}0*)?$",
        "16 digits": rf"^[+-]?[0-9]{{1,16}}{fraction}$",
        "one more digit behind the point": rf"^[+-]?{whole}(\.[0-9]{{1,{scale + 1}}}0*)?$",
        "no digit before the point": rf"^[+-]?[0-9]{{0,15}}{fraction}$",
        "no digit behind the point": rf"^[+-]?{whole}(\.[0-9]{{0,{scale}}}0*)?$",
        "any sign for the point": rf"^[+-]?{whole}(.[0-9]{{1,{scale}}}0*)?$",
        "two fractions": rf"^[+-]?{whole}(\.[0-9]{{1,{scale}}}0*)*$",
        "an exponent": rf"^{number}([eE][+-]?[0-9]+)?$",
        "hexadecimal": rf"^({number}|0x[0-9a-f]+)$",
        "no number": rf"^({number}|NaN)$",
        "infinity": rf"^({number}|inf)$",
        "a space behind the sign": rf"^[+-]? ?{whole}{fraction}$",
        "two signs": rf"^[+-]*{whole}{fraction}$",
        "a sign at the end": rf"^{number}-?$",
        "parentheses": rf"^({number}|\({number}\))$",
        "a currency sign": rf"^\$?{number}$",
        "a currency": rf"^{number}( [A-Z]{{3}})?$",
        "a percentage": rf"^{number}%?$",
        "underscores": rf"^[+-]?[0-9_]{{1,15}}{fraction}$",
        "thousands with commas": rf"^[+-]?{whole}(,[0-9]{{3}})*{fraction}$",
        "thousands with spaces": rf"^[+-]?{whole}( [0-9]{{3}})*{fraction}$",
        "thousands with apostrophes": rf"^[+-]?{whole}('[0-9]{{3}})*{fraction}$",
        "anything before": rf"{number}$",
        "anything behind": rf"^{number}",
    }


COMMA = rules._DECIMAL_COMMA
COMMAS = {
    "no sign": "^[0-9]+,[0-9]+$",
    "two digits": "^[+-]?[0-9]+,[0-9]{2}$",
    "four digits before": "^[+-]?[0-9]{1,4},[0-9]+$",
    "no digit before": "^[+-]?[0-9]*,[0-9]+$",
    "no digit behind": "^[+-]?[0-9]+,[0-9]*$",
    "anything before": "[0-9]+,[0-9]+$",
    "anything behind": "^[+-]?[0-9]+,[0-9]+",
    "thousands": "^[+-]?[0-9]+(,[0-9]+)+$",
    "other digits": r"^[+-]?\d+,\d{2}$",
}


def amounts():
    code, column = "charges_not_a_number", "charges"
    for name, pattern in numbers(12).items():
        broken = not_matching(column, pattern) & ~matching(column, COMMA)
        yield of(code, column, f"{name} is an amount", broken)
    yield of(code, column, "told beside the comma", not_matching(column, rules.AMOUNT))
    for name, pattern in COMMAS.items():
        yield of("charges_decimal_comma", column, name, matching(column, pattern))
    for number, (name, pattern) in enumerate(numbers(18).items()):
        column = ("quantity", "unit_price")[number % 2]
        broken = not_matching(column, pattern)
        yield of(f"{column}_not_a_number", column, f"{name} is a number", broken)
    for column in ("quantity", "unit_price"):
        commas = not_matching(column, f"{rules.QUANTITY}|{COMMA}")
        yield of(f"{column}_not_a_number", column, "a decimal comma is a number", commas)


def currencies():
    column = pl.col("currency")
    known = {f"{more} is one": [*CURRENCIES, more] for more in ("XXX", "XAU", "US", "XYZ")}
    known |= {f"{less} is none": sorted(CURRENCIES - {less}) for less in ("EUR", "JPY", "KWD")}
    for name, codes in known.items():
        broken = (~column.is_in(sorted(codes))).fill_null(value=False)
        yield of("currency_unknown", "currency", name, broken)
    three = not_matching("currency", "^[A-Z]{3}$")
    yield of("currency_unknown", "currency", "any three letters", three)


PERIODS = {
    "month 13": "^20[0-9]{2}-(0[1-9]|1[0-3])$",
    "month 00": "^20[0-9]{2}-(0[0-9]|1[0-2])$",
    "a month of one digit": "^20[0-9]{2}-(0?[1-9]|1[0-2])$",
    "a month of three digits": "^20[0-9]{2}-(0{1,2}[1-9]|1[0-2])$",
    "the last century": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
    "the next century": "^2[01][0-9]{2}-(0[1-9]|1[0-2])$",
    "no century": "^(20)?[0-9]{2}-(0[1-9]|1[0-2])$",
    "no hyphen": "^20[0-9]{2}-?(0[1-9]|1[0-2])$",
    "a slash": "^20[0-9]{2}[-/](0[1-9]|1[0-2])$",
    "a date": r"^20[0-9]{2}-(0[1-9]|1[0-2])(-[0-9]{2})?$",
    "anything before": "20[0-9]{2}-(0[1-9]|1[0-2])$",
    "anything behind": "^20[0-9]{2}-(0[1-9]|1[0-2])",
    "other digits in the year": r"^20\d{2}-(0[1-9]|1[0-2])$",
    "other digits in the month": r"^20[0-9]{2}-([0\d]\d)$",
}


def periods():
    for name, pattern in PERIODS.items():
        broken = not_matching("billing_period", pattern)
        yield of("billing_period_invalid", "billing_period", name, broken)


def mangled():
    columns = ("customer_id", "customer_name", "service_name", "description")
    for number, (name, pattern) in enumerate(mangled_patterns()):
        column = columns[number % 4]
        yield of("value_mangled", column, name, matching(column, pattern))


LOCAL, DOMAIN = "[A-Za-z0-9_+-]", "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


def plain(*, local=rf"{LOCAL}+(\.{LOCAL}+)*", domain=rf"({DOMAIN}\.)+", last="[a-z]{2,63}"):
    """The pattern of `addresses`, built anew so that a part can be another."""
    return f"^{local}@{domain}{last}$"


ADDRESSES = {
    "two dots": plain(local=rf"{LOCAL}+(\.+{LOCAL}+)*"),
    "a dot at the start": plain(local=rf"\.?{LOCAL}+(\.{LOCAL}+)*"),
    "a dot at the end": plain(local=rf"{LOCAL}+(\.{LOCAL}+)*\.?"),
    "no local part": plain(local=rf"({LOCAL}+(\.{LOCAL}+)*)?"),
    "letters of any script": plain(local=r"[\p{L}0-9_+-]+"),
    "spaces": plain(local=r"[A-Za-z0-9_+ -]+"),
    "angle brackets": r"^<?[A-Za-z0-9]+@([a-z0-9-]+\.)+[a-z]{2,63}>?$",
    "two addresses": plain(last="[a-z]{2,63}( [a-z]+@example.com)?"),
    "two addresses with ;": plain(last="[a-z]{2,63}(;[a-z]+@example.com)?"),
    "two at signs": plain(local=rf"{LOCAL}+@?"),
    "no domain": plain(domain=rf"({DOMAIN}\.)*", last="[a-z]{0,63}"),
    "a domain without a dot": plain(domain=rf"({DOMAIN}\.)*", last="[a-z]{1,63}"),
    "a label that starts with -": plain(domain=r"([a-z0-9-]{0,62}[a-z0-9]\.)+"),
    "a label that ends with -": plain(domain=r"([a-z0-9][a-z0-9-]{0,62}\.)+"),
    "an empty label": plain(domain=r"([a-z0-9-]{0,63}\.)+"),
    "a label with _": plain(domain=r"([a-z0-9_-]{1,63}\.)+"),
    "a number as the last label": plain(last="[a-z0-9]{1,63}"),
    "a dot behind the domain": plain(last=r"[a-z]{2,63}\.?"),
    "an address in brackets": plain(domain=r"\[?([0-9]+\.)+", last=r"[0-9]+\]?"),
    "upper-case domains": plain(domain=r"([A-Za-z0-9-]{1,63}\.)+"),
    "domains of any script": plain(domain=r"([\p{L}0-9-]{1,63}\.)+"),
}


def emails():
    code, column = "email_invalid", "email"
    assert plain() == addresses._PLAIN
    for name, pattern in ADDRESSES.items():
        yield Mutant(code, column, f"{name} is plain", [(addresses, "_PLAIN", pattern)])
    rare = addresses._NOT_SO_PLAIN
    for name in addresses.SPECIAL_USE_DOMAIN_NAMES:
        others = "|".join(less(addresses.SPECIAL_USE_DOMAIN_NAMES, name))
        pattern = rare.replace("|".join(addresses.SPECIAL_USE_DOMAIN_NAMES), others)
        yield Mutant(code, column, f".{name} is plain", [(addresses, "_NOT_SO_PLAIN", pattern)])
    for name, pattern in {
        "punycode is plain": rare.removeprefix("--|"),
        "a domain in punycode is plain": rare.replace("--|", "@ab--|"),
        "a domain with -- is plain": rare.replace("--|", "xn--|"),
        "POSTMASTER is plain": rare.replace("(?i)", ""),
    }.items():
        yield Mutant(code, column, name, [(addresses, "_NOT_SO_PLAIN", pattern)])
    long_label = plain(domain=r"([a-z0-9-]+\.)+")
    for name, pattern in {
        "any length is plain": plain(),
        "long labels are plain": long_label,
    }.items():
        patches = [(addresses, "_PLAIN_LENGTH", 1000), (addresses, "_PLAIN", pattern)]
        yield Mutant(code, column, name, patches)
    at_sign = not_matching("email", "@")
    yield of(code, column, "anything with @", at_sign)


def locales():
    for name, pattern in LOCALES.items():
        # Only a language that nobody translated has three letters.
        code = "locale_untranslated" if name == "two letters" else "locale_unknown"
        yield Mutant(code, "locale", name, [(prepare, "_LOCALE", pattern)])
    for name, pattern in SPOKEN_LOCALES.items():
        yield Mutant("locale_untranslated", "locale", name, [(prepare, "SPOKEN", pattern)])


MUTANTS = [
    mutant
    for mutants in (
        *(without_the_rule, lengths, control_characters, amounts, currencies, periods),
        *(mangled, locales, emails),
    )
    for mutant in mutants()
]
