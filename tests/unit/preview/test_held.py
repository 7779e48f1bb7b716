import pytest

from receipts.parsing.evaluate import evaluate
from receipts.preview.held import Held, held_of
from tests.builders import ALICE, BOB, charges_csv, inputs, rulebook


def held(*rows: str, key: str = "2024-09/charges.csv", **rules: object) -> list[Held]:
    given = inputs(charges_csv(*rows), key=key, rulebook=rulebook(**rules))
    return [each for run in evaluate(given) for each in held_of(run)]


def test_nobody_is_held_of_a_good_file():
    assert held(ALICE, BOB) == []


def test_a_held_customer_is_named_as_the_file_has_it_with_line_column_and_value():
    (bob,) = held(ALICE, BOB, "C2,Bob,bob@example.com,Backup,$5")

    assert (bob.customer_id, bob.customer_name, bob.address) == ("C2", "Bob", "bob@example.com")
    assert bob.line_count == 2
    assert len(bob.reasons) == 1
    assert bob.reasons[0].startswith("line 4, charges “$5”: Write the amount as plain digits")


def test_lines_without_an_id_are_one_and_nobodys_name_stands_for_them():
    (nobody,) = held(ALICE, ",Al,al@example.com,Backup,1", ",Cy,cy@example.com,Backup,1")

    assert (nobody.customer_id, nobody.customer_name, nobody.address) == ("", "", "")
    assert nobody.line_count == 2
    assert [reason.partition(":")[0] for reason in nobody.reasons] == [
        "line 3, customer_id",
        "line 4, customer_id",
    ]


def test_of_many_reasons_the_first_are_told():
    (alice,) = held(*(f"C1,Alice,alice@example.com,Hosting,x{n}" for n in range(9)))

    assert len(alice.reasons) == 6
    assert alice.reasons[-1] == "and 4 more"


def test_a_long_value_is_cut_short():
    (alice,) = held(f"C1,Alice,alice@example.com,Hosting,{'x' * 5000}")

    assert len(alice.reasons[0]) < 400


@pytest.mark.parametrize("key", ["charges.csv", "2024-09/2024-10.csv"])
def test_of_a_rejected_file_everybody_is_held(key):
    found = held(ALICE, BOB, key=key)

    assert [each.customer_id for each in found] == ["C1", "C2"]
    assert {each.reasons[-1] for each in found} == {
        "Nothing of this month is sent, because the file is rejected."
    }
