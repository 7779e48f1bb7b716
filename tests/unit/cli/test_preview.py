import json
import re
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from receipts import bootstrap
from receipts.cli.main import EX_SOFTWARE, EX_USAGE, main
from receipts.delivery.compose import compose
from receipts.errors import UnrenderableError
from tests.builders import ALICE, BOB, NOW, charges_csv

SAMPLE = Path(__file__).parents[3] / "samples" / "charges-2024-10.csv"
NUMBER = re.compile(r"2024-10-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")


@pytest.fixture(autouse=True)
def _one_time(monkeypatch):
    monkeypatch.setattr(bootstrap.SystemClock, "now", lambda _: NOW)


@pytest.fixture
def charges(tmp_path):
    """Writes a file of charges and gives its path."""

    def write(*rows, name="charges-2024-09.csv", **options):
        path = tmp_path / name
        path.write_bytes(charges_csv(*rows, **options))
        return path

    return write


def preview(path, out, *options):
    return main(["preview", str(path), "--out", str(out), *map(str, options)])


def data(out: Path) -> dict[str, list]:
    """What `data.js` would give the page."""
    script = (out / "data.js").read_text(encoding="ascii")
    lists = re.findall(r"^const ([A-Z]+) = (\[\n(?:.*,\n)*\]);$", script, re.MULTILINE)
    return {name: json.loads(text.replace(",\n]", "\n]")) for name, text in lists}


def mail(out: Path, number: str):
    raw = (out / "receipts" / number / "mail.eml").read_bytes()
    return message_from_bytes(raw, policy=SMTP)


def only_mail(out: Path):
    (folder,) = (out / "receipts").iterdir()
    return mail(out, folder.name)


