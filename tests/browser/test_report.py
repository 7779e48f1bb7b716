"""A run's report on a phone, on a desk and on paper, by day and by night."""

import re
from dataclasses import replace

import pytest

from receipts.report.service import reissue, report_of
from tests.browser.looking import SCHEMES, WIDTHS, looking
from tests.builders import REPORTING
from tests.fakes import FakeWorld
from tests.unit.report.months import (
    BEFORE,
    MONTH,
    RECONCILED,
    billed,
    receipt_ids,
    reconciled,
    rows,
)

_LONG = "Ω" * 200
_LINES = (
    *(
        "C1 Hosting 1234567.005 USD",
        "C1 Backup -0.5 USD",
        "C2 Hosting 12.5 USD",
        "C3 Hosting x USD",
    ),
    *("C3 Hosting 99 USD", f"{_LONG} {_LONG} 999999999999999.123456789012 KWD", "C5 A 3 JPY"),
)
_PAINT = """() => [...document.querySelectorAll('body, body *:not(svg *)')]
  .map(node => getComputedStyle(node).backgroundColor)"""


def report(kind: str) -> str:
    """A page of some kind."""
    world = FakeWorld()
    if kind == "rejected":
        run = billed(world, b"customer_id\nC1\n")
        return report_of(MONTH, run.run_id, world.audit, REPORTING).decode()
    billed(world, rows("C1 Hosting 10 USD", "C8 Hosting 7 USD", "C3 A 5 USD"), BEFORE)
    run = billed(world, rows(*_LINES))
    if kind == "unfinished":
        del world.audit.objects[f"runs/billing_period={MONTH}/{run.run_id}.json"]
        return report_of(MONTH, run.run_id, world.audit, REPORTING).decode()
    ids = receipt_ids(world, run)
    reconciled(world, (ids["C1"], "delivered"), (ids["C2"], "bounced"), (ids[_LONG], "missing"))
    return reissue(
        MONTH, run.run_id, world.audit, replace(REPORTING, names=True), until=RECONCILED
    ).decode()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", ["whole", "rejected", "unfinished"])
def test_a_report_is_well_wherever_it_is_read(browser, pictures, kind, scheme):
    with looking(browser, scheme=scheme) as look:
        look.page.set_content(report(kind))

        for width in WIDTHS:
            look.resize(width)
            look.page.screenshot(
                path=pictures / f"report-{kind}-{width}-{scheme}.png", full_page=True
            )

            assert look.sticks_out() == []
            assert look.barriers() == []
        assert look.faults() == []


def test_its_style_is_let_in_by_its_own_policy_and_nothing_else_is(browser):
    with looking(browser) as look:
        look.page.set_content(report("whole"))
        width = "document.querySelector('table').getBoundingClientRect().width"

        assert look.page.evaluate(width) > 900
        look.page.evaluate("document.head.append(document.createElement('script'))")
        look.page.evaluate("document.querySelector('head script').src = 'https://x.example/'")
        assert look.asked_for == []
        assert any("Content Security Policy" in said for said in look.said)


def test_its_pictures_have_a_name_and_a_bar_for_each_row(browser):
    with looking(browser) as look:
        look.page.set_content(report("whole"))

        names = look.page.locator("svg").evaluate_all("all => all.map(each => each.ariaLabel)")
        bars = look.page.locator("svg").first.locator(".bars rect").count()

    assert [name[:29] for name in names if "USD" in name] == [
        "What each service comes to in",
        "How many receipts in USD are ",
    ]
    assert bars == 1


def test_paper_is_white_even_at_night_and_the_report_fits_on_a_few_sheets(browser):
    with looking(browser, scheme="dark") as look:
        look.page.set_content(report("whole"))
        look.page.emulate_media(media="print", color_scheme="dark")

        paints = set(look.page.evaluate(_PAINT))
        sheets = len(re.findall(rb"/Type\s*/Page\b", look.page.pdf(format="A4")))

    assert paints <= {"rgb(255, 255, 255)", "rgb(243, 242, 241)", "rgba(0, 0, 0, 0)"}
    assert 2 <= sheets <= 8


def test_the_block_to_sign_is_never_torn_by_a_page(browser):
    with looking(browser) as look:
        look.page.set_content(report("whole"))
        look.page.emulate_media(media="print")

        breaks = look.page.locator(".sign").evaluate("each => getComputedStyle(each).breakInside")

    assert breaks == "avoid"
