"""What a trial changes in a mail: where it goes, and that it says so."""

from email.headerregistry import Address

from receipts.delivery.render import Rendered


def redirected(rendered: Rendered, *, customer: Address) -> Rendered:
    """The same words, marked, under a line that names who would have had them."""
    would = f"{customer.display_name} <{customer.addr_spec}>"
    return Rendered(
        f"[trial] {rendered.subject}",
        f"Trial: this receipt would have gone to {would}.\n\n{rendered.text}",
    )
