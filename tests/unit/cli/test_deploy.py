"""What a person says to `receipts deploy`, and how it is asked for."""

import argparse
import io
from pathlib import Path

import pytest
from rich.console import Console

from receipts.cli import deploy, deploy_asking
from receipts.deployment.parameters import Told
from receipts.deployment.preparing import Prepared
from receipts.errors import ConfigError
from receipts.stacks import (
    Action,
    Change,
    ChangeSet,
    Declared,
    Event,
    Standing,
    Template,
    Value,
)
from tests.unit.deployment import deploying
from tests.unit.deployment.deploying import STACK, WHERE, Stacks

SELLER = Declared(name="SellerName", description="Who sends the receipts.", default=None)


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    deploy.add_arguments(parser)
    return parser.parse_args(words)


def prepared(*missing: Declared) -> Prepared:
    return Prepared(
        stack="s",
        is_new=True,
        bucket="b",
        template=Template(url="", parameters=(), capabilities=()),
        uploads=(),
        told=Told((), missing),
        before=None,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.toml", 'SellerName = "Shop"\nKeepMails = true\nLogRetentionDays = 30\n'),
        ("p.json", '{"SellerName": "Shop", "KeepMails": true, "LogRetentionDays": 30}'),
        (
            "p.json",
            '[{"ParameterKey": "SellerName", "ParameterValue": "Shop"},'
            ' {"ParameterKey": "KeepMails", "ParameterValue": "true"},'
            ' {"ParameterKey": "LogRetentionDays", "ParameterValue": "30"}]',
        ),
    ],
    ids=["toml", "json", "json of the AWS CLI"],
)
def test_a_file_names_parameters_and_an_option_beats_it(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)

    given = deploy_asking.given(
        parsed("--parameters", str(path), "--parameter", "LogRetentionDays=60")
    )

    assert given == {"SellerName": "Shop", "KeepMails": "true", "LogRetentionDays": "60"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("p.toml", "SellerName = ", "cannot be read"),
        ("p.json", "{", "cannot be read"),
        ("p.json", "3", "is no list of parameters"),
        ("p.json", '["SellerName"]', "is no list of parameters"),
        ("p.toml", "[SellerName]\nis = 1", "SellerName is not one text or number"),
    ],
)
def test_a_file_that_names_no_parameters_is_refused_with_its_name(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text)

    with pytest.raises(ConfigError, match=words):
        deploy_asking.given(parsed("--parameters", str(path)))


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match="no such file"):
        deploy_asking.given(parsed("--parameters", "nowhere.toml"))


def test_a_person_is_asked_for_what_is_missing_until_there_is_an_answer(monkeypatch):
    answers = iter(["", " Shop Ltd "])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    told = io.StringIO()

    ready, given = deploy_asking.completed(prepared(SELLER), {}, parsed(), Console(file=told))

    assert ready.told == Told((Value(name="SellerName", value="Shop Ltd"),), ())
    assert given == {"SellerName": "Shop Ltd"}
    assert SELLER.description in told.getvalue()


@pytest.mark.parametrize(("words", "is_terminal"), [(["--yes"], True), ([], False)])
def test_nobody_is_asked_who_said_yes_or_is_not_there(monkeypatch, words, is_terminal):
    monkeypatch.setattr("sys.stdin.isatty", lambda: is_terminal, raising=False)

    ready, _ = deploy_asking.completed(prepared(SELLER), {}, parsed(*words), Console())

    assert ready.told.missing == (SELLER,)


def test_the_stack_is_named_either_way_and_code_is_where_it_is_built():
    assert parsed().stack == "receipts"
    assert parsed("--stack", "a").stack == parsed("--stack-name", "a").stack == "a"
    assert parsed().code == Path(deploy.__file__).parents[2] / "dist"


LOST = Change(name="AuditBucket", kind="AWS::S3::Bucket", action=Action.REPLACE)
STANDING = Standing(
    status="UPDATE_COMPLETE",
    parameters={
        "Environment": "prod",
        "SesIdentity": "example.com",
        "AlarmAddress": "",
        "RedirectAllMailTo": "",
        "SellerName": "Shop",
        "CodeBucket": "b",
        "WorkerCodeKey": "k",
    },
    outputs={"AlarmTopic": "arn:topic"},
)


