"""A large file's way into a job's arguments and out of them."""

import base64
from dataclasses import replace

import pytest

from receipts.hand_over import from_arguments, to_arguments
from tests.builders import dropped

#: What Glue tells every job besides.
GLUE = ("--JOB_NAME", "x", "--enable-auto-scaling", "true", "--set", "y", "--JOB_RUN_ID", "jr_1")


def told(*arguments: str, **more: str) -> list[str]:
    named = [word for name, value in more.items() for word in (f"--{name}", value)]
    return [*arguments, *named]


@pytest.mark.parametrize(
    "key",
    [
        "2024-09/charges.csv",
        '2024-09/größe & "quotes" + 100%.csv',
        "--key.csv",
        "-",
        "a\nb\t$HOME `x` \\.csv",
        "=?#[]{}<>|",
        "領収書/" + "領" * 338,
    ],
)
@pytest.mark.parametrize("version_id", ["null", "-3L4kqtJl.cpXroDTDmJ+rmSpXd3dIbrHY", "v1"])
def test_a_file_comes_out_as_it_went_in(key, version_id):
    file = dropped(key, version_id=version_id, size=3_000_000_000)

    arguments = to_arguments(file)
    words = [word for pair in arguments.items() for word in pair]

    assert from_arguments([*GLUE, *words]).file == file
    assert all(word.isascii() and word.isprintable() for word in words)
    assert not any(value.startswith("-") for value in arguments.values())
    assert sum(map(len, words)) < 5_000


def test_the_time_keeps_its_zone():
    file = dropped()

    again = from_arguments([word for pair in to_arguments(file).items() for word in pair]).file

    assert again.dropped_at.utcoffset() == file.dropped_at.utcoffset()


def test_without_a_version_it_is_whatever_stands_there():
    asked = from_arguments(told(bucket="landing", key="2024-09/a%20b.csv"))

    assert (asked.bucket, asked.key, asked.file) == ("landing", "2024-09/a b.csv", None)


def test_settings_in_one_argument_may_be_anything():
    lines = 'SELLER_NAME=-- "Ünïted" & Sons = 100% --\nFOOTER_TEXT=\nSELLER_ADDRESS=a\x0bb\x1cc\n'
    encoded = base64.b64encode(lines.encode()).decode()

    asked = from_arguments(told(*GLUE, bucket="b", key="k", settings=encoded))

    assert asked.environment == {
        "SELLER_NAME": '-- "Ünïted" & Sons = 100% --',
        "FOOTER_TEXT": "",
        "SELLER_ADDRESS": "a\x0bb\x1cc",
    }


def test_a_single_setting_takes_the_place_of_the_stack_s():
    encoded = base64.b64encode(b"A=1\nB=2\n").decode()

    asked = from_arguments(told("--setting", "B=3=4", bucket="b", key="k", settings=encoded))

    assert asked.environment == {"A": "1", "B": "3=4"}


def test_two_versions_of_a_file_have_different_arguments():
    first, second = dropped(), replace(dropped(), version_id="v2")

    assert to_arguments(first) != to_arguments(second)
