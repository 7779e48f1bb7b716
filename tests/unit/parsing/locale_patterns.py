"""Patterns of a locale that let through more or less than they should."""

from receipts.languages import SPOKEN, TRANSLATED

LOCALES = {
    "one letter": r"^[A-Za-z]{1,3}([-_][A-Za-z0-9]{2,8})*$",
    "two letters": r"^[A-Za-z]{2}([-_][A-Za-z0-9]{2,8})*$",
    "many letters": r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{2,8})*$",
    "digits": r"^[A-Za-z0-9]{2,3}([-_][A-Za-z0-9]{2,8})*$",
    "letters of any script": r"^\p{L}{2,3}([-_][A-Za-z0-9]{2,8})*$",
    "no underscore": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    "one part more": r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?$",
    "empty parts": r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{0,8})*$",
    "long parts": r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,9})*$",
    "spaces": r"^[A-Za-z]{2,3}([-_ ][A-Za-z0-9]{2,8})*$",
    "anything before": r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
    "anything behind": r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*",
}
SPOKEN_LOCALES = {
    "in lower case": SPOKEN.replace("?i:", "?:"),
    "anything before": SPOKEN.removeprefix("^"),
    "anything behind": SPOKEN.removesuffix("([-_]|$)"),
    "no country": SPOKEN.replace("[-_]|", ""),
    "no underscore": SPOKEN.replace("[-_]", "-"),
    **{
        f"not {language}": SPOKEN.replace(f"{language}|", "").replace(f"|{language})", ")")
        for language in sorted(TRANSLATED)
    },
}
