"""The site that `receipts preview` makes, by hand and by eye."""

import csv
from pathlib import Path

import pytest

from receipts.cli.main import main
from tests.browser.looking import SCHEMES, WIDTHS, looking

SAMPLES = Path(__file__).parents[2] / "samples" / "charges-2024-10.csv"
SHOWN = "#receipts > li"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Of a sample month."""
    out = tmp_path_factory.mktemp("sample") / "site"
    main(["preview", str(SAMPLES), "--out", str(out)])
    return out


@pytest.fixture(scope="module")
def large_site(tmp_path_factory) -> Path:
    """Of more receipts than the index draws at once."""
    folder = tmp_path_factory.mktemp("large")
    with (folder / "2024-10.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["customer_id", "customer_name", "email", "service_name", "charges"])
        for n in range(230):
            rows.writerow([f"C{n:03}", f"Customer {n:03}", f"c{n}@shop.example", "Hosting", "1"])
    main(["preview", str(folder / "2024-10.csv"), "--out", str(folder / "site")])
    return folder / "site"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("page", ["index", "receipt"])
def test_a_page_is_well_wherever_it_is_read(browser, pictures, site, page, scheme):
    with looking(browser, scheme=scheme, local=True) as look:
        look.page.goto(page_of(site, page).as_uri())

        for width in WIDTHS:
            look.resize(width)
            look.page.screenshot(path=pictures / f"preview-{page}-{width}-{scheme}.png")

            assert look.sticks_out() == []
        assert look.faults() == []


def test_receipts_open_without_a_word_of_complaint(browser, site):
    receipts = sorted((site / "receipts").iterdir())[:6]

    with looking(browser, local=True) as look:
        for receipt in receipts:
            look.page.goto((receipt / "index.html").as_uri())
            mail = look.page.frame_locator("iframe").locator("h1")

            assert receipt.name in mail.inner_text()
            assert receipt.name in look.page.locator("pre").inner_text()
        assert look.said + look.asked_for == []


def test_typing_finds_receipts(browser, site):
    with looking(browser, local=True) as look:
        look.page.goto((site / "index.html").as_uri())
        everyone = look.page.locator(SHOWN).count()

        look.page.get_by_role("searchbox").press_sequentially("cust-0019")

        assert everyone == len(list((site / "receipts").iterdir())) == 141
        assert look.page.locator(SHOWN).count() == 1
        assert "CUST-0019" in look.page.locator(SHOWN).inner_text()
        assert look.page.get_by_role("status").inner_text().startswith("1 receipt,")
        assert look.faults() == []


def test_what_nobody_has_is_not_found(browser, site):
    with looking(browser, local=True) as look:
        look.page.goto((site / "index.html").as_uri())

        look.page.get_by_role("searchbox").fill("no such customer")

        assert look.page.locator(SHOWN).count() == 0
        assert look.page.get_by_role("status").inner_text().startswith("0 receipts,")


def test_of_many_receipts_the_first_are_drawn(browser, large_site):
    with looking(browser, local=True) as look:
        look.page.goto((large_site / "index.html").as_uri())

        assert look.page.locator(SHOWN).count() == 200
        assert look.page.locator("#receipts-more").inner_text() == "30 more, keep typing"
        look.page.get_by_role("searchbox").fill("c229@")
        assert look.page.locator(SHOWN).count() == 1
        assert look.page.locator("#receipts-more").inner_text() == ""


def test_it_works_by_keyboard_alone(browser, site):
    with looking(browser, local=True) as look:
        keys = look.page.keyboard
        look.page.goto((site / "index.html").as_uri())

        keys.press("Tab")  # the link that skips to the search
        keys.press("Enter")
        keys.type("CUST-0019")
        keys.press("Tab")
        keys.press("Enter")
        look.page.wait_for_url("**/receipts/**")
        number = look.page.locator("h1").inner_text()
        look.page.get_by_role("link", name="All receipts").press("Enter")
        look.page.wait_for_url("**/index.html")

        assert (site / "receipts" / number).is_dir()
        assert look.said + look.asked_for == []


def page_of(site: Path, page: str) -> Path:
    """The index, or a receipt's page."""
    if page == "index":
        return site / "index.html"
    return min((site / "receipts").iterdir()) / "index.html"
