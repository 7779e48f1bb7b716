import pytest

from receipts.letterhead import Logo
from receipts.parsing.logo import MAX_BYTES, read_logo
from tests.pictures import jpeg, png


def of_bytes(size):
    """A PNG of exactly so many bytes."""
    return png(noise=b"x" * (size - len(png(noise=b"x")) + 1))


@pytest.mark.parametrize(
    ("data", "kind"), [(png(120, 40), "png"), (jpeg(120, 40), "jpeg")], ids=["png", "jpeg"]
)
def test_a_logo_is_told_by_its_bytes_and_kept_as_it_is(data, kind):
    assert read_logo("logo.gif", data) == Logo(kind=kind, width=120, height=40, data=data)


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ((240, 48), (240, 48)),
        ((1, 1), (1, 1)),
        ((100, 20), (100, 20)),
        ((480, 96), (240, 48)),
        ((480, 48), (240, 24)),
        ((241, 10), (240, 10)),
        ((48, 96), (24, 48)),
        ((100, 49), (98, 48)),
        ((2000, 2000), (48, 48)),
        ((2000, 1), (240, 1)),
        ((1, 2000), (1, 48)),
    ],
)
@pytest.mark.parametrize("make", [png, jpeg])
def test_a_logo_is_shown_in_its_box_in_proportion_and_never_larger_than_it_is(make, picture, shown):
    logo = read_logo("logo.png", make(*picture))

    assert isinstance(logo, Logo)
    assert (logo.width, logo.height) == shown


CUT = "logo.png is cut short or damaged. Save it anew, and upload that."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "logo.png is neither PNG nor JPEG. Save it as PNG."),
        (b"colour,footer\n", "logo.png is neither PNG nor JPEG. Save it as PNG."),
        (b"\x89PNG", "logo.png is neither PNG nor JPEG. Save it as PNG."),
        (b"GIF89a" + bytes(40), "logo.png is a GIF; a logo must be PNG or JPEG. Save it as PNG."),
        (
            b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40),
            "logo.png is a WebP; a logo must be PNG or JPEG. Save it as PNG.",
        ),
        (bytes(8) + b"WEBPVP8 ", "logo.png is neither PNG nor JPEG. Save it as PNG."),
        (b"RIFF\x24\0\0\0WAVEfmt ", "logo.png is neither PNG nor JPEG. Save it as PNG."),
        (
            b'<?xml version="1.0"?>\n<!-- made -->\n<SVG xmlns="http://www.w3.org/2000/svg"/>',
            "logo.png is an SVG; a logo must be PNG or JPEG. Save it as PNG.",
        ),
        (png()[:-1], CUT),
        (png() + b"\n", CUT),
        (jpeg()[:-1], CUT),
        (png()[:8] + png()[-12:], CUT),
        (png().replace(b"IHDR", b"IHDX"), CUT),
        (jpeg().replace(b"\xff\xc0", b"\xff\xc4"), CUT),
        (png(0, 40), CUT),
        (jpeg(120, 0), CUT),
        (
            png(2001, 10),
            "logo.png is 2001 x 10 pixels; a side may have 2000. Save it smaller: it is shown in"
            " 240 x 48, and twice that is sharp everywhere.",
        ),
        (
            jpeg(10, 2001),
            "logo.png is 10 x 2001 pixels; a side may have 2000. Save it smaller: it is shown in"
            " 240 x 48, and twice that is sharp everywhere.",
        ),
        (
            of_bytes(51201),
            "logo.png has 51201 bytes; 51200 may travel in every mail. Save it smaller, or with"
            " fewer colours.",
        ),
    ],
)
def test_what_cannot_be_shown_everywhere_is_refused_with_how_to_mend_it(data, words):
    assert read_logo("logo.png", data) == [words]


def test_the_largest_logo_is_taken():
    data = of_bytes(MAX_BYTES)

    assert len(data) == 51200
    assert isinstance(read_logo("logo.png", data), Logo)


def test_a_logo_that_is_wrong_in_two_ways_is_told_of_both():
    wrong = read_logo("logo.png", png(2001, 10, noise=b"x" * MAX_BYTES))

    assert [words.split()[1] for words in wrong] == ["has", "is"]
