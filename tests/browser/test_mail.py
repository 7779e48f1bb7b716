"""Every kind of receipt on a phone and on a desk, by day and by night."""

import re
from dataclasses import replace

import pytest

from tests.browser.looking import SCHEMES, WIDTHS, looking
from tests.browser.mails import MAILS, SELLER, TEN, WITH_LOGO, html, mail

#: Brands near black and near white, in the middle where neither ink is easy, and loud ones.
BRANDS = (
    *("#000000", "#0b0c0c", "#111827", "#1f2937", "#767676", "#777777", "#808080", "#c0c0c0"),
    *("#f3f4f6", "#fefefe", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff"),
    *("#00ffff", "#1d4ed8", "#635bff", "#e4572e", "#c2410c", "#2e8b57", "#b8860b", "#7f6a00"),
)
_BROKEN_AMOUNTS = """() => [...document.querySelectorAll('tbody td:last-child')]
  .filter(cell => cell.matches('table table td'))
  .filter(cell => {
    const text = document.createRange();
    text.selectNodeContents(cell);
    const tops = [...text.getClientRects()].map(box => box.top);
    return Math.max(...tops) - Math.min(...tops) > 8;
  }).map(cell => cell.textContent)"""
_PAINT = """() => [...document.querySelectorAll('body, body *')]
  .filter(node => !node.matches('.logo') && node.checkVisibility())
  .flatMap(node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor])"""
_SIDES = """() => ['th', 'td']
  .map(kind => document.querySelector(`table table tbody ${kind}`).getBoundingClientRect().x)"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_well_wherever_it_is_read(browser, pictures, name, scheme):
    with looking(browser, scheme=scheme) as look:
        look.page.set_content(mail(name))

        for width in WIDTHS:
            look.resize(width)
            look.page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)

            assert look.sticks_out() == []
        assert look.faults() == []


@pytest.mark.parametrize("name", MAILS.keys() - {"longest"})
def test_no_amount_is_broken_on_the_smallest_phone(browser, name):
    with looking(browser, width=min(WIDTHS)) as look:
        look.page.set_content(mail(name))

        broken = look.page.evaluate(_BROKEN_AMOUNTS)

    assert broken == []


def test_the_head_can_be_read_on_every_brands_colour(browser):
    unreadable = []

    with looking(browser, scheme="dark") as look:
        for colour in BRANDS:
            look.page.set_content(html(letterhead=replace(SELLER, colour=colour)))
            unreadable += [f"{colour}: {barrier}" for barrier in look.barriers("color-contrast")]

    assert unreadable == []


@pytest.mark.parametrize("form", ["A4", "Letter"])
def test_an_ordinary_receipt_prints_on_one_page(browser, form):
    with looking(browser, scheme="dark") as look:
        look.page.set_content(html(*TEN, letterhead=WITH_LOGO))

        assert pages(look.page.pdf(format=form)) == 1


def test_a_long_receipt_prints_on_several(browser):
    with looking(browser) as look:
        look.page.set_content(mail("capped"))

        assert pages(look.page.pdf(format="A4")) > 1


def test_paper_is_white_and_its_ink_black_even_at_night(browser):
    with looking(browser, scheme="dark") as look:
        look.page.set_content(html(*TEN, letterhead=WITH_LOGO, revision=2))
        look.page.emulate_media(media="print", color_scheme="dark")

        paints = set(look.page.evaluate(_PAINT))

    assert paints == {"rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


@pytest.mark.parametrize(("name", "rightmost"), [("ordinary", "amount"), ("arabic", "service")])
def test_amounts_stand_where_lines_end(browser, name, rightmost):
    with looking(browser) as look:
        look.page.set_content(mail(name))

        service, amount = look.page.evaluate(_SIDES)

    assert ("service" if service > amount else "amount") == rightmost


def pages(pdf: bytes) -> int:
    """Chromium does not compress a document's page objects."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