@pytest.fixture
def aws(monkeypatch):
    """A stack whose next change replaces a bucket."""
    done = Event(id="1", name="s", kind=STACK, status="UPDATE_COMPLETE")
    stacks = Stacks(
        found=STANDING,
        after=STANDING,
        changes=ChangeSet(id="c", changes=(LOST,)),
        looks=[[], [done]],
    )
    ports = deploying.ports(stacks=stacks)
    monkeypatch.setattr("receipts.bootstrap.aws_clients", lambda: None)
    monkeypatch.setattr("receipts.bootstrap_deploy.surroundings", lambda _: WHERE)
    monkeypatch.setattr("receipts.bootstrap_deploy.deployer", lambda *_: ports)
    return ports


def deployed(tmp_path: Path, *words: str) -> tuple[int, str]:
    (tmp_path / "arm64").mkdir()
    (tmp_path / "arm64/worker.zip").write_bytes(b"code")
    told = io.StringIO()
    code = deploy.run(
        parsed("--stack", "s", "--code", str(tmp_path), *words), Console(file=told, width=200)
    )
    return code, told.getvalue()


@pytest.mark.parametrize("words", [["--yes"], ["--dry-run"], ["--yes", "--allow-replacing", "Key"]])
def test_a_bucket_is_not_replaced_for_a_plain_yes(aws, tmp_path, words):
    code, told = deployed(tmp_path, *words)

    assert code == 1
    assert "! REPLACE     AuditBucket" in told
    assert "--allow-replacing" in told
    # Proposed, and taken back.
    assert aws.stacks.orders == []
    assert aws.stacks.looks != []


def test_a_bucket_is_replaced_for_its_name(aws, tmp_path):
    code, told = deployed(tmp_path, "--yes", "--allow-replacing", "AuditBucket")

    assert code == 0
    assert "Done. The stack:" in told
    assert aws.stacks.looks == []


def test_roles_are_made_only_with_a_word_about_them(aws, tmp_path):
    _, told = deployed(tmp_path, "--dry-run")

    assert "may make roles and policies for it (CAPABILITY_IAM)" in told


def test_code_is_kept_or_deployed_and_not_both(capsys):
    with pytest.raises(SystemExit):
        parsed("--keep-code", "--code", "elsewhere")

    assert "not allowed with argument" in capsys.readouterr().err


def test_a_bucket_for_code_that_is_kept_is_wrong_usage(aws):
    told = io.StringIO()

    code = deploy.run(
        parsed("--yes", "--keep-code", "--artifact-bucket", "b"), Console(file=told, width=200)
    )

    assert code == 64
    assert "leave --artifact-bucket out" in told.getvalue()


def test_parameters_change_where_nothing_was_ever_built(aws):
    told = io.StringIO()
    words = ("--stack", "s", "--yes", "--keep-code", "--allow-replacing", "AuditBucket")

    code = deploy.run(parsed(*words, "--parameter", "SellerName=New"), Console(file=told))

    assert code == 0
    assert aws.code.asked == []
    assert Value(name="SellerName", value="New") in aws.stacks.orders[0].values


def test_a_stack_in_prod_is_protected_and_that_is_said(aws, tmp_path):
    _, told = deployed(tmp_path, "--yes", "--allow-replacing", "AuditBucket")

    assert aws.stacks.protected == ["s"]
    assert "protected from deletion now" in told


@pytest.mark.parametrize(("words", "asked"), [(["--dry-run"], []), (["--yes"], ["s"])])
def test_a_stack_that_is_as_it_should_be_is_protected_unless_somebody_only_looks(
    aws, tmp_path, words, asked
):
    aws.stacks.changes = ChangeSet(id="c", changes=(), is_empty=True)

    deployed(tmp_path, *words)

    assert aws.stacks.protected == asked
