import itertools

import pytest

from receipts.delivery.ink import contrast, ink_on


@pytest.mark.parametrize(
    ("colour", "ink"),
    [
        ("#000000", "#ffffff"),
        ("#ffffff", "#000000"),
        ("#1d4ed8", "#ffffff"),
        ("#ffff00", "#000000"),
        # Where both inks are nearly as good.
        ("#757575", "#ffffff"),
        ("#767676", "#000000"),
    ],
)
def test_the_ink_is_the_one_that_contrasts_more(colour, ink):
    assert ink_on(colour) == ink


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#1d4ed8", "#ffffff", 6.70)],
)
def test_contrast_is_what_wcag_says(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_on_no_colour_is_it_hard_to_read():
    steps = range(0, 256, 5)

    worst = min(
        contrast(colour, ink_on(colour))
        for colour in (f"#{r:02x}{g:02x}{b:02x}" for r, g, b in itertools.product(steps, repeat=3))
    )

    assert worst >= 4.58
