"""A statement in a language: every value a template shows, written out."""

import functools
import re
from dataclasses import dataclass, replace
from email.headerregistry import Address

from receipts import keys
from receipts.delivery.figures import figures_of, in_words
from receipts.delivery.isolated import isolated
from receipts.delivery.lines import ShownRest, ShownService, Writer
from receipts.delivery.speech import Speech
from receipts.delivery.statement import Statement
from receipts.letterhead import Letterhead
from receipts.model import Receipt

#: A mailbox or an address of a page, and nothing else.
_LINK = re.compile(r"\S*(@|://)\S*")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the templates see. Texts of others make no links and turn nothing around."""

    letterhead: Letterhead
    #: Its texts as they stand among words that may run the other way.
    letterhead_in_text: Letterhead
    speech: Speech
    #: As a sentence shows it; `file_number` is the bare one, for the names of files.
    number: str
    file_number: str
    period: str
    revision: int
    customer_name: str
    customer_id: str
    services: tuple[ShownService, ...]
    rest: ShownRest | None
    total: str
    currency: str
    currency_name: str
    is_credit: bool
    is_zero: bool
    small_amounts: bool
    #: Every charge is in a file beside the mail.
    has_list: bool
    #: Of a trial: who would have had the mail.
    would_go_to: str | None


def view_of(
    receipt: Receipt,
    statement: Statement,
    *,
    letterhead: Letterhead,
    speech: Speech,
    revision: int,
    would_go_to: Address | None,
) -> View:
    """Write it all out."""
    write = Writer(speech.words, speech.direction, figures_of(speech.locale, receipt.currency))
    number = keys.receipt_number(
        billing_period=receipt.billing_period, customer_key=keys.customer_key(receipt.customer_id)
    )
    return View(
        letterhead=letterhead,
        letterhead_in_text=_beside_words(letterhead, speech.direction),
        speech=speech,
        number=isolated(number, speech.direction),
        file_number=number,
        period=in_words(receipt.billing_period, speech.locale),
        revision=revision,
        customer_name=write.text(receipt.customer_name),
        customer_id=write.text(receipt.customer_id),
        services=tuple(map(write.service, statement.services)),
        rest=write.rest(statement.rest),
        total=write.figures.money(statement.total),
        currency=receipt.currency,
        currency_name=write.figures.currency_name,
        is_credit=statement.total < 0,
        is_zero=statement.total == 0,
        small_amounts=statement.small_amounts,
        has_list=not statement.is_whole,
        would_go_to=write.text(_named(would_go_to)) if would_go_to else None,
    )


@functools.lru_cache(maxsize=16)
def _beside_words(letterhead: Letterhead, direction: str) -> Letterhead:
    """The seller's texts for lines of ours; they may hold links."""
    contact = letterhead.support_contact
    return replace(
        letterhead,
        seller_name=isolated(letterhead.seller_name, direction),
        seller_address=_each_line(letterhead.seller_address, direction),
        seller_tax_id=isolated(letterhead.seller_tax_id, direction),
        # A program that makes a link of it would take the isolate for a part of it.
        support_contact=contact if _LINK.fullmatch(contact) else isolated(contact, direction),
        footer=_each_line(letterhead.footer, direction),
    )


def _named(mailbox: Address) -> str:
    """As a person reads it, without a header's quotes."""
    return f"{mailbox.display_name} <{mailbox.addr_spec}>"


def _each_line(text: str, direction: str) -> str:
    """An isolate ends where its line does."""
    return "\n".join(isolated(line, direction) for line in text.split("\n"))
