"""The checks find what they look for."""

import pytest

from tests.browser.looking import looking

GOOD = '<!DOCTYPE html><html lang="en"><title>T</title><main><h1>T</h1>{}</main></html>'
REMOTE = "https://cloud.example/logo.png"
BAD = {
    "scrolls sideways": '<p style="width:2000px">wide</p>',
    "1 boxes are cut off": f'<p style="overflow:hidden;white-space:nowrap">{"w" * 300}</p>',
    "serious: color-contrast": '<p style="color:#999;background:#aaa">grey on grey</p>',
    "moderate: heading-order": "<h4>deep</h4>",
    "critical: button-name": "<button></button>",
    "said watch out": '<script>console.warn("watch out")</script>',
    "raised gone": '<script>throw "gone"</script>',
    f"asked for {REMOTE}": f'<img alt="" src="{REMOTE}">',
    "asked for https://cloud.example/f.css": '<style>@import "https://cloud.example/f.css";</style>',
}


def test_a_good_page_has_no_faults(browser):
    with looking(browser) as look:
        look.page.set_content(GOOD.format("<p>good</p>"))

        assert look.faults() == []


@pytest.mark.parametrize(("fault", "content"), BAD.items())
def test_a_fault_is_found(browser, fault, content):
    with looking(browser) as look:
        look.page.set_content(GOOD.format(content))

        assert fault in look.faults()
