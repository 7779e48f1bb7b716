"""The bucket that code is deployed from."""

from dataclasses import replace

import pytest

from receipts.deployment.bucket import Step, own_bucket, steps
from receipts.errors import ConfigError
from receipts.stacks import BucketSettings, Whereabouts

WELL = BucketSettings(is_versioned=True, is_private=True, is_encrypted=True, has_policy=True)


def test_an_account_has_its_own_in_each_region():
    where = Whereabouts(arn="", account="123456789012", region="eu-west-1", s3="")

    assert own_bucket(where) == "receipts-artifacts-123456789012-eu-west-1"


def test_one_that_is_not_there_is_made_and_kept_as_it_should_be():
    assert steps("b", None, is_ours=True) == list(Step)


@pytest.mark.parametrize(
    ("lacks", "step"),
    [
        ("is_versioned", Step.KEEP_VERSIONS),
        ("is_private", Step.KEEP_PRIVATE),
        ("is_encrypted", Step.ENCRYPT),
        ("has_policy", Step.DEMAND_TLS),
    ],
)
def test_one_whose_making_was_interrupted_is_finished(lacks, step):
    found = replace(WELL, **{lacks: False})

    assert steps("b", found, is_ours=True) == [step]
    assert steps("b", WELL, is_ours=True) == []


def test_one_that_was_given_is_never_touched_and_never_made():
    unkept = BucketSettings(
        is_versioned=False, is_private=False, is_encrypted=False, has_policy=False
    )

    assert steps("b", unkept, is_ours=False) == []
    with pytest.raises(ConfigError, match="no bucket b"):
        steps("b", None, is_ours=False)
