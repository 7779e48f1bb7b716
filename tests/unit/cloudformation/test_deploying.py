"""The template is one that `receipts deploy` and `receipts doctor` can work with."""

import configparser
import re
from pathlib import Path

from receipts.deployment.changes import HOLDS_DATA
from receipts.deployment.code import FILES
from receipts.deployment_names import CODE_KEYS
from tests.unit.cloudformation.template import TEMPLATE

ROOT = Path(__file__).parents[3]


def test_the_stack_says_which_version_of_the_package_it_belongs_to():
    package = configparser.ConfigParser()
    package.read(ROOT / "setup.cfg")

    assert TEMPLATE["Outputs"]["Version"]["Value"] == package["metadata"]["version"]


def test_each_parameter_of_code_has_a_file_that_fits_it():
    keys = {name: each for name, each in TEMPLATE["Parameters"].items() if name.endswith("CodeKey")}

    assert keys.keys() == FILES.keys()
    for name, file in FILES.items():
        assert re.fullmatch(keys[name]["AllowedPattern"], f"{'a' * 64}/{Path(file).name}")


def test_code_is_built_for_the_processor_that_each_function_runs_on():
    functions = [r for r in TEMPLATE["Resources"].values() if r["Type"] == "AWS::Lambda::Function"]

    bundles = [file for file in FILES.values() if not file.startswith("glue/")]

    assert len(functions) == len(bundles)
    for function in functions:
        (architecture,) = function["Properties"]["Architectures"]
        assert {file.partition("/")[0] for file in bundles} == {architecture}


def test_each_function_is_an_output_beside_the_key_of_its_code():
    for output, key in CODE_KEYS.items():
        assert TEMPLATE["Outputs"][output]["Value"] == {"Ref": output}
        code = TEMPLATE["Resources"][output]["Properties"]["Code"]
        assert code == {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": key}}


def test_whatever_the_template_keeps_needs_a_word_before_it_is_replaced():
    kept = {
        each["Type"]
        for each in TEMPLATE["Resources"].values()
        if each.get("DeletionPolicy") == "Retain"
    }

    assert kept <= HOLDS_DATA
