"""Where a click on the seller's support contact leads."""

import re

#: Nothing in it ends the address or begins something else: https://www.rfc-editor.org/rfc/rfc6068
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
_PAGE = re.compile(r"https://[^\s/]\S*")


def link_of(contact: str) -> str | None:
    """`mailto:` for an address, itself for a page; None for a telephone number or a sentence."""
    if _ADDRESS.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if _PAGE.fullmatch(contact) else None
