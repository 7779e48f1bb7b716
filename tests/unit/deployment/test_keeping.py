"""Which stacks can keep their code while parameters change, and what a person is told of others."""

import pytest

from receipts.deployment.keeping import unkept

BEFORE = {"SellerName": "Shop", "WorkerCodeKey": "a/worker.zip"}


def test_a_stack_that_is_there_keeps_its_code_for_other_parameters():
    assert unkept("s", BEFORE, {"SesMaxSendRate": "14"}) == ""


def test_a_stack_that_is_not_there_has_no_code_to_keep():
    words = unkept("shop", None, {"SesMaxSendRate": "14"})

    assert "no stack shop" in words
    assert "--stack" in words
    assert "make build" in words


@pytest.mark.parametrize("name", ["CodeBucket", "WorkerCodeKey", "PackageCodeKey"])
def test_code_is_either_kept_or_named(name):
    words = unkept("s", BEFORE, {"SellerName": "Shop", name: "other"})

    assert f"--keep-code keeps {name}: leave it out" in words


@pytest.mark.parametrize(
    ("was", "given", "is_refused"),
    [
        ({}, {"AttachPdf": "true"}, True),
        ({"AttachPdf": "false"}, {"AttachPdf": "true"}, True),
        ({"AttachPdf": "true"}, {"AttachPdf": "true"}, False),
        ({"AttachPdf": "true"}, {"SesMaxSendRate": "5"}, False),
        ({"AttachPdf": "true"}, {"AttachPdf": "false"}, False),
        ({"AttachPdf": "false"}, {"AttachPdf": "false"}, False),
    ],
)
def test_pdfs_are_not_turned_on_for_a_worker_that_nobody_looked_into(was, given, is_refused):
    words = unkept("s", BEFORE | was, given)

    assert ("make build PDF=1" in words) is is_refused
