"""What is in a bundle can be told by its name, its hash and its licence."""

import json
import zipfile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bundles.bill import Package, licences_of, package_of, sbom_of

ONE = Package(name="Some_Thing", version="1.2", licence="MIT", sha256="a" * 64)
TWO = Package(name="other", version="2", licence="Words of its own", sha256="b" * 64)


@pytest.fixture
def wheel(tmp_path):
    def made(*lines):
        path = tmp_path / "a-1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a-1.dist-info/METADATA", "\n".join(["Name: a", "Version: 1", *lines]))
        return path

    return made


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (["License-Expression: MIT OR Apache-2.0", "License: other"], "MIT OR Apache-2.0"),
        (["License: BSD-3-Clause"], "BSD-3-Clause"),
        (["License: Long text,", "        line by line", "Classifier: License :: OSI :: X"], "X"),
        (["Classifier: Other :: Y", "Classifier: License :: OSI Approved :: X"], "X"),
        (["License: Free for all"], "MIT-0"),
        (["License: Dual"], "MIT OR ISC"),
    ],
)
def test_a_licence_is_what_the_metadata_says(wheel, lines, licence):
    words = {"Free for all": "MIT-0", "a: Dual": "MIT OR ISC", "b: Dual": "0BSD"}

    found = package_of(wheel(*lines), words)

    assert found.licence == licence


def test_a_wheel_without_a_licence_is_not_packed(wheel):
    path = wheel()

    with pytest.raises(ValueError, match="a 1 names no licence"):
        package_of(path, {})


def test_a_bill_of_materials_is_one():
    bill = sbom_of("parser", [ONE, TWO])

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    found = {each["purl"]: each for each in json.loads(bill)["components"]}
    assert found["pkg:pypi/some-thing@1.2"]["hashes"] == [{"alg": "SHA-256", "content": "a" * 64}]
    assert found["pkg:pypi/other@2"]["licenses"] == [{"license": {"name": "Words of its own"}}]


def test_a_bill_of_materials_is_the_same_each_time():
    first, second = sbom_of("parser", [ONE, TWO]), sbom_of("parser", [ONE, TWO])

    assert first == second


def test_a_list_of_licences_has_a_line_each():
    found = licences_of([TWO, ONE])

    assert found == "other 2: Words of its own\nSome_Thing 1.2: MIT\n"
