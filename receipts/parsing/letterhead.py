"""The stack's parameters and config/branding/ -> a run's letterhead."""

import re

from receipts.config import Rulebook
from receipts.languages import SPOKEN, TRANSLATED
from receipts.letterhead import Letterhead
from receipts.model import Problem
from receipts.parsing.branding import COLOUR, UNSEEN, Look, read_branding
from receipts.parsing.inputs import Inputs
from receipts.parsing.problems import file_error
from receipts.parsing.toml_files import quoted


def read_letterhead(inputs: Inputs) -> tuple[Letterhead, list[Problem]]:
    """Who the receipts are from and what they look like; with a problem nobody gets any."""
    rulebook, look = inputs.rulebook, read_branding(inputs.branding)
    problems = []
    if wrong := _mistakes(rulebook):
        problems.append(file_error("seller_invalid", reason=" ".join(wrong)))
    if not isinstance(look, Look):
        problems.append(file_error("branding_invalid", reason=" ".join(look)))
        look = Look()
    letterhead = Letterhead(
        seller_name=rulebook.seller_name,
        seller_address=rulebook.seller_address,
        seller_tax_id=rulebook.seller_tax_id,
        support_contact=rulebook.support_contact,
        default_locale=rulebook.default_locale,
        colour=rulebook.brand_colour if look.colour is None else look.colour,
        footer=rulebook.footer_text if look.footer is None else look.footer,
        logo=look.logo,
        attach_pdf=rulebook.attach_pdf,
    )
    return letterhead, problems


def _mistakes(rulebook: Rulebook) -> list[str]:
    """What the template's patterns refuse, for whoever changed the function's variables."""
    texts = {
        "SellerName": rulebook.seller_name,
        "SellerAddress": rulebook.seller_address,
        "SellerTaxId": rulebook.seller_tax_id,
        "SupportContact": rulebook.support_contact,
        "FooterText": rulebook.footer_text,
    }
    wrong = [
        f"{name} holds a control character or a line break. Delete it."
        for name, text in texts.items()
        if UNSEEN.search(text)
    ]
    if not rulebook.seller_name.strip():
        wrong.append("SellerName is empty. Fill it in.")
    # Older Pythons decode `=?utf-8?q?=0D=0A?=` into a line break of the header From:
    # https://github.com/python/cpython/issues/121650
    if "=?" in rulebook.seller_name:
        wrong.append("SellerName holds =?, which mail programs take for code. Delete it.")
    if not COLOUR.fullmatch(rulebook.brand_colour):
        wrong.append(f"BrandColour must be like #1d4ed8, not {quoted(rulebook.brand_colour)}.")
    if not re.match(SPOKEN, rulebook.default_locale):
        wrong.append(
            "DefaultLocale must be of a language that receipts speak"
            f" ({', '.join(sorted(TRANSLATED))}), not {quoted(rulebook.default_locale)}."
        )
    return wrong
