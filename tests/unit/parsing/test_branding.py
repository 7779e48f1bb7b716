import pytest

from receipts.letterhead import Logo
from receipts.parsing.branding import Branding, Look, branding_of, read_branding
from tests.pictures import png

PICTURE = png(120, 40)


def read(text, logo=None):
    toml = text if isinstance(text, bytes) else text.encode()
    return read_branding(Branding(toml=toml, logo=logo))


# What is gathered


def gathered(toml, **files):
    bucket = {f"config/branding/{name.replace('_', '.')}": data for name, data in files.items()}
    return branding_of({**bucket, "config/branding/branding.toml": toml}.get)


def test_without_a_file_there_is_no_branding():
    assert gathered(None, logo_png=PICTURE) == Branding()


def test_the_logo_that_is_named_is_gathered_with_the_exact_bytes_of_both():
    toml = b'logo = "logo.png"\r\n'

    found = gathered(toml, logo_png=PICTURE, other_png=b"other")

    assert found == Branding(toml=toml, logo=PICTURE)


@pytest.mark.parametrize(
    "toml",
    [
        b"",
        b'logo = "missing.png"',
        b'logo = "../branding/logo.png"',
        b'logo = ""',
        b"logo = 5",
        b"logo",
        b'\xfflogo = "logo.png"',
    ],
)
def test_what_names_no_logo_that_is_there_is_gathered_alone(toml):
    assert gathered(toml, logo_png=PICTURE) == Branding(toml=toml)


@pytest.mark.parametrize("toml", [None, b"", b'logo = "../logo.png"', b"logo = 5", b"\xff"])
def test_nothing_is_asked_for_that_is_not_named(toml):
    asked = []

    branding_of(lambda key: asked.append(key) or toml)

    assert asked == ["config/branding/branding.toml"]


# What it may say


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("", Look()),
        ("# nothing yet", Look()),
        ('colour = "#1d4ed8"', Look(colour="#1d4ed8")),
        ('colour = "#1D4eD8"', Look(colour="#1D4eD8")),
        ('footer = ""', Look(footer="")),
        ('footer = "  Registered in Bath  "', Look(footer="Registered in Bath")),
        ('footer = """\nOne\r\n\nTwo\n"""', Look(footer="One\n\nTwo")),
        (f'footer = "{"ü" * 1000}"', Look(footer="ü" * 1000)),
        (f'footer = "{"x" * 1000}\\n"', Look(footer="x" * 1000)),
        (
            'footer = "<b>{{ 1 }}</b> https://x.example"',
            Look(footer="<b>{{ 1 }}</b> https://x.example"),
        ),
        ('\ufefffooter = "x"', Look(footer="x")),
        ("#" * 65536, Look()),
    ],
)
def test_each_key_may_be_left_out(text, look):
    assert read(text) == look


@pytest.mark.parametrize("name", ["logo.png", "a", "Logo_2-final.PNG", "x" * 100])
def test_a_logo_is_read(name):
    look = read(f'logo = "{name}"', PICTURE)

    assert look == Look(logo=Logo(kind="png", width=120, height=40, data=PICTURE))


def test_a_logo_that_is_not_named_is_not_looked_at():
    assert read('colour = "#000000"', b"no picture") == Look(colour="#000000")


# What is wrong with it

_NAME = (
    'logo must be the name of a file beside branding.toml, such as "logo.png", of letters, digits,'
    " ., - and _, not "
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('color = "#1d4ed8"', '"color" is no key of a branding. Did you mean colour? Known are'),
        ('COLOR = "#1d4ed8"', "Did you mean colour?"),
        ('zzz = "x"', '"zzz" is no key of a branding. Known are colour, footer, logo.'),
        ('[brand]\ncolour = "#000000"', '"brand" is no key of a branding.'),
        ("colour = 5", "colour must be text in quotes."),
        ("footer = true", "footer must be text in quotes."),
        ('footer = ["a", "b"]', "footer must be text in quotes."),
        ("logo = 1", "logo must be text in quotes."),
        (
            'colour = "blue"',
            'colour must be # and six of 0-9 and a-f, such as "#1d4ed8", not "blue".',
        ),
        ('colour = ""', 'not "".'),
        ('colour = "#1d4"', 'not "#1d4".'),
        ('colour = "1d4ed8"', 'not "1d4ed8".'),
        ('colour = "#1d4ed8\\n"', 'not "#1d4ed8\\n".'),
        ('colour = "#1d4edg"', 'not "#1d4edg".'),
        ('colour = "#1d4ed8;background:url(//x)"', 'not "#1d4ed8;background:url(//x)".'),
        (f'footer = "{"x" * 1001}"', "footer has more than 1000 characters. Shorten it."),
        *(
            (
                f'footer = "a\\u{code}b"',
                "footer holds a control character. Delete it; line breaks may stay.",
            )
            for code in ("0000", "0009", "000D", "001F", "007F", "0085", "009F", "2028", "2029")
        ),
        *(
            (f'logo = "{name}"', f'{_NAME}"{shown}".')
            for name, shown in [
                ("", ""),
                (".png", ".png"),
                ("../logo.png", "../logo.png"),
                ("img/logo.png", "img/logo.png"),
                ("my logo.png", "my logo.png"),
                ("lögo.png", "lögo.png"),
                ("logo.png\\n", "logo.png\\n"),
                ("x" * 101, "x" * 60),
            ]
        ),
        (
            'logo = "logo.png"',
            "There is no config/branding/logo.png. Upload it, or delete the line logo.",
        ),
        (b'# M\xfcller\nlogo = "l.png"', "Line 1 is not UTF-8 text. Save the file as UTF-8."),
        (b"\n\xff", "Line 2 is not UTF-8 text. Save the file as UTF-8."),
        ("colour = #1d4ed8", "The file is not TOML: Invalid value (at line 1, column 10)."),
        ("a = " + "[" * 9999, "Begin anew from docs/branding.md."),
        ("#" * 65537, "more than 65536 bytes. Upload the branding, and nothing else."),
    ],
)
def test_each_mistake_is_named_with_how_to_mend_it(text, words):
    (told,) = read(text)

    assert words in told


def test_a_logo_that_cannot_be_shown_is_named():
    assert read('logo = "logo.svg"', b"<svg/>") == [
        "logo.svg is an SVG; a logo must be PNG or JPEG. Save it as PNG."
    ]


def test_every_mistake_is_named_at_once():
    footer = "x" * 1001 + "\\u0000"
    text = f'color = "red"\ncolour = "red"\nfooter = "{footer}"\nlogo = "logo.gif"'

    told = read(text, b"GIF89a")

    assert [words.split()[0] for words in told] == [
        '"color"', "colour", "footer", "footer", "logo.gif",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "last"),
    [(50, '"k49" is no key of a branding.'), (51, "And 1 more."), (500, "And 450 more.")],
)
def test_a_flood_of_mistakes_is_cut_short(count, last):
    told = read("".join(f"k{number} = 1\n" for number in range(count)))

    assert len(told) == min(count, 51)
    assert told[-1].startswith(last)


def test_a_missing_logo_is_one_of_a_flood():
    told = read("".join(f"k{number} = 1\n" for number in range(50)) + 'logo = "logo.png"')

    assert told[-1] == "And 1 more."