def text(out: Path) -> str:
    return only_mail(out).get_body(("plain",)).get_content()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The sample month, all of it."""
    out = tmp_path_factory.mktemp("preview") / "out"
    assert preview(SAMPLE, out) == 1
    return out


def test_every_receipt_has_its_page_and_its_line_in_the_index(site):
    folders = sorted(path.name for path in (site / "receipts").iterdir())

    listed = sorted(row[0] for row in data(site)["RECEIPTS"])
    assert len(folders) == 141
    assert folders == listed
    assert all(map(NUMBER.fullmatch, folders))
    assert all((site / "receipts" / name / "index.html").is_file() for name in folders)


def test_the_index_has_what_is_searched_for(site):
    found = data(site)

    row = next(row for row in found["RECEIPTS"] if row[1] == "CUST-0033")
    places = row.pop(7)
    assert row[1:] == [
        "CUST-0033",
        "Femi Kowalski",
        "customer033@example.com",
        "301.66 USD",
        "en-US",
        4,
        "to be sent",
    ]
    assert {found["SERVICES"][place] for place in places} == {
        "Virtual machines",
        "Support plan",
        "Data transfer",
        "Object storage",
    }


def test_who_gets_nothing_is_listed_with_the_reason(site):
    held = {row[0]: row[4] for row in data(site)["HELD"]}

    assert sorted(held) == ["", "CUST-0012", "CUST-0065", "CUST-0110", "CUST-0124"]
    assert held["CUST-0012"] == ["line 42, charges: charges is empty. Fill it in."]
    assert "<code>email_invalid</code>: This is not one" in (site / "index.html").read_text()


def test_each_mail_parses_to_the_text_and_the_html_beside_it(site):
    for folder in (site / "receipts").iterdir():
        parsed = mail(site, folder.name)

        assert not parsed.defects
        plain, html = (parsed.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert plain.replace("\r\n", "\n") == (folder / "mail.txt").read_text()
        assert html.replace("\r\n", "\n") == (folder / "mail.html").read_text()
        assert folder.name in parsed["Subject"]


def test_each_page_leads_on_to_the_next_until_the_last(site):
    numbers = [row[0] for row in data(site)["RECEIPTS"]]
    followed = [numbers[0]]

    while found := re.search(
        r'href="\.\./([^/"]+)/index\.html" rel="next"',
        (site / "receipts" / followed[-1] / "index.html").read_text(),
    ):
        followed.append(found[1])

    assert followed == numbers


def test_the_command_says_where_to_look_and_that_it_is_personal(charges, tmp_path, capsys):
    code = preview(charges(ALICE, BOB), tmp_path / "out")

    assert code == 0
    ending = capsys.readouterr().out.splitlines()[-2:]
    assert ending == [
        f"2 receipts: open {tmp_path / 'out' / 'index.html'}",
        f"{tmp_path / 'out'} holds customers' data: delete it when you have looked.",
    ]


def test_hostile_values_stay_inside(charges, tmp_path):
    evil = "</script><script>alert(1)</script>"
    rows = [f"../../x,{evil},a@example.com,{evil},10", f"..,\u2028{evil},b@example.com,S,bad"]

    preview(charges(*rows), tmp_path / "out")

    assert {path.name for path in tmp_path.iterdir()} == {"out", "charges-2024-09.csv"}
    assert not list((tmp_path / "out").glob("x*"))
    (shown,), (held,) = data(tmp_path / "out")["RECEIPTS"], data(tmp_path / "out")["HELD"]
    assert (shown[1], shown[2]) == ("../../x", evil)
    assert held[1].endswith(evil)
    assert "<script>alert" not in (tmp_path / "out" / "index.html").read_text()


def test_a_rejected_file_says_why_and_has_no_receipts(charges, tmp_path):
    preview(charges(ALICE), tmp_path / "out")

    code = preview(charges(ALICE, BOB, name="charges.csv"), tmp_path / "out")

    assert code == 2
    assert not any((tmp_path / "out" / "receipts").iterdir())
    assert "The billing period is unknown." in (tmp_path / "out" / "index.html").read_text()
    assert [row[0] for row in data(tmp_path / "out")["HELD"]] == ["C1", "C2"]


def test_a_sample_says_that_it_is_one(charges, tmp_path, capsys):
    rows = [f"C{n},Bo,bo{n}@example.com,Hosting,{n}" for n in range(20)]

    preview(charges(*rows), tmp_path / "out", "--sample", "3")

    assert "\n3 receipts, a sample of 20: open " in capsys.readouterr().out
    assert "A sample: 3 of 20 receipts" in (tmp_path / "out" / "index.html").read_text()
    assert len(data(tmp_path / "out")["RECEIPTS"]) == 3
    assert len(list((tmp_path / "out" / "receipts").iterdir())) == 3


def test_several_months_are_in_one_index(charges, tmp_path):
    header = "customer_id,customer_name,email,service_name,charges,billing_period"

    preview(
        charges(f"{ALICE},2024-08", f"{ALICE},2024-09", header=header, name="all.csv"),
        tmp_path / "out",
    )

    shown = data(tmp_path / "out")["RECEIPTS"]
    assert [row[0][:7] for row in shown] == ["2024-08", "2024-09"]


def test_a_folder_of_somebody_else_is_refused(charges, tmp_path, capsys):
    code = preview(charges(ALICE), tmp_path)

    said = capsys.readouterr()
    assert code == EX_SOFTWARE
    assert "name an empty folder with --out" in said.err
    assert said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["charges-2024-09.csv"]


def test_an_interrupted_preview_leaves_what_the_next_one_accepts(charges, tmp_path, monkeypatch):
    path, out = charges(ALICE, BOB), tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr("receipts.preview.printing.compose", _interrupted)
        assert preview(path, out) == 130
    assert not (out / "index.html").exists()

    assert preview(path, out) == 0
    assert len(data(out)["RECEIPTS"]) == 2


def _interrupted(*_, **__):
    raise KeyboardInterrupt


def test_a_receipt_that_makes_no_mail_is_one_to_look_at(charges, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("receipts.preview.printing.compose", _refused_for_bob)

    code = preview(charges(ALICE, BOB), tmp_path / "out")

    assert code == 1
    assert "Look: no mail can be made of 1\n" in capsys.readouterr().out
    (alice, bob) = data(tmp_path / "out")["RECEIPTS"]
    assert (alice[-1], bob[-1]) == ("to be sent", "no mail can be made of it")
    page = tmp_path / "out" / "receipts" / bob[0]
    assert [path.name for path in page.iterdir()] == ["index.html"]
    assert "fits no header" in (page / "index.html").read_text()
    assert f'href="../{alice[0]}/index.html" rel="prev"' in (page / "index.html").read_text()
    assert "no mail can be made: 1." in (tmp_path / "out" / "index.html").read_text()


def _refused_for_bob(receipt, **options):
    if receipt.customer_id == "C2":
        raise UnrenderableError("the address fits no header")
    return compose(receipt, **options)


def test_a_correction_says_so(charges, tmp_path):
    preview(charges(ALICE), tmp_path / "out", "--correction")

    assert "Corrected receipt" in only_mail(tmp_path / "out")["Subject"]
    assert "These are corrections" in (tmp_path / "out" / "index.html").read_text()


def test_parameters_say_who_the_receipts_are_from(charges, tmp_path):
    told = (
        "SellerName=Acme Ltd",
        "FromAddress=pay@acme.example",
        "ReplyToAddress=ask@acme.example",
    )

    preview(charges(ALICE), tmp_path / "out", *(f"--parameter={each}" for each in told))

    found = only_mail(tmp_path / "out")
    assert found["From"] == "Acme Ltd <pay@acme.example>"
    assert found["Reply-To"] == "ask@acme.example"
    assert "The seller is made up" not in (tmp_path / "out" / "index.html").read_text()


def test_a_made_up_seller_is_called_so(charges, tmp_path):
    preview(charges(ALICE), tmp_path / "out")

    assert "The seller is made up" in (tmp_path / "out" / "index.html").read_text()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--parameter", "SelerName=X"], EX_SOFTWARE, "no such parameter: SelerName"),
        (["--parameter", "SellerName"], EX_USAGE, "is not NAME=VALUE"),
        (["--sample", "0"], EX_USAGE, "is not a number of receipts"),
        (["--sample", "-1"], EX_USAGE, "is not a number of receipts"),
        (["--branding", "nowhere"], EX_SOFTWARE, "no such folder: nowhere"),
        (["--stack", "s", "--currency", "EUR"], EX_SOFTWARE, "--parameter DefaultCurrency=EUR"),
    ],
)
def test_what_cannot_be_meant_is_refused(charges, tmp_path, capsys, options, code, words):
    try:
        given = preview(charges(ALICE), tmp_path / "out", *options)
    except SystemExit as stopped:
        given = stopped.code

    assert given == code
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
